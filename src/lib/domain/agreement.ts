/** How far an article is agreed: the status machine (rules AG*, practice 8.1). */
import { isLocked, type ArticleDoc, type ArticleStatus } from './article.ts'
import { ok, refuse, type Result } from './result.ts'

/** AG1: from -> to. Reopening leads back to discussion from every agreed state. */
const NEXT: Record<ArticleStatus, readonly ArticleStatus[]> = {
  draft: ['under_discussion'],
  under_discussion: ['agreed_in_group', 'agreed_ad_referendum'],
  agreed_in_group: ['agreed_ad_referendum', 'under_discussion'],
  agreed_ad_referendum: ['agreed', 'under_discussion'],
  agreed: ['under_discussion'],
}

/** The states that an article may be brought to from `status`; none where it is marked deleted (AR5). */
export const nextStatuses = (status: ArticleStatus, isDeleted = false): readonly ArticleStatus[] =>
  isDeleted ? [] : NEXT[status]

/** Longest reason for reopening, in characters. */
export const REASON_LIMIT = 2_000

/** The brackets that stand in an article, by id: inline, around a whole block, or around the whole article. */
export function bracketsIn(doc: ArticleDoc): Set<string> {
  const ids = new Set<string>()
  for (const block of doc.content) {
    if (block.attrs.bracket !== null) ids.add(block.attrs.bracket)
    for (const inline of block.content ?? []) {
      if (inline.type === 'opt') ids.add(inline.attrs.br)
      for (const mark of inline.marks ?? []) if (mark.type === 'br') ids.add(mark.attrs.id)
    }
  }
  return ids
}

/** Whether words of an article stand in square brackets. */
export const hasBrackets = (doc: ArticleDoc): boolean => bracketsIn(doc).size > 0

/**
 * Brings an article from one state to another.
 * AG2: no agreed article holds a bracket, in any language (`open-brackets`). AG3: reopening needs a reason (`invalid`).
 * AG1: any other way is `transition-not-allowed`. `docs`: its text in all languages.
 */
export function changeStatus(
  from: ArticleStatus,
  to: ArticleStatus,
  { docs, reason }: { docs: Iterable<ArticleDoc>; reason: string | undefined },
): Result<ArticleStatus> {
  if (!NEXT[from].includes(to)) return refuse('transition-not-allowed', { detail: `${from} does not lead to ${to}.` })
  if (isLocked(to) && [...docs].some(hasBrackets))
    return refuse('open-brackets', { detail: 'Words of this article still stand in square brackets.' })
  const words = reason?.trim() ?? ''
  if (isLocked(from) && to === 'under_discussion' && words === '')
    return refuse('invalid', { errors: [{ path: 'reason', message: 'reopening an agreed article needs a reason' }] })
  if (words.length > REASON_LIMIT)
    return refuse('invalid', { errors: [{ path: 'reason', message: `at most ${REASON_LIMIT} characters` }] })
  return ok(to)
}
