/** Letters by identity: where those that a Yjs relative position names live now (rule AN4). */
import * as Y from 'yjs'
import { deltaOf, textOf } from './read.ts'

/** The id of the block that holds the letter which `position` (base64url) names; null: that letter is deleted, or was never here. */
export function livingBlock(ydoc: Y.Doc, position: string): string | null {
  const index = livingIndex(ydoc, position)
  if (index === null) return null
  let at = 0
  let block: string | null = null
  for (const { insert } of deltaOf(ydoc)) {
    if (typeof insert === 'string') at += insert.length
    else {
      if (at <= index && typeof insert['b'] === 'string') block = insert['b']
      at++
    }
    if (at > index) return block
  }
  return null
}

function livingIndex(ydoc: Y.Doc, position: string): number | null {
  const relative = decoded(position)
  if (relative?.item == null) return null
  const { client, clock } = relative.item
  if (Y.getState(ydoc.store, client) <= clock) return null
  const struct = Y.getItem(ydoc.store, relative.item) as Y.Item | Y.GC
  if (!(struct instanceof Y.Item) || struct.deleted) return null
  const absolute = Y.createAbsolutePositionFromRelativePosition(relative, ydoc, false)
  return absolute?.type === textOf(ydoc) ? absolute.index : null
}

/** Null: these bytes are no position. */
function decoded(position: string): Y.RelativePosition | null {
  const bytes = Buffer.from(position, 'base64url')
  try {
    return Y.decodeRelativePosition(bytes)
  } catch {
    return null // whoever sent it may send anything
  }
}
