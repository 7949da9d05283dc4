/** Merges blocks that two people moved at once. Each double is merged by one editor alone: that of the person whose move made it. */
import type * as Y from 'yjs'
import { doublesIn, mergeOfDouble } from '../../domain/doubles.ts'
import { isBlockStart, type DeltaInsert, type Embed } from '../../domain/text.ts'
import { newId } from './ids.ts'

/** Who inserted each start of the text, in order. */
function authorsOfStarts(text: Y.Text): number[] {
  const authors: number[] = []
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    const embed = (item.content as { embed?: Embed }).embed
    if (isBlockStart(embed)) authors.push(item.id.client)
  }
  return authors
}

/** Merges the doubles whose second copy this client wrote. Undo does not take it back. Returns how many there were. */
export function repairDoubles(text: Y.Text, makeId: () => string = newId): number {
  const client = text.doc!.clientID
  for (let merged = 0; ; merged++) {
    const delta = text.toDelta() as DeltaInsert[]
    const authors = authorsOfStarts(text)
    const double = doublesIn(delta).find(({ drop }) => authors[drop] === client)
    if (!double) return merged
    text.doc!.transact(() => text.applyDelta(mergeOfDouble(delta, double, makeId())), 'doubles')
  }
}
