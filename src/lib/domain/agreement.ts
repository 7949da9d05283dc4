/** How far an article and its parts are agreed: the status machine (rules AG*, practice 8.1). */
import { isLocked, type ArticleDoc, type ArticleStatus, type Block, type PartStatus } from './article.ts'
import { ok, refuse, type Refused, type Result } from './result.ts'

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

/** AG12: the states that a part may be brought to: what an article may, and what is discussed or agreed may be deleted, but for the heading, and restored. */
export function nextPartStatuses(
  status: PartStatus,
  isHeading: boolean,
  isArticleDeleted = false,
): readonly PartStatus[] {
  if (isArticleDeleted || status === 'draft') return []
  if (status === 'deleted') return ['under_discussion']
  return isHeading ? NEXT[status] : [...NEXT[status], 'deleted']
}

/** Longest reason for reopening, in characters. */
export const REASON_LIMIT = 2_000

/** The brackets that stand in an article, by id: inline, around a whole block, or around the whole article. */
export function bracketsIn(doc: ArticleDoc): Set<string> {
  const ids = new Set<string>()
  for (const block of doc.content) for (const id of bracketsOfBlock(block)) ids.add(id)
  return ids
}

/** The brackets that stand in a block or around it as a whole. */
function* bracketsOfBlock({ attrs, content = [] }: Block): Generator<string> {
  if (attrs.bracket !== null) yield attrs.bracket
  for (const inline of content) {
    if (inline.type === 'opt') yield inline.attrs.br
    for (const mark of inline.marks ?? []) if (mark.type === 'br') yield mark.attrs.id
  }
}

/** Whether words of an article stand in square brackets. */
export const hasBrackets = (doc: ArticleDoc): boolean => bracketsIn(doc).size > 0

/** What is looked at before words are agreed. */
export interface Unsettled {
  /** The article's text in all languages. */
  docs: Iterable<ArticleDoc>
  /** Blocks that some language has yet to be looked at in, after a bracket was settled or words were put in. Absent: none. */
  flagged?: ReadonlySet<string>
  /** AG12: blocks that are deleted: of the article as a whole they are no part. */
  deleted?: ReadonlySet<string>
}

/**
 * AG7: why these blocks cannot be agreed (null: the whole article); null: they can. A bracket in them, or around the article, in any language
 * (`open-brackets`); words that a language has yet to be looked at in (`language-unchecked`).
 */
export function reasonNotToAgree(
  { docs, flagged, deleted }: Unsettled,
  blockIds: ReadonlySet<string> | null,
): Refused | null {
  const isMeant = ({ attrs }: Block): boolean =>
    blockIds === null ? deleted?.has(attrs.id) !== true : blockIds.has(attrs.id)
  const all = [...docs]
  const isOpen = (block: Block): boolean =>
    isMeant(block)
      ? !bracketsOfBlock(block).next().done
      : // around the article, which its heading says
        block.attrs.kind === 'heading' && block.attrs.bracket !== null
  if (all.some(({ content }) => content.some(isOpen)))
    return refuse('open-brackets', {
      detail: `Words of this ${blockIds === null ? 'article' : 'paragraph'} still stand in square brackets.`,
    })
  if (all.some(({ content }) => content.some((block) => isMeant(block) && flagged?.has(block.attrs.id))))
    return refuse('language-unchecked', { detail: 'Words in one of the languages have yet to be looked at.' })
  return null
}

/**
 * Brings an article from one state to another.
 * AG2: no agreed article holds a bracket, in any language (`open-brackets`). AG3: reopening needs a reason (`invalid`).
 * AG1: any other way is `transition-not-allowed`.
 */
export const changeStatus = (
  from: ArticleStatus,
  to: ArticleStatus,
  look: Unsettled & { reason: string | undefined },
): Result<ArticleStatus> => changed(from, to, nextStatuses(from), look, null)

/**
 * AG8: the same for one part of an article (`blockIds`: its blocks and notes). It goes the ways that an article does, is opened with the article, and
 * is deleted and restored (AG12), each with a reason.
 */
export const changePart = (
  from: PartStatus,
  to: PartStatus,
  { isHeading = false, ...look }: Unsettled & { reason: string | undefined; isHeading?: boolean },
  blockIds: ReadonlySet<string>,
): Result<PartStatus> =>
  from === 'draft'
    ? refuse('transition-not-allowed', { detail: 'The article has to be opened for discussion first.' })
    : changed(from, to, nextPartStatuses(from, isHeading), look, blockIds)

function changed<S extends PartStatus>(
  from: PartStatus,
  to: S,
  next: readonly PartStatus[],
  { reason, ...unsettled }: Unsettled & { reason: string | undefined },
  blockIds: ReadonlySet<string> | null,
): Result<S> {
  if (!next.includes(to)) return refuse('transition-not-allowed', { detail: `${from} does not lead to ${to}.` })
  const open = isLocked(to) ? reasonNotToAgree(unsettled, blockIds) : null
  if (open) return open
  const words = reason?.trim() ?? ''
  if (needsReason(from, to) && words === '')
    return refuse('invalid', {
      errors: [{ path: 'reason', message: 'reopening, deleting and restoring need a reason' }],
    })
  if (words.length > REASON_LIMIT)
    return refuse('invalid', { errors: [{ path: 'reason', message: `at most ${REASON_LIMIT} characters` }] })
  return ok(to)
}

/** AG3, AG12: reopening what is agreed, deleting and restoring. */
export const needsReason = (from: PartStatus, to: PartStatus): boolean =>
  to === 'deleted' || from === 'deleted' || (isLocked(from) && to === 'under_discussion')

/** Whose leadership has to confirm what was agreed ad referendum, and what it said; instants or null. */
export interface Answer {
  confirmedAt: string | null
  refusedAt: string | null
}

/**
 * AG9: what was agreed ad referendum is agreed when all who were named have confirmed, or the deadline has passed and nobody refused; where nobody was
 * named, at any time. Else `not-confirmed`. `by`: the deadline; `now`: the database's instant.
 */
export function reasonNotToDeclare(answers: readonly Answer[], by: string | null, now: string): Refused | null {
  if (answers.some(({ refusedAt }) => refusedAt !== null))
    return refuse('not-confirmed', { detail: 'A delegation refused to confirm; the paragraph can be reopened.' })
  const isLate = by !== null && by <= now
  return isLate || answers.every(({ confirmedAt }) => confirmedAt !== null)
    ? null
    : refuse('not-confirmed', { detail: 'Not every delegation that was named has confirmed yet.' })
}

/** AG9: whether an answer given at `now` counts: before the deadline, and another than the last. */
export function reasonNotToAnswer(
  { confirmedAt, refusedAt }: Answer,
  isConfirmed: boolean,
  by: string | null,
  now: string,
): Refused | null {
  if (by !== null && by <= now) return refuse('too-late', { detail: 'The time to confirm is over.' })
  return (isConfirmed ? confirmedAt : refusedAt) === null ? null : refuse('already-so')
}

/** What can stand between a charter and its being frozen or adopted: articles that are not agreed, and what AG11 names. */
export const OBSTACLES = ['notAgreed', 'brackets', 'unchecked', 'dangling', 'fixes'] as const
export type FreezeCounts = Record<(typeof OBSTACLES)[number], number>
export interface Obstacle {
  of: (typeof OBSTACLES)[number]
  count: number
}

/**
 * AG11: no charter is frozen or adopted while an article is not agreed, a bracket is open in any language, a language has yet to be looked at, a reference
 * leads nowhere, or an editorial fix can still be objected to. What stands in the way; empty: nothing.
 */
export const obstaclesToFreeze = (counts: FreezeCounts): Obstacle[] =>
  OBSTACLES.flatMap((of) => (counts[of] > 0 ? [{ of, count: counts[of] }] : []))
