/** What keys, toolbar and menus do to an article: ProseMirror commands, each `(state, dispatch?) => whether it applies`. */
import type { Mark, Node } from '@tiptap/pm/model'
import { TextSelection, type Command, type EditorState, type Transaction } from '@tiptap/pm/state'
import type { BlockKind } from '../../domain/article.ts'
import { unsoundShapes, type Shape } from '../../domain/soundness.ts'
import { headsIn, idOf, isBr } from './brackets.ts'
import { newId } from '../binding/ids.ts'
import { attrsOf } from '../binding/nodes.ts'
import { startOfBlock } from '../binding/positions.ts'
import { groupAt, isShapeFree, moveTarget, shapeAfter, shapeTowards } from './structure.ts'

/** A command that has done its work also where there is nothing to do: the key must not fall through to the browser. */
const done = (tr: Transaction, dispatch: ((tr: Transaction) => void) | undefined): true => {
  if (tr.docChanged || tr.storedMarksSet || tr.selectionSet) dispatch?.(tr.scrollIntoView())
  return true
}

const shapeOf = (block: Node): Shape => ({ kind: attrsOf(block).kind, depth: attrsOf(block).depth })

/** Indexes of the blocks that the selection touches. */
function selectedIndexes({ doc, selection }: EditorState): number[] {
  const [first, last] = [doc.resolve(selection.from).index(0), doc.resolve(selection.to).index(0)]
  return Array.from({ length: Math.min(last, doc.childCount - 1) - first + 1 }, (_, i) => first + i)
}

function setShape(tr: Transaction, index: number, shape: Shape): void {
  const pos = startOfBlock(tr.doc, index)
  const was = shapeOf(tr.doc.child(index))
  if (was.kind !== shape.kind) tr.setNodeAttribute(pos, 'kind', shape.kind)
  if (was.depth !== shape.depth) tr.setNodeAttribute(pos, 'depth', shape.depth)
}

/** Enter. The first half keeps the id; an empty item steps back instead of making another (TX30). */
export const split: Command = (state, dispatch) => {
  const tr = state.tr
  if (!state.selection.empty) tr.deleteSelection()
  const $at = tr.doc.resolve(tr.selection.from)
  const block = $at.parent
  if (block.type.name !== 'block') return false
  // The words of a footnote are one block.
  if (attrsOf(block).kind === 'note') return done(tr, dispatch)
  const index = $at.index(0)
  const back = shapeTowards(tr.doc, index, -1)
  if (block.content.size === 0 && block.attrs['kind'] === 'item' && back && state.selection.empty) {
    setShape(tr, index, back)
    return done(tr, dispatch)
  }
  if ($at.parentOffset === 0 && block.content.size > 0) {
    // The words keep their id; the empty block before them is the new one. Nothing comes before the heading.
    if (block.attrs['kind'] === 'heading' && index === 0) return done(tr, dispatch)
    tr.insert($at.before(), block.type.create({ ...shapeOf(block), id: newId() }))
    return done(tr, dispatch)
  }
  tr.split($at.pos, 1, [
    { type: block.type, attrs: { ...shapeAfter(shapeOf(block)), id: newId(), from: attrsOf(block).id } },
  ])
  return done(tr, dispatch)
}

/** Backspace at a block's start: a step back for items, then joins to the block before. */
export const join: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0 || $from.depth === 0) return false
  const index = $from.index(0)
  const tr = state.tr
  const back = shapeTowards(state.doc, index, -1)
  if (index === 0 || attrsOf($from.parent).kind === 'note') return true
  if ($from.parent.attrs['kind'] === 'item' && back) setShape(tr, index, back)
  else tr.join($from.before())
  return done(tr, dispatch)
}

/** Delete at a block's end: the next one's words come into this one. */
export const joinNext: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.depth === 0 || $from.parentOffset < $from.parent.content.size) return false
  const next = state.doc.maybeChild($from.index(0) + 1)
  if (!next || attrsOf(next).kind === 'note') return true
  return done(state.tr.join($from.after()), dispatch)
}

/** Tab (1) and Shift-Tab (-1) on every selected block. */
export const shift =
  (by: 1 | -1): Command =>
  (state, dispatch) => {
    const tr = state.tr
    for (const index of selectedIndexes(state)) {
      const shape = shapeTowards(tr.doc, index, by)
      if (shape) setShape(tr, index, shape)
    }
    return done(tr, dispatch)
  }

/** Makes the selected blocks paragraphs, items, flush text or parts of the preamble, where what stands before them allows it (TX36). */
export const convert =
  (kind: BlockKind, depth: number): Command =>
  (state, dispatch) => {
    const tr = state.tr
    for (const index of selectedIndexes(state))
      if (isShapeFree(tr.doc, index, { kind, depth })) setShape(tr, index, { kind, depth })
    return tr.docChanged && done(tr, dispatch)
  }

/** Moves the block with the caret, and what hangs on it, before or after its neighbour of the same level. */
export const move =
  (by: 1 | -1): Command =>
  (state, dispatch) => {
    const { $head } = state.selection
    if ($head.depth === 0) return false
    const index = $head.index(0)
    const target = moveTarget(state.doc, index, by)
    if (target === null) return true
    const { start, end } = groupAt(state.doc, index)
    const [from, to] = [startOfBlock(state.doc, start), startOfBlock(state.doc, end)]
    const place = startOfBlock(state.doc, target)
    const moved = state.doc.slice(from, to).content
    const tr = state.tr.delete(from, to)
    const at = place > from ? place - (to - from) : place
    tr.insert(at, moved)
    // Flush text does not go before its list.
    if (unsoundShapes(tr.doc.children.map(shapeOf)).size > unsoundShapes(state.doc.children.map(shapeOf)).size)
      return true
    return done(tr.setSelection(TextSelection.create(tr.doc, at + ($head.pos - from))), dispatch)
  }

/** Inserts a reference to the block `to` in place of the selection; it stands in the brackets in which the caret stands. */
export const insertReference =
  (to: string): Command =>
  (state, dispatch) => {
    if (state.selection.$from.depth === 0) return false
    const node = state.schema.node('ref', { id: newId(), to, form: 'full', as: null })
    return done(state.tr.replaceSelectionWith(node, true), dispatch)
  }

/** TX34: steps out of the innermost bracket at its end: what is typed next stands after it. False where the caret is not at such an end. */
export const stepOut: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.depth === 0) return false
  const now = state.storedMarks ?? $from.marks()
  const after = $from.nodeAfter?.marks ?? []
  const leaving = now.filter((mark) => isBr(mark) && !mark.isInSet(after))
  if (leaving.length === 0) return false
  const heads = headsIn(state.doc)
  const place = (mark: Mark): number => heads.find((head) => head.bracket === idOf(mark))?.pos ?? -1
  const inner = leaving.sort((a, b) => place(b) - place(a))[0]!
  return done(state.tr.setStoredMarks(inner.removeFromSet(now)), dispatch)
}
