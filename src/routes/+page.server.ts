import { bracketsIn } from '#lib/domain/agreement.ts'
import { ARTICLE_STATUSES } from '#lib/domain/article.ts'
import type { Actor } from '#lib/domain/actor.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { everyItem } from './answer.server.ts'
import type { PageServerLoad } from './$types'

/** The charter, its standing, and the one thing to do first for this visitor. */
export const load: PageServerLoad = async ({ locals }) => {
  const { app, actor, lang } = locals
  const charter = await app.readCharter(actor, null)
  if (!charter.ok) return { charter: null, version: null, signed: 0, now: Date.now(), first: null }
  const { id, title, titles, notice, due, originalLanguage } = charter.value
  const read = await app.readVersionByNumber(actor, id, null)
  const signoffs = read.ok ? await everyItem((page) => app.listSignoffs(actor, read.value.id, page)) : []
  const titleLang = titles[lang] === undefined ? originalLanguage : lang
  const version = read.ok ? read.value : null
  const own = version?.articles.filter((article) => article.lang === originalLanguage) ?? []
  return {
    charter: { title: titles[titleLang] ?? title, lang: titleLang, notice, due },
    version: version && {
      number: version.number,
      label: version.label,
      stage: version.stage,
      publishedAt: version.publishedAt,
      languages: version.languages,
      statuses: ARTICLE_STATUSES.map((status) => ({
        status,
        articles: own.filter((article) => article.kind === 'article' && article.status === status).length,
      })).filter(({ articles }) => articles > 0),
      brackets: own.reduce((sum, article) => sum + bracketsIn(article.json).size, 0),
      contents: own.map((article) => {
        const shown = version.articles.find((one) => one.id === article.id && one.lang === lang) ?? article
        return {
          id: article.id,
          slug: articleSlug(article.number),
          label: articleLabel(article.number, lang),
          heading: shown.heading,
          lang: shown.lang,
        }
      }),
    },
    signed: signoffs.filter((signoff) => signoff.withdrawnAt === null).length,
    now: Date.now(),
    first: actor && (await firstOf(locals, actor)),
  }
}

/** What waits for this person first: the act that the front page offers them. */
async function firstOf({ app, lang }: App.Locals, actor: Actor) {
  const home = await app.readHome(actor, null, lang)
  return (home.ok && home.value.needs[0]) || null
}
