/**
 * Arithmetic of places. A block of n is 1+n long in the Y.Text (its start, its words) and 2+n in ProseMirror:
 * `y = pos - index of the block`. A place before a block's start is the end of the block before.
 */
import type { Node } from '@tiptap/pm/model'

/** Index in the Y.Text of a ProseMirror position. */
export const yOf = (doc: Node, pos: number): number => pos - doc.resolve(pos).index(0)

/** ProseMirror position of an index in the Y.Text; beyond the end: the end of the last block. */
export function posOf(doc: Node, y: number): number {
  let end = 0
  for (let i = 0; i < doc.childCount; i++) {
    end += doc.child(i).content.size + 1
    if (y <= end) return Math.max(1, y + i)
  }
  return doc.content.size - 1
}

/** Position before the block of this index. */
export function startOfBlock(doc: Node, index: number): number {
  let pos = 0
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
  return pos
}
