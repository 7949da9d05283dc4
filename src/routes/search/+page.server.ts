import { excerptOf, findIn, LONGEST_QUERY, queryOf, type Hit } from '#lib/domain/find.ts'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { labelsOf, type RoundNumbers } from '#lib/domain/places.ts'
import type { PageServerLoad } from './$types'

/** Matches of one article that are shown; all are counted. */
const SHOWN = 10

/** Words in the published text and, for its readers, in the working text: nothing else is looked into. In one language, `lang`. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { app, actor } = locals
  const words = (url.searchParams.get('q') ?? '').replaceAll('\0', ' ').trim()
  const read = await app.readCharter(actor, locals.charter)
  const languages = read.ok ? read.value.languages : []
  const lang =
    [url.searchParams.get('lang'), locals.lang].find((tag) => tag !== null && languages.includes(tag)) ??
    (read.ok ? read.value.originalLanguage : locals.lang)
  const query = queryOf(words, lang, { looseArabic: true })
  const asked = { words, lang, languages, dir: directionOf(lang), isTooLong: words.length > LONGEST_QUERY }
  if (!read.ok || query === null) return { ...asked, published: null, working: null }
  const charter = read.value
  const of = locals.charter === null ? '' : `&charter=${encodeURIComponent(locals.charter)}`

  const version = await app.readVersionByNumber(actor, charter.id, null)
  const published = version.ok
    ? version.value.articles.flatMap((article) => {
        const hits = article.lang === lang ? findIn(article.json, query) : []
        const path = `/charter/v/${version.value.number}/${articleSlug(article.number)}?lang=${lang}${of}`
        if (hits.length === 0) return []
        const label = articleLabel(article.number, lang)
        return [
          {
            path,
            label,
            heading: article.heading,
            count: hits.length,
            hits: excerpts(article.json, hits, lang, article.round),
          },
        ]
      })
    : null

  const found = actor && (await app.findInCharter(actor, charter.id, { text: words, lang, looseArabic: true }))
  const working = found?.ok
    ? found.value.items.map(({ article, count, hits }) => ({
        path: `/draft/${articleSlug(article.number)}?lang=${lang}${of}`,
        ...{ label: article.label, heading: article.heading, count, hits: hits.slice(0, SHOWN) },
      }))
    : null
  return { ...asked, published, working }
}

function excerpts(doc: ArticleDoc, hits: readonly Hit[], lang: string, round: RoundNumbers | null) {
  const labels = labelsOf(doc, lang, round)
  return hits.slice(0, SHOWN).map((hit) => ({
    blockId: hit.blockId,
    label: labels[hit.block] ?? null,
    ...excerptOf(doc.content[hit.block]!, hit),
  }))
}
