/**
 * What stands in a text that one may write and that nobody touches all the same: agreed paragraphs (GA12) and brackets that end by a
 * decision (GA11). The same for sockets and for everything on the server that writes. Pure.
 */
import type { ArticleDoc, Block } from './article.ts'
import { broken } from './locks.ts'
import { bareId, isReadId } from './text.ts'

export interface Standing {
  /** Ids of blocks that are agreed. */
  lockedBlocks: readonly string[]
  /** Ids of brackets that end by a decision alone; others end by whoever put them there. Null: anybody may take any away. */
  heldBrackets: readonly string[] | null
}

/** `option` null: the bracket around a block, or the article, as a whole. */
export interface LostOption {
  bracket: string
  option: string | null
}

/** Whether a locked block would be another, stand elsewhere among the locked ones, or get a double, which would be merged into it one day (TX23). */
export function touchesLocked(before: ArticleDoc, after: ArticleDoc, locked: readonly string[]): boolean {
  const doublesIn = ({ content }: ArticleDoc): number =>
    content.filter(({ attrs: { id } }) => isReadId(id) && locked.includes(bareId(id))).length
  return broken(before, after, locked).length > 0 || doublesIn(after) > doublesIn(before)
}

const optionsOf = ({ attrs, content = [] }: Block): LostOption[] => [
  ...(attrs.bracket === null ? [] : [{ bracket: attrs.bracket, option: null }]),
  ...content.flatMap((piece) => (piece.type === 'opt' ? [{ bracket: piece.attrs.br, option: piece.attrs.id }] : [])),
]

const keyOf = ({ bracket, option }: LostOption): string => JSON.stringify([bracket, option])

/** What `before` has and `after` has nowhere, each once: an emptied option and one that stands elsewhere are still there. */
export function lostOptions(before: ArticleDoc, after: ArticleDoc): LostOption[] {
  const kept = new Set(after.content.flatMap(optionsOf).map(keyOf))
  const lost = new Map(before.content.flatMap(optionsOf).map((one): [string, LostOption] => [keyOf(one), one]))
  return [...lost].flatMap(([key, one]) => (kept.has(key) ? [] : [one]))
}

/**
 * Why a change of one text may not be written; null: nothing stands against it. `mayTake`: whether whoever changes it may take away what is held by
 * no decision.
 */
export function reasonAgainst(
  before: ArticleDoc,
  after: ArticleDoc,
  { lockedBlocks, heldBrackets }: Standing,
  mayTake: (lost: LostOption) => boolean,
): 'paragraph-agreed' | 'bracket-stands' | null {
  if (lockedBlocks.length > 0 && touchesLocked(before, after, lockedBlocks)) return 'paragraph-agreed'
  if (heldBrackets === null) return null
  const isFree = (lost: LostOption): boolean => !heldBrackets.includes(lost.bracket) && mayTake(lost)
  return lostOptions(before, after).every(isFree) ? null : 'bracket-stands'
}
