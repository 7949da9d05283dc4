/**
 * The second stage of the gate (rule GA9): what the headers of an update cannot tell. Yjs puts a new item between its two neighbours and looks,
 * one by one, at everything that stands there already. A hostile update can make that take seconds (thousands of items that claim one
 * place), or name its neighbours in the wrong order, after which copies of the text no longer agree. Both are seen exactly where Yjs is about to
 * pay for it: before each item is integrated, when its neighbours are known.
 *
 * Yjs has no place to ask from, hence the wrapped method; it does nothing but while `applyGuarded` runs.
 */
import * as Y from 'yjs'

/** Items that one update may make Yjs look at to find its places, beside its own: some 50 ms. Honest work of days offline stays far below. */
export const MAX_STEPS = 200_000
/** Items between the neighbours of its items: some 50 ms, too. Words in a row share them, and are counted once. */
const MAX_BETWEEN = 5_000_000

/** The update was applied in part: the Y.Doc is no longer what the journal says. */
export class Misplaced extends Error {}

interface Budget {
  steps: number
  between: number
  /** What was placed last: what follows it before the same neighbour stands in order, too. */
  last: Y.Item | null
}
/** Null: nothing is guarded. */
let budget: Budget | null = null

const integrate = Y.Item.prototype.integrate
Y.Item.prototype.integrate = function (this: Y.Item, transaction: Y.Transaction, offset: number): void {
  if (budget !== null && this.parent instanceof Y.AbstractType) {
    assertOrder(this, this.parent, budget)
    budget.steps -= stepsToPlace(this, this.parent, transaction.doc.store, budget.steps)
    budget.last = this
  }
  integrate.call(this, transaction, offset)
}

const firstBetween = (item: Y.Item, parent: Y.AbstractType<unknown>): Y.Item | null =>
  item.left === null ? parent._start : item.left.right

function assertOrder(item: Y.Item, parent: Y.AbstractType<unknown>, limits: Budget): void {
  // the right neighbour was found inside the left one, and Yjs has cut that short of the place that was named
  if (item.left !== null && !Y.compareIDs(item.origin, item.left.lastId))
    throw new Misplaced('the right neighbour stands within the left one')
  const { last } = limits
  if (last !== null && item.left === last && Y.compareIDs(item.rightOrigin, last.rightOrigin)) return
  for (let other = firstBetween(item, parent); other !== item.right; other = other.right) {
    if (other === null) throw new Misplaced('the left neighbour does not stand before the right one')
    if (--limits.between < 0) throw new Misplaced('too much stands between its neighbours')
  }
}

/** How many items Yjs will look at to find the place of this one (yjs/src/structs/Item.js, `integrate`). Throws above `most`. */
function stepsToPlace(item: Y.Item, parent: Y.AbstractType<unknown>, store: Y.Doc['store'], most: number): number {
  let count = 0
  const before = new Set<Y.Item | Y.GC>()
  for (let other = firstBetween(item, parent); other !== null && other !== item.right; other = other.right) {
    if (++count > most) throw new Misplaced('too much stands at that place')
    before.add(other)
    if (Y.compareIDs(item.origin, other.origin)) {
      if (other.id.client > item.id.client && Y.compareIDs(item.rightOrigin, other.rightOrigin)) break
    } else if (other.origin === null || !before.has(Y.getItem(store, other.origin))) break
  }
  return count
}

/** Applies an update that the gate has judged new. Throws `Misplaced`, or what Yjs throws: the document is to be made anew then. */
export function applyGuarded(doc: Y.Doc, update: Uint8Array): void {
  budget = { steps: MAX_STEPS, between: MAX_BETWEEN, last: null }
  try {
    Y.applyUpdate(doc, update)
  } finally {
    budget = null
  }
}
