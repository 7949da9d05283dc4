/** From articles to Yjs: first texts, and the smallest change that makes a text say something else. */
import * as Y from 'yjs'
import { changeToDoc } from '../../src/lib/domain/change.ts'
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

/**
 * Makes the text of a document say `doc`, in one transaction with this origin: word by word, blocks known by id.
 * Returns whether anything had to be written.
 */
export function writeText(ydoc: Y.Doc, doc: ArticleDoc, origin: unknown): boolean {
  const change = changeToDoc(deltaOf(ydoc), doc)
  if (change.length > 0) ydoc.transact(() => textOf(ydoc).applyDelta(change), origin)
  return change.length > 0
}
