/** Merges blocks that two people moved at once and whose authors have left: the editors merge theirs themselves (rule TX23). */
import type * as Y from 'yjs'
import { doublesIn, mergeOfDouble } from '../../src/lib/domain/doubles.ts'
import { deltaOf, textOf } from './read.ts'

/** People move a few blocks at once. Each costs a reading of the text, and a hostile one may hold thousands. */
export const MOST_AT_ONCE = 20

/**
 * Merges doubles, twenty at most, in one transaction with this origin. To be called when nobody has the document open,
 * so that no editor does the same. Returns how many there were.
 */
export function mergeDoubles(ydoc: Y.Doc, newId: () => string, origin: unknown): number {
  let merged = 0
  ydoc.transact(() => {
    while (merged < MOST_AT_ONCE) {
      const delta = deltaOf(ydoc)
      const [double] = doublesIn(delta)
      if (!double) return
      textOf(ydoc).applyDelta(mergeOfDouble(delta, double, newId()))
      merged++
    }
  }, origin)
  return merged
}
