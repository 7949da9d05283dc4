/** From Yjs to articles: what a document's text says. Nothing here writes. */
import * as Y from 'yjs'
import { keepPlaces } from './places.ts'
import { docFromDelta, TEXT_NAME, type DeltaInsert } from '../../src/lib/domain/text.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

/** The one text of a document. */
export const textOf = (ydoc: Y.Doc): Y.Text => ydoc.getText(TEXT_NAME)

/** The text as delta operations. */
export const deltaOf = (ydoc: Y.Doc): DeltaInsert[] => textOf(ydoc).toDelta() as DeltaInsert[]

/** The article that a document holds now. Never fails, whatever the text holds (domain/text.ts). */
export const readText = (ydoc: Y.Doc): ArticleDoc => docFromDelta(deltaOf(ydoc))

/** A document from updates in any order; `into` may hold some of them already. */
export function documentFrom(updates: Iterable<Uint8Array>, into: Y.Doc = new Y.Doc()): Y.Doc {
  into.transact(() => {
    for (const update of updates) Y.applyUpdate(into, update)
  })
  return into
}

/** The article that these updates make together. */
export const docFromUpdates = (updates: Iterable<Uint8Array>): ArticleDoc => readText(documentFrom(updates))

/**
 * Compaction: one update (V1) that says what all of these say, deletions included.
 * Replayed rather than merged byte-wise, which is quadratic on long logs.
 */
export const replay = (updates: Iterable<Uint8Array>): Uint8Array =>
  Y.encodeStateAsUpdate(documentFrom(updates, keepPlaces(new Y.Doc())))
