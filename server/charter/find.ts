/** Finds words in the working texts of a charter (rules FI*), in one language, and says where and whether the reader may change them there. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { CharterHits, FoundArticle } from '../../src/lib/domain/contract.ts'
import { excerptOf, findIn, LONGEST_QUERY, queryOf, type FindOptions, type Query } from '../../src/lib/domain/find.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { labelsOf } from '../../src/lib/domain/places.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf } from '../store/articles.ts'
import { headingOf, languageFor } from './article-view.ts'
import { readStandingTexts } from './charter-texts.ts'
import { articleSubject, seeCharter } from './see.ts'

/** Matches of one article that are shown; all are counted. */
export const SHOWN_IN_ARTICLE = 50

export interface FindInput extends FindOptions {
  text: string
  lang?: string | undefined
}

/** The query, or why it is none: the fault is of `path`. */
export function queryFrom(input: FindInput, lang: string, path: string): Result<Query> {
  const query = queryOf(input.text, lang, input)
  if (query) return ok(query)
  const message =
    input.text.length > LONGEST_QUERY ? `must have at most ${LONGEST_QUERY} characters` : 'must be one line of words'
  return refuse('invalid', { errors: [{ path, message }] })
}

/** Articles without a match, and those without a text in the language, are left out. Refuses with `invalid`, path `q`. */
export async function findInCharter(
  context: Context,
  actor: Actor | null,
  charterId: string,
  input: FindInput,
): Promise<Result<CharterHits>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const lang = languageFor(charter, input.lang)
  const query = queryFrom(input, lang, 'q')
  if (!query.ok) return query
  const [{ articles, documents, texts, index }, assignments] = await Promise.all([
    readStandingTexts(context, charter, (document) => document.lang === lang),
    assignmentsOf(context.store.db, actor.id, { charterId: charter.id }),
  ])
  const items: FoundArticle[] = []
  let isReader = articles.length === 0
  for (const article of articles) {
    const subject = articleSubject(article, assignments.get(article.id) ?? [], lang)
    if (!can(actor, 'article.read', subject)) continue
    isReader = true
    const document = documents.find((one) => one.articleId === article.id && one.lang === lang)
    const doc = document && texts.get(document.id)
    const hits = doc ? findIn(doc, query.value) : []
    if (!doc || hits.length === 0) continue
    const labels = labelsOf(doc, lang, article.round)
    items.push({
      article: {
        id: article.id,
        number: article.number,
        label: articleLabel(article.number, lang),
        heading: headingOf(doc, article, lang, index),
      },
      isLocked: isLocked(article.status),
      canEdit: can(actor, 'article.edit', subject),
      count: hits.length,
      hits: hits.slice(0, SHOWN_IN_ARTICLE).map((hit) => ({
        blockId: hit.blockId,
        label: labels[hit.block] ?? null,
        ...excerptOf(doc.content[hit.block]!, hit),
      })),
    })
  }
  if (!isReader) return refuse('not-allowed')
  return ok({ lang, count: items.reduce((sum, { count }) => sum + count, 0), shownInArticle: SHOWN_IN_ARTICLE, items })
}
