import type { ComparedBlock, VersionText } from '#lib/domain/contract.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleLabel, articleSlug, labelsOf } from '#lib/domain/numbering.ts'
import { everyItem, valueOf } from '../../answer.server.ts'
import { theCharter } from '../reading.server.ts'
import type { PageServerLoad } from './$types'

/** Two versions by number (`from`, `to`; else the last two), in one language, changed paragraphs only unless `all=1`. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { app, actor } = locals
  const charter = await theCharter(locals)
  const versions = (await everyItem((page) => app.listVersions(actor, charter.id, page))).sort(
    (a, b) => a.number - b.number,
  )
  const asked = (name: string) => versions.find((version) => String(version.number) === url.searchParams.get(name))
  const to = asked('to') ?? versions.at(-1)
  const from = asked('from') ?? versions.filter((version) => version !== to).at(-1)
  const isAll = url.searchParams.get('all') === '1'
  const choices = versions.map(({ number, label }) => ({ number, label }))
  if (!to || !from || versions.length < 2) return { choices, comparison: null }

  const wanted = url.searchParams.get('lang')
  const [before, after] = await Promise.all([app.readVersion(actor, from.id), app.readVersion(actor, to.id)])
  const old = valueOf(before)
  const young = valueOf(after)
  const languages = young.languages.filter((lang) =>
    [old, young].every(({ articles }) => articles.some((a) => a.lang === lang)),
  )
  const lang =
    [wanted, locals.lang].find((tag) => tag !== null && languages.includes(tag)) ??
    languages[0] ??
    charter.originalLanguage
  const compared = valueOf(await app.compareVersions(actor, from.id, to.id, lang))
  const articles = compared.articles.map(({ id, blocks }) => {
    const shown = find(young, id, lang) ?? find(old, id, lang)
    const labels = { ...labelsById(find(old, id, lang), lang), ...labelsById(find(young, id, lang), lang) }
    return {
      id,
      slug: shown ? articleSlug(shown.number) : id,
      label: shown ? articleLabel(shown.number, lang) : '',
      heading: shown?.heading ?? '',
      unchanged: blocks.filter((block) => block.change === 'same').length,
      blocks: blocks
        .filter((block) => isAll || block.change !== 'same')
        .map((block: ComparedBlock) => ({ ...block, label: labels[block.id] ?? null })),
    }
  })
  return {
    choices,
    comparison: {
      from: from.number,
      to: to.number,
      lang,
      dir: directionOf(lang),
      languages,
      isAll,
      articles: articles.filter((article) => isAll || article.blocks.length > 0),
    },
  }
}

const find = (version: VersionText, id: string, lang: string) =>
  version.articles.find((article) => article.id === id && article.lang === lang)

function labelsById(article: VersionText['articles'][number] | undefined, lang: string): Record<string, string> {
  if (!article) return {}
  const labels = labelsOf(article.json, lang)
  return Object.fromEntries(
    article.json.content.flatMap((block, i) => (labels[i] ? [[block.attrs.id, labels[i]]] : [])),
  )
}
