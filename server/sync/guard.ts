/**
 * The second stage of the gate (rule GA9): what the headers of an update cannot tell. Yjs puts a new item between its two neighbours and looks,
 * one by one, at everything that stands there already. A hostile update can make that take seconds (thousands of items that claim one
 * place), or name its neighbours in the wrong order, after which copies of the text no longer agree. Both are seen exactly where Yjs is about to
 * pay for it: before each item is integrated, when its neighbours are known.
 *
 * Yjs has no place to ask from, hence the wrapped method; it does nothing but while `applyGuarded` runs.
 */
import * as Y from 'yjs'

/** Items that one update may make Yjs look at beside its own: some 50 ms. Honest work of days offline stays far below. */
export const MAX_STEPS = 200_000

/** The update was applied in part: the Y.Doc is no longer what the journal says. */
export class Misplaced extends Error {}

let steps: number | null = null

const integrate = Y.Item.prototype.integrate
Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number): void {
  if (steps !== null && this.parent instanceof Y.AbstractType) steps -= stepsBetween(this, this.parent, steps)
  integrate.call(this, transaction, offset)
}

/** How many items stand between an item's neighbours. */
function stepsBetween(item: Y.Item, parent: Y.AbstractType<unknown>, most: number): number {
  // the right neighbour was found inside the left one, and Yjs has cut that short of the place that was named
  if (item.left !== null && !Y.compareIDs(item.origin, item.left.lastId))
    throw new Misplaced('the right neighbour stands within the left one')
  let count = 0
  let other = item.left === null ? parent._start : item.left.right
  while (other !== item.right) {
    if (other === null) throw new Misplaced('the left neighbour does not stand before the right one')
    if (++count > most) throw new Misplaced('too much stands at that place')
    other = other.right
  }
  return count
}

/** Applies an update that the gate has judged new. Throws `Misplaced`, or what Yjs throws: the document is to be made anew then. */
export function applyGuarded(doc: Y.Doc, update: Uint8Array): void {
  steps = MAX_STEPS
  try {
    Y.applyUpdate(doc, update)
  } finally {
    steps = null
  }
}
