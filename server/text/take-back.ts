/** Takes back one update among many, as its author's own undo would: what was written around it, before or after, stays. */
import * as Y from 'yjs'
import { textOf } from './read.ts'

/**
 * What undoes the update with this sequence, as one Yjs update (V1) under `clientID`, which must be new to the document; null: there is
 * nothing of it left to undo. `updates`: the whole journal in order, since deleted words live on in it alone.
 */
export function takeBack(
  updates: readonly { seq: number; bytes: Uint8Array }[],
  seq: number,
  clientID: number,
): Uint8Array | null {
  const ydoc = new Y.Doc({ gc: false })
  ydoc.clientID = clientID
  const that = {}
  const manager = new Y.UndoManager(textOf(ydoc), { trackedOrigins: new Set([that]), captureTimeout: 0 })
  for (const update of updates) Y.applyUpdate(ydoc, update.bytes, update.seq === seq ? that : null)
  const made: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => made.push(update))
  manager.undo()
  manager.destroy()
  ydoc.destroy()
  return made.length === 0 ? null : made.length === 1 ? made[0]! : Y.mergeUpdates(made)
}
