/** What a block can become and what belongs to it (rules TX30-TX34): pure questions on a flat document. */
import type { Node } from '@tiptap/pm/model'
import { soundShape, type Shape } from '../../domain/soundness.ts'
import { attrsOf } from '../binding/nodes.ts'

const shapeAt = (doc: Node, index: number): Shape | null => {
  const block = doc.maybeChild(index)
  return block ? { kind: attrsOf(block).kind, depth: attrsOf(block).depth } : null
}

/** TX30: what Enter makes after a block of this kind. */
export function shapeAfter({ kind, depth }: Shape): Shape {
  if (kind === 'heading' || kind === 'tail') return { kind: 'para', depth: 0 }
  if (kind === 'chapeau') return { kind: 'recital', depth: 0 }
  return { kind, depth }
}

/** Kinds that Tab and Shift-Tab walk through: flush text, paragraph, (a), (i). */
const LADDER: readonly Shape[] = [
  { kind: 'tail', depth: 0 },
  { kind: 'para', depth: 0 },
  { kind: 'item', depth: 1 },
  { kind: 'item', depth: 2 },
]
const rungOf = (shape: Shape | null): number =>
  shape === null ? -1 : LADDER.findIndex(({ kind, depth }) => kind === shape.kind && depth === shape.depth)

/**
 * TX31: one step deeper (1) or back (-1), or null where there is none. An item needs a paragraph or item before it,
 * (i) needs an item, flush text follows an item.
 */
export function shapeTowards(doc: Node, index: number, by: 1 | -1): Shape | null {
  const rung = rungOf(shapeAt(doc, index))
  if (rung < 0) return null
  const before = rungOf(shapeAt(doc, index - 1))
  const next = LADDER[rung + by]
  if (!next) return null
  if (next.kind === 'tail' && before < 2) return null
  if (next.kind === 'item' && by === 1 && before < next.depth) return null
  return next
}

const PREAMBLE = ['chapeau', 'recital', 'formula']
/** Whether this text is a preamble: what stands after its heading says so. */
export const isPreamble = (doc: Node): boolean => doc.children.some((block) => PREAMBLE.includes(attrsOf(block).kind))

/**
 * TX36: whether the block at `index` can be this: not the heading and no note; items need a paragraph or list before them, (i) an item, flush text a list;
 * chapeau, recital and formula stand in a preamble, the others in an article.
 */
export function isShapeFree(doc: Node, index: number, shape: Shape): boolean {
  const block = doc.maybeChild(index)
  const kind = block && attrsOf(block).kind
  if (
    !block ||
    index === 0 ||
    kind === 'heading' ||
    kind === 'note' ||
    shape.kind === 'heading' ||
    shape.kind === 'note'
  )
    return false
  if (isPreamble(doc) !== PREAMBLE.includes(shape.kind)) return false
  const shapes = doc.children.slice(0, index).map((one) => ({ kind: attrsOf(one).kind, depth: attrsOf(one).depth }))
  const sound = soundShape([...shapes, shape], index)
  return sound.kind === shape.kind && sound.depth === shape.depth
}

/** The level at which blocks move: sub-items within items within paragraphs. The heading and notes keep their place. */
const levelOf = (doc: Node, index: number): number => {
  const shape = shapeAt(doc, index)!
  if (shape.kind === 'heading' || shape.kind === 'note') return -1
  if (shape.kind === 'tail') return 1
  return shape.depth
}

/** TX32: a block with what hangs on it: a paragraph with its items and flush text, an item with its sub-items. Indexes, `end` exclusive. */
export function groupAt(doc: Node, index: number): { start: number; end: number } {
  const level = levelOf(doc, index)
  let end = index + 1
  while (end < doc.childCount && levelOf(doc, end) > level) end++
  return { start: index, end }
}

/** TX33: where a group goes when it moves one place up or down: the index before which it is put; null: it is first or last of its kind. */
export function moveTarget(doc: Node, index: number, by: 1 | -1): number | null {
  const level = levelOf(doc, index)
  const { end } = groupAt(doc, index)
  if (level < 0) return null
  if (by === 1) {
    if (end >= doc.childCount || levelOf(doc, end) !== level) return null
    return groupAt(doc, end).end
  }
  let before = index - 1
  while (before >= 0 && levelOf(doc, before) > level) before--
  return before >= 0 && levelOf(doc, before) === level ? before : null
}
