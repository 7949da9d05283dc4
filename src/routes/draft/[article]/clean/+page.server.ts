import { cleanText, GAP, openBrackets } from '#lib/domain/brackets.ts'
import { sectionsOf } from '#lib/domain/html.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { numbersOf } from '#lib/domain/places.ts'
import { withoutDeleted } from '#lib/domain/provision.ts'
import { valueOf } from '../../../answer.server.ts'
import { contextOf } from '../../blocks.server.ts'
import { readWorkingArticle } from '../../working.server.ts'
import type { PageServerLoad } from './$types'

/** The text of an article without what is not agreed, in the language asked for (rule BD10). */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { articles, entry, lang } = await readWorkingArticle(locals, url, params.article)
  const article = valueOf(await locals.app.readArticle(locals.actor, entry.id, lang))
  // what is deleted keeps its number, as a tombstone
  const round = article.deletedBlocks.length === 0 ? article.round : numbersOf(article.json, article.round)
  const standing = withoutDeleted(article.json, new Set(article.deletedBlocks))
  const json = cleanText(standing)
  return {
    ...{ slug: params.article, label: article.label, lang },
    languages: entry.documents.map((one) => ({ lang: one.lang, isComplete: true })),
    section: sectionsOf(json, contextOf({ ...article, json, round })),
    gap: GAP,
    open: openBrackets([standing]).size,
    slugs: Object.fromEntries(articles.map(({ id, number }) => [id, articleSlug(number)])),
  }
}
