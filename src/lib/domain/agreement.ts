<<<<<<< HEAD
/** How far an article is agreed: the status machine (rules AG*, practice 8.1). */
import { isLocked, type ArticleDoc, type ArticleStatus } from './article.ts'
import { ok, refuse, type Result } from './result.ts'

/** AG1: from -> to. Reopening leads back to discussion from every agreed state. */
const NEXT: Record<ArticleStatus, readonly ArticleStatus[]> = {
=======
/**
 * How far an article is agreed (rules AG*, practice 8.1): which moves there are, and what stands in their way.
 * `bracketed` is no status: it follows from the text.
 */
import { isLocked, type ArticleDoc, type ArticleStatus } from './article.ts'
import { ok, refuse, type Result } from './result.ts'

/** AG1: the moves of practice 8.1. Every agreed status can be reopened. */
const MOVES: Record<ArticleStatus, readonly ArticleStatus[]> = {
>>>>>>> 2679b1d (Verbs on charters and articles)
  draft: ['under_discussion'],
  under_discussion: ['agreed_in_group', 'agreed_ad_referendum'],
  agreed_in_group: ['agreed_ad_referendum', 'under_discussion'],
  agreed_ad_referendum: ['agreed', 'under_discussion'],
  agreed: ['under_discussion'],
}

<<<<<<< HEAD
/** The states that an article may be brought to from `status`. */
export const nextStatuses = (status: ArticleStatus): readonly ArticleStatus[] => NEXT[status]

/** Longest reason for reopening, in characters. */
export const REASON_LIMIT = 2_000

/** Whether words of an article stand in square brackets: inline, a whole block, or the whole article. */
export const hasBrackets = (doc: ArticleDoc): boolean =>
  doc.content.some(
    (block) =>
      block.attrs.bracket !== null ||
      (block.content ?? []).some((inline) => inline.type === 'opt' || inline.marks?.some((mark) => mark.type === 'br')),
  )

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
=======
/** Where an article may go from `status`. */
export const movesFrom = (status: ArticleStatus): readonly ArticleStatus[] => MOVES[status]

/** AG3: reopening what was agreed says why. */
export const needsReason = (from: ArticleStatus, to: ArticleStatus): boolean => isLocked(from) && !isLocked(to)

/** The brackets open in a text, each once, in order. Around blocks, around the article, and among words. */
export function openBrackets(doc: ArticleDoc): string[] {
  const open = new Set<string>()
  for (const { attrs, content } of doc.content) {
    if (attrs.bracket !== null) open.add(attrs.bracket)
    for (const inline of content ?? []) {
      if (inline.type === 'opt') open.add(inline.attrs.br)
      for (const mark of inline.marks ?? []) if (mark.type === 'br') open.add(mark.attrs.id)
    }
  }
  return [...open]
}

/**
 * Whether an article may move. AG2: nothing is agreed while a bracket stands open in any of its languages.
 * `texts`: its text in every language. Refuses with `transition-not-allowed`, `open-brackets`, `invalid`.
 */
export function move(
  from: ArticleStatus,
  to: ArticleStatus,
  reason: string | undefined,
  texts: Iterable<ArticleDoc>,
): Result<null> {
  if (!MOVES[from].includes(to)) return refuse('transition-not-allowed', { detail: `From ${from} there is no way to ${to}.` })
  if (needsReason(from, to) && !reason?.trim())
    return refuse('invalid', { errors: [{ path: 'reason', message: 'is needed to reopen what was agreed' }] })
  if (isLocked(to) && !isLocked(from)) {
    const open = new Set([...texts].flatMap(openBrackets))
    if (open.size > 0) return refuse('open-brackets', { detail: `Open: ${[...open].join(', ')}.` })
  }
  return ok(null)
>>>>>>> 2679b1d (Verbs on charters and articles)
}
