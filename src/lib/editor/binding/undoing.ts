/** What Yjs' undo needs told: words that were brought back once and cut in pieces since are taken away in all their pieces (rule TX19). */
import * as Y from 'yjs'

/** How far into `struct` what was brought back for it is one piece; its length: it is one. */
function lengthOfFirstPiece(store: Y.Doc['store'], struct: Y.Item): number {
  let length = struct.length
  let next = struct.redone
  while (next !== null) {
    const item = Y.getItem(store, next) as Y.Item
    const diff = next.clock - item.id.clock
    length = Math.min(length, item.length - diff)
    next = item.redone && Y.createID(item.redone.client, item.redone.clock + diff)
  }
  return length
}

/**
 * Cuts the insertions of an undo step as their brought-back copies were cut since. Yjs looks at the first piece of each alone; the
 * others would stay. To be called before the step is taken back.
 */
export function cutAsBroughtBack(
  doc: Y.Doc,
  { insertions }: { insertions: Parameters<typeof Y.iterateDeletedStructs>[1] },
): void {
  for (;;) {
    const cuts: Y.ID[] = []
    Y.transact(doc, (transaction) => {
      Y.iterateDeletedStructs(transaction, insertions, (struct) => {
        if (!(struct instanceof Y.Item) || struct.redone === null) return
        const length = lengthOfFirstPiece(doc.store, struct)
        if (length < struct.length) cuts.push(Y.createID(struct.id.client, struct.id.clock + length))
      })
      for (const cut of cuts) Y.getItemCleanStart(transaction, cut)
    })
    if (cuts.length === 0) return
  }
}
