/**
 * Agreed paragraphs in a text in which others are still written (rules LK*; practice 8.1: editing an agreed block is refused). One rule for sockets
 * and for everything on the server that writes.
 */
import canonicalize from 'canonicalize'
import { movedPlaces } from './compare.ts'
import { isLocked, type ArticleDoc, type Block, type PartStatus } from './article.ts'
import { partsOf } from './provision.ts'

/** A block that is agreed by itself, or deleted. `emptyIn`: languages in which it had no words then. */
export interface AgreedBlock {
  blockId: string
  status: PartStatus
  emptyIn: readonly string[]
}

/** LK5: the blocks that nobody may change in this language: where one had no words when it was agreed, they can still be put in. LK6: what is deleted, in none. */
export const lockedIn = (agreed: Iterable<AgreedBlock>, lang: string): string[] =>
  [...agreed].flatMap(({ blockId, status, emptyIn }) =>
    status === 'deleted' || (isLocked(status) && !emptyIn.includes(lang)) ? [blockId] : [],
  )

/** Whether two blocks say the same, in whatever order their fields were written. */
export const isSameBlock = (a: Block, b: Block): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b) || canonicalize(a) === canonicalize(b)

/**
 * Which locked blocks a change would touch; empty: none, it may be written.
 * LK1: a locked block is there and says the same. LK2: locked blocks keep their order among themselves; others may come, go and move around them.
 * LK3: nothing comes to hang on a locked paragraph and nothing that hangs on it leaves it.
 * @param locked ids; those that the text did not have before are nobody's concern
 */
export function broken(before: ArticleDoc, after: ArticleDoc, locked: Iterable<string>): string[] {
  const wanted = new Set(locked)
  if (wanted.size === 0 || before === after) return []
  const was = before.content.filter(({ attrs }) => wanted.has(attrs.id))
  const is = new Map(after.content.map((block, place) => [block.attrs.id, { block, place }]))
  const touched = new Set<string>()
  for (const block of was) {
    const now = is.get(block.attrs.id)
    if (!now || !isSameBlock(block, now.block)) touched.add(block.attrs.id)
  }
  const placeOf = (at: number): number => is.get(was[at]!.attrs.id)!.place
  const standing = [...was.keys()].filter((at) => is.has(was[at]!.attrs.id))
  for (const at of movedPlaces(standing.sort((a, b) => placeOf(a) - placeOf(b)))) touched.add(was[at]!.attrs.id)
  const wholes = new Map(partsOf(after).map(({ id, blocks }) => [id, blocks]))
  for (const { id, blocks } of partsOf(before))
    if (wanted.has(id) && wholes.has(id) && wholes.get(id)!.join(' ') !== blocks.join(' ')) touched.add(id)
  return [...touched]
}
