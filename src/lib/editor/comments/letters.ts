/** Letters by identity (AN4): where a Yjs relative position is on the screen, if its letter lives, and the positions of selected words. */
import type { Node } from '@tiptap/pm/model'
import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'
import { ownRange, type OwnText } from '../../domain/own-text.ts'
import type { Living } from '../../domain/stand.ts'
import type { Binding } from '../binding/binding.ts'
import { yOf } from '../binding/positions.ts'

const toUrl = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const fromUrl = (text: string): Uint8Array => fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'))

/** Positions of the first letter of these words and of the last. */
export function positionsOf(
  text: Y.Text,
  doc: Node,
  [from, to]: readonly [number, number],
): { start: string; end: string } {
  const at = (pos: number): string =>
    toUrl(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, yOf(doc, pos), 0)))
  return { start: at(from), end: at(to - 1) }
}

/** The block in which the letter lives that `position` names, and where in its own text; null: it is deleted, or not here yet. */
export function livingAt(
  binding: Binding,
  doc: Node,
  position: string,
  ownOf: (block: Node) => OwnText,
): Living | null {
  const ydoc = binding.text.doc
  if (!ydoc) return null
  let relative: Y.RelativePosition
  try {
    relative = Y.decodeRelativePosition(fromUrl(position))
  } catch {
    return null // kept by another program, which may write what it likes
  }
  const { item } = relative
  if (item == null || Y.getState(ydoc.store, item.client) <= item.clock) return null
  const struct = Y.getItem(ydoc.store, item) as Y.Item | Y.GC
  if (!(struct instanceof Y.Item) || struct.deleted) return null
  const pos = binding.positionOf(relative, doc)
  if (pos === null || pos >= doc.content.size) return null
  const $pos = doc.resolve(pos)
  if ($pos.depth === 0) return null
  const block = $pos.parent
  const own = ownRange(ownOf(block), [$pos.parentOffset, $pos.parentOffset + 1])
  return { blockId: block.attrs['id'] as string, at: own?.[0] ?? null }
}
