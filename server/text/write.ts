/** From articles to Yjs: first texts, and the smallest change that makes a text say something else. */
import * as Y from 'yjs'
import { changeToDoc, type DeltaChange } from '../../src/lib/domain/change.ts'
import { deltaFromDoc } from '../../src/lib/domain/text.ts'
import { deltaOf, textOf } from './read.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

/**
 * The first text of a new document as one Yjs update (V1), written under `clientID` (an unsigned 32-bit number).
 * The same article and client give the same bytes.
 */
export function firstUpdate(doc: ArticleDoc, clientID: number): Uint8Array {
  const ydoc = new Y.Doc()
  ydoc.clientID = clientID
  textOf(ydoc).applyDelta(deltaFromDoc(doc).map((op) => ({ attributes: {}, ...op })))
  const update = Y.encodeStateAsUpdate(ydoc)
  ydoc.destroy()
  return update
}

/** A change of a new text and the client id, an unsigned 32-bit number, under which it is written. */
interface ClientsChange {
  client: number
  change: readonly DeltaChange[]
}

/** A new document that several write, one after another: each change as one Yjs update (V1); null: it changed nothing. */
export function updatesOf(changes: readonly ClientsChange[]): (Uint8Array | null)[] {
  const ydoc = new Y.Doc()
  let made: Uint8Array[] = []
  ydoc.on('update', (update: Uint8Array) => made.push(update))
  const updates = changes.map(({ client, change }) => {
    ydoc.clientID = client
    made = []
    applyChange(ydoc, change, null)
    return made.length === 0 ? null : Y.mergeUpdates(made)
  })
  ydoc.destroy()
  return updates
}

/**
 * Makes the text of a document say `doc`, in one transaction with this origin: word by word, blocks known by id.
 * Returns whether anything had to be written.
 */
export const writeText = (ydoc: Y.Doc, doc: ArticleDoc, origin: unknown): boolean =>
  applyChange(ydoc, changeToDoc(deltaOf(ydoc), doc), origin)

/** Applies operations to the text of a document, in one transaction with this origin. Returns whether there were any. */
export function applyChange(ydoc: Y.Doc, change: readonly DeltaChange[], origin: unknown): boolean {
  if (change.length > 0) ydoc.transact(() => textOf(ydoc).applyDelta([...change]), origin)
  return change.length > 0
}
