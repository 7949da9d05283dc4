// Over 250 lines: one family of commands on one thing, sharing how a bracket is found in a document.
/**
 * What keys, toolbar and menus do to brackets (rules BR*; practice 6.2, 6.3). A bracket is its options, each a head and the words that
 * carry its mark, in one block; a bracket around a block as a whole is an attribute of the block, of an article of its heading.
 */
import { Fragment, type Mark, type Node } from '@tiptap/pm/model'
import { TextSelection, type Command, type EditorState, type Transaction } from '@tiptap/pm/state'
import type { BracketKind } from '../../domain/article.ts'
import { ownLabels } from '../../domain/option-labels.ts'
import { MAX_NESTING } from '../../domain/soundness.ts'
import { newId } from '../binding/ids.ts'
import { attrsOf } from '../binding/nodes.ts'
import { startOfBlock } from '../binding/positions.ts'

const done = (tr: Transaction, dispatch: ((tr: Transaction) => void) | undefined): true => {
  if (tr.docChanged || tr.selectionSet || tr.storedMarksSet) dispatch?.(tr.scrollIntoView())
  return true
}

export const isBr = (mark: Mark): boolean => mark.type.name === 'br'
export const idOf = (mark: Mark): string => mark.attrs['id'] as string

export interface Head {
  pos: number
  node: Node
  bracket: string
  option: string
}

/** Where a bracket's options stand: one block's words from `from` to `to`. */
interface Extent {
  index: number
  block: Node
  /** Before the block. */
  start: number
  from: number
  to: number
  heads: Head[]
}

export function headsIn(doc: Node): Head[] {
  const heads: Head[] = []
  doc.descendants((node, pos) => {
    if (node.type.name === 'opt')
      heads.push({ pos, node, bracket: node.attrs['br'] as string, option: node.attrs['id'] as string })
    return !node.isInline
  })
  return heads
}

/** Every bracket that stands among the words of a block. */
function extentsIn(block: Node, start: number, index: number): Map<string, Extent> {
  const found = new Map<string, Extent>()
  block.forEach((node, offset) => {
    const pos = start + 1 + offset
    for (const mark of node.marks.filter(isBr)) {
      const extent = found.get(idOf(mark))
      if (extent) extent.to = pos + node.nodeSize
      else found.set(idOf(mark), { index, block, start, from: pos, to: pos + node.nodeSize, heads: [] })
    }
    if (node.type.name !== 'opt') return
    const bracket = node.attrs['br'] as string
    found.get(bracket)?.heads.push({ pos, node, bracket, option: node.attrs['id'] as string })
  })
  return found
}

function extentOf(doc: Node, bracket: string): Extent | null {
  let found: Extent | null = null
  doc.forEach((block, start, index) => {
    found ??= extentsIn(block, start, index).get(bracket) ?? null
  })
  return found
}

/** The block that a bracket stands around as a whole. */
function blockAround(doc: Node, bracket: string): { block: Node; start: number } | null {
  let found: { block: Node; start: number } | null = null
  doc.forEach((block, start) => {
    if (attrsOf(block).bracket === bracket) found = { block, start }
  })
  return found
}

/** The bracket in which the caret stands, innermost by position of its head; else the one around the block; null outside. */
export function bracketAt(state: EditorState): string | null {
  const { $head } = state.selection
  const inner = innermost(state, state.storedMarks ?? $head.marks())
  if (inner !== null) return inner
  return $head.depth > 0 ? attrsOf($head.parent).bracket : null
}

function innermost({ doc }: EditorState, marks: readonly Mark[]): string | null {
  const heads = headsIn(doc)
  const place = (mark: Mark): number => heads.find((head) => head.bracket === idOf(mark))?.pos ?? -1
  const inner = marks.filter(isBr).sort((a, b) => place(b) - place(a))[0]
  return inner ? idOf(inner) : null
}

/** Where words are selected, as they are where nobody writes, the bracket with which they begin; else that of the caret. */
export function bracketMeant(state: EditorState): string | null {
  const { empty, $from } = state.selection
  const first = empty ? null : $from.nodeAfter
  if (first?.type.name === 'opt') return first.attrs['br'] as string
  return innermost(state, first?.marks ?? []) ?? bracketAt(state)
}

/** The option of that bracket in which the caret stands. */
export function optionAt(state: EditorState): { bracket: string; option: string } | null {
  const bracket = bracketAt(state)
  const marks = state.storedMarks ?? state.selection.$head.marks()
  const mark = marks.find((one) => isBr(one) && idOf(one) === bracket)
  return mark && bracket !== null ? { bracket, option: mark.attrs['option'] as string } : null
}

/** The labels of a bracket's options, in order. */
export const labelsOf = (doc: Node, id: string): string[] =>
  headsIn(doc).flatMap(({ bracket, node }) => (bracket === id ? [node.attrs['label'] as string] : []))

/** Why the selection cannot be put in brackets. */
export type BracketRefusal =
  /** It begins in a bracket and ends outside of it, or in another option. */
  | 'crosses'
  /** It would stand in more than three brackets (BR2). */
  | 'too-deep'
  /** The block is in brackets as a whole already. */
  | 'already'

const marksOf = (node: Node): number => node.marks.filter(isBr).length
const deepest = (block: Node, from = 0, to = block.content.size): number => {
  let depth = 0
  if (from < to) block.nodesBetween(from, to, (node) => void (depth = Math.max(depth, marksOf(node))))
  return depth
}

/** BR1: the brackets around a stretch of one block's words, or null where it cuts one. */
function around(block: Node, start: number, from: number, to: number): Mark[] | null {
  const outer: Mark[] = []
  for (const [bracket, extent] of extentsIn(block, start, 0)) {
    const isDisjoint = to <= extent.from || from >= extent.to
    const isEnclosed = from <= extent.from && extent.to <= to && from < to
    if (isDisjoint || isEnclosed) continue
    const optionOf = (pos: number, side: 'nodeBefore' | 'nodeAfter'): Mark | undefined =>
      block.resolve(pos - start - 1)[side]?.marks.find((mark) => isBr(mark) && idOf(mark) === bracket)
    const first = from === to ? optionOf(from, 'nodeBefore') : optionOf(from, 'nodeAfter')
    const last = optionOf(to, 'nodeBefore')
    const holdsHead = extent.heads.some(({ pos }) => pos >= from && pos < to)
    if (!first || !last || !first.eq(last) || holdsHead || from <= extent.from) return null
    outer.push(first)
  }
  return outer
}

/** Indexes of the blocks that the selection touches. */
function selectedIndexes({ doc, selection }: EditorState): number[] {
  const [first, last] = [doc.resolve(selection.from).index(0), doc.resolve(selection.to).index(0)]
  return Array.from({ length: Math.min(last, doc.childCount - 1) - first + 1 }, (_, i) => first + i)
}

/** Whole blocks go in brackets: nothing is selected, or several blocks are; a placeholder always stands among words. */
const isWhole = ({ selection }: EditorState, kind: BracketKind): boolean =>
  selection.empty ? kind !== 'placeholder' : selection.$from.parent !== selection.$to.parent

const isNote = (block: Node): boolean => attrsOf(block).kind === 'note'

function wholeRefusal(block: Node): BracketRefusal | null {
  if (attrsOf(block).bracket !== null) return 'already'
  return deepest(block) >= MAX_NESTING ? 'too-deep' : null
}

/** Why `bracket` would do nothing; null: it does something. */
export function bracketRefusal(state: EditorState, kind: BracketKind): BracketRefusal | null {
  const { doc, selection } = state
  const { $from, from, to } = selection
  if ($from.depth === 0) return 'crosses'
  if (isWhole(state, kind)) {
    const refusals = selectedIndexes(state).map((index) => wholeRefusal(doc.child(index)))
    return refusals.every((refusal) => refusal !== null) ? refusals[0]! : null
  }
  const start = $from.before(1)
  const outer = around($from.parent, start, from, to)
  if (outer === null) return 'crosses'
  const own = attrsOf($from.parent).bracket
  const isAround = own !== null && $from.index(0) > 0 && !extentsIn($from.parent, start, 0).has(own) ? 1 : 0
  const depth = Math.max(outer.length, deepest($from.parent, from - start - 1, to - start - 1))
  return depth + isAround >= MAX_NESTING ? 'too-deep' : null
}

interface NewBracket {
  id: string
  kind: BracketKind
  labels: readonly string[]
}

const headNode = (
  state: EditorState,
  { id, kind }: NewBracket,
  option: string,
  label: string,
  outer: readonly Mark[],
): Node =>
  state.schema.node(
    'opt',
    { id: option, br: id, kind, label },
    undefined,
    state.schema.mark('br', { id, option }).addToSet(outer),
  )

/** Puts these words in brackets as the first option; of alternatives a second, empty one follows. */
function wrap(
  tr: Transaction,
  state: EditorState,
  fresh: NewBracket,
  from: number,
  to: number,
  outer: readonly Mark[],
  option: string,
): void {
  if (from < to) tr.addMark(from, to, state.schema.mark('br', { id: fresh.id, option }))
  if (fresh.kind === 'alternatives') tr.insert(to, headNode(state, fresh, newId(), fresh.labels[1] ?? '', outer))
  tr.insert(from, headNode(state, fresh, option, fresh.labels[0] ?? '', outer))
}

function wrapBlock(tr: Transaction, state: EditorState, index: number, fresh: NewBracket): void {
  const start = startOfBlock(tr.doc, index)
  tr.setNodeAttribute(start, 'bracket', fresh.id)
  tr.setNodeAttribute(start, 'bracketKind', fresh.kind)
  if (fresh.kind !== 'alternatives' || index === 0) return
  wrap(tr, state, fresh, start + 1, start + 1 + tr.doc.child(index).content.size, [], `${fresh.id}.1`)
}

/**
 * BR1: puts the selected words of one block in brackets; without a selection the block with the caret, on the heading the article;
 * of a selection across blocks each whole block. `labels`: of the first option and of the second, empty one that alternatives get.
 */
export const bracket =
  (kind: BracketKind, labels: readonly string[]): Command =>
  (state, dispatch) => {
    if (bracketRefusal(state, kind) !== null) return false
    const { from, to, $from } = state.selection
    const tr = state.tr
    const fresh = (): NewBracket => ({ id: newId(), kind, labels })
    if (isWhole(state, kind)) {
      const indexes = selectedIndexes(state)
      for (const index of indexes) {
        const block = state.doc.child(index)
        if (wholeRefusal(block) === null && !isNote(block) && (index > 0 || indexes.length === 1))
          wrapBlock(tr, state, index, fresh())
      }
      return tr.docChanged && done(tr, dispatch)
    }
    wrap(tr, state, fresh(), from, to, around($from.parent, $from.before(1), from, to)!, newId())
    return done(tr.setSelection(TextSelection.create(tr.doc, to + (kind === 'alternatives' ? 2 : 1))), dispatch)
  }

/** Sets what an option says of itself: a head is an embed, so it is written anew at its place. */
function setHead(tr: Transaction, pos: number, attrs: { kind?: BracketKind; label?: string }): void {
  const node = tr.doc.nodeAt(pos)!
  for (const [name, value] of Object.entries(attrs))
    if (node.attrs[name] !== value) tr.setNodeAttribute(pos, name, value)
}

/**
 * Another, empty option at the end of a bracket, with the caret in it. A bracket to stay or go, or a placeholder, becomes alternatives.
 * `first`: the label that its one option then gets.
 */
export const addOption =
  (id: string, label: string, first = ''): Command =>
  (state, dispatch) => {
    const tr = state.tr
    let extent = extentOf(state.doc, id)
    const whole = blockAround(state.doc, id)
    const isArticle = whole?.start === 0
    if (!extent) {
      if (!whole || isArticle) return false
      // A block in brackets has its words as the one option; now it says so.
      const { start, block } = whole
      const option = `${id}.1`
      if (block.content.size > 0)
        tr.addMark(start + 1, start + 1 + block.content.size, state.schema.mark('br', { id, option }))
      tr.insert(start + 1, headNode(state, { id, kind: 'alternatives', labels: [] }, option, first, []))
      extent = extentOf(tr.doc, id)!
    }
    const { heads, to } = extent
    for (const { pos, node } of heads)
      if (node.attrs['kind'] !== 'alternatives')
        setHead(tr, pos, { kind: 'alternatives', label: (node.attrs['label'] as string) || first })
    if (whole && attrsOf(whole.block).bracketKind !== 'alternatives')
      tr.setNodeAttribute(whole.start, 'bracketKind', 'alternatives')
    const marks = tr.doc.resolve(to).nodeBefore!.marks
    const outer = marks.filter((mark) => isBr(mark) && idOf(mark) !== id && isOutside(tr.doc, mark, extent))
    tr.insert(to, headNode(state, { id, kind: 'alternatives', labels: [] }, newId(), label, outer))
    return done(tr.setSelection(TextSelection.create(tr.doc, to + 1)), dispatch)
  }

/** Whether a mark is of a bracket around this one, not of one within it. */
function isOutside(doc: Node, mark: Mark, { from, to }: Extent): boolean {
  const other = extentOf(doc, idOf(mark))
  return other !== null && other.from < from && other.to >= to
}

/** Heads of one bracket, in order, with where each option's words end. */
const optionsIn = ({ heads, to }: Extent): (Head & { end: number })[] =>
  heads.map((head, i) => ({ ...head, end: heads[i + 1]?.pos ?? to }))

/**
 * BR4: takes an option away, with its words or without. The last option of a bracket is refused: it is unwrapped, or its words deleted.
 * Without its words, they stay where they are, outside of this bracket.
 */
export const removeOption =
  (bracket: string, option: string, withWords: boolean): Command =>
  (state, dispatch) => {
    const extent = extentOf(state.doc, bracket)
    const own = extent && optionsIn(extent).find((one) => one.option === option)
    if (!extent || !own || extent.heads.length < 2) return false
    const tr = state.tr
    const mark = state.schema.mark('br', { id: bracket, option })
    const marked = { from: own.pos, to: own.pos }
    state.doc.nodesBetween(extent.from, extent.to, (node, pos) => {
      if (node.isInline && mark.isInSet(node.marks)) marked.to = pos + node.nodeSize
    })
    if (withWords) tr.delete(marked.from, marked.to)
    else {
      tr.removeMark(marked.from, marked.to, mark)
      tr.delete(own.pos, own.pos + 1)
      for (const at of [marked.to - 1, own.pos]) separate(tr, at)
    }
    return done(tr, dispatch)
  }

/** Two words that a bracket kept apart are not run together. */
function separate(tr: Transaction, pos: number): void {
  const $pos = tr.doc.resolve(pos)
  const [before, after] = [$pos.nodeBefore, $pos.nodeAfter]
  if (!before?.isText || !after?.isText || /\s$/.test(before.text!) || /^\s/.test(after.text!)) return
  const marks = before.marks.filter((mark) => mark.isInSet(after.marks))
  tr.insert(pos, tr.doc.type.schema.text(' ', marks))
}

/** BR5: takes the brackets away and leaves the words: of alternatives those of all options, one after another. */
export const unwrap =
  (bracket: string): Command =>
  (state, dispatch) => {
    const tr = state.tr
    const whole = blockAround(state.doc, bracket)
    if (whole) {
      tr.setNodeAttribute(whole.start, 'bracket', null)
      tr.setNodeAttribute(whole.start, 'bracketKind', null)
    }
    const extent = extentOf(state.doc, bracket)
    if (extent) {
      for (const { option } of extent.heads)
        tr.removeMark(extent.from, extent.to, state.schema.mark('br', { id: bracket, option }))
      for (const { pos } of [...extent.heads].reverse()) {
        tr.delete(pos, pos + 1)
        if (pos > extent.from) separate(tr, pos)
      }
    }
    return tr.docChanged && done(tr, dispatch)
  }

/** The bracket that follows this one in its block with at most spaces between, within the same brackets. */
function nextTo(doc: Node, extent: Extent): Extent | null {
  const brackets = [...extentsIn(extent.block, extent.start, extent.index).values()]
  const next = brackets
    .filter(({ from, heads }) => from >= extent.to && heads.length > 0)
    .sort((a, b) => a.from - b.from || b.to - a.to)[0]
  if (!next || doc.textBetween(extent.to, next.from, '', '\ufffc').trim() !== '') return null
  const outerOf = (of: Extent): string =>
    JSON.stringify(
      brackets.filter((b) => b !== of && b.from < of.from && b.to >= of.to).map((b) => b.heads[0]?.bracket),
    )
  return outerOf(extent) === outerOf(next) ? next : null
}

/** Whether `joinBracket` would do something. */
export function canJoin(doc: Node, bracket: string): boolean {
  const extent = extentOf(doc, bracket)
  return extent !== null && extent.heads.length > 0 && nextTo(doc, extent) !== null
}

/**
 * BR6: makes one bracket of this and the next one beside it: two of one option become one of one option, else the options of the second
 * follow those of the first as alternatives. `labelOf`: the label of the n-th option.
 */
export const joinBracket =
  (bracket: string, labelOf: (n: number) => string): Command =>
  (state, dispatch) => {
    const extent = extentOf(state.doc, bracket)
    const next = extent && extent.heads.length > 0 ? nextTo(state.doc, extent) : null
    if (!extent || !next) return false
    const tr = state.tr
    const { schema } = state
    const isSingle = extent.heads.length === 1 && next.heads.length === 1
    const last = extent.heads.at(-1)!
    // The space between them goes into the last option of the first.
    if (extent.to < next.from) tr.addMark(extent.to, next.from, schema.mark('br', { id: bracket, option: last.option }))
    for (const own of optionsIn(next)) {
      tr.removeMark(own.pos, own.end, schema.mark('br', { id: own.bracket, option: own.option }))
      tr.addMark(own.pos, own.end, schema.mark('br', { id: bracket, option: isSingle ? last.option : own.option }))
    }
    if (isSingle) tr.delete(next.heads[0]!.pos, next.heads[0]!.pos + 1)
    else {
      const heads = [...extent.heads, ...next.heads]
      const labels = ownLabels(
        heads.map(({ node }) => node.attrs['label'] as string),
        labelOf,
      )
      for (const [i, { pos, node }] of heads.entries()) {
        if (node.attrs['br'] !== bracket) tr.setNodeAttribute(pos, 'br', bracket)
        setHead(tr, pos, { kind: 'alternatives', label: labels[i]! })
      }
    }
    const whole = blockAround(tr.doc, next.heads[0]!.bracket)
    if (whole) {
      tr.setNodeAttribute(whole.start, 'bracket', null)
      tr.setNodeAttribute(whole.start, 'bracketKind', null)
    }
    return done(tr, dispatch)
  }

/** BR7: takes the selected words out of a bracket of one option; what stood after them goes on in a bracket of its own. */
export const narrow: Command = (state, dispatch) => {
  const { from, to, empty, $from, $to } = state.selection
  const bracket = bracketAt(state)
  const extent = bracket === null ? null : extentOf(state.doc, bracket)
  if (empty || !extent || $from.parent !== $to.parent || extent.heads.length !== 1) return false
  const [head] = extent.heads as [Head]
  if (from <= head.pos || to > extent.to || around($from.parent, $from.before(1), from, to) === null) return false
  if (attrsOf($from.parent).bracket === bracket) return false
  const tr = state.tr
  const mark = state.schema.mark('br', { id: head.bracket, option: head.option })
  tr.removeMark(from, to, mark)
  if (to < extent.to) {
    const [id, option] = [newId(), newId()]
    tr.removeMark(to, extent.to, mark)
    tr.addMark(to, extent.to, state.schema.mark('br', { id, option }))
    const { kind, label } = head.node.attrs as { kind: BracketKind; label: string }
    const outer = head.node.marks.filter((one) => isBr(one) && idOf(one) !== head.bracket)
    tr.insert(to, headNode(state, { id, kind, labels: [] }, option, label, outer))
  }
  if (from === head.pos + 1) tr.delete(head.pos, from)
  return done(tr, dispatch)
}

/** BR7: a bracket takes in the selected words beside it: those before it into its first option, those after it into its last. */
export const widen: Command = (state, dispatch) => {
  const { from, to, empty, $from, $to } = state.selection
  if (empty || $from.depth === 0 || $from.parent !== $to.parent) return false
  const extents = [...extentsIn($from.parent, $from.before(1), $from.index(0))]
  const touched = extents
    .filter(([, e]) => e.heads.length > 0 && from <= e.to && to >= e.from && (from < e.from || to > e.to))
    .sort(([, a], [, b]) => b.to - b.from - (a.to - a.from))
  const [found] = touched
  if (!found || touched.length > 1) return false
  const [id, extent] = found
  const isCut = extents.some(([other, e]) => {
    if (other === id) return false
    const isApart = e.to <= Math.min(from, extent.from) || e.from >= Math.max(to, extent.to)
    const isWithin = e.from >= Math.min(from, extent.from) && e.to <= Math.max(to, extent.to)
    const isAbout = e.from < Math.min(from, extent.from) && e.to >= Math.max(to, extent.to)
    return !isApart && !isWithin && !isAbout
  })
  if (isCut) return false
  const tr = state.tr
  const [first, last] = [extent.heads[0]!, extent.heads.at(-1)!]
  if (to > extent.to) tr.addMark(extent.to, to, state.schema.mark('br', { id, option: last.option }))
  if (from < extent.from) {
    tr.addMark(from, extent.from, state.schema.mark('br', { id, option: first.option }))
    tr.delete(first.pos, first.pos + 1)
    tr.insert(from, Fragment.from(first.node))
  }
  if (deepestOf(tr.doc, id) > MAX_NESTING) return false
  return done(tr, dispatch)
}

function deepestOf(doc: Node, bracket: string): number {
  const extent = extentOf(doc, bracket)
  return extent ? deepest(extent.block, extent.from - extent.start - 1, extent.to - extent.start - 1) : 0
}
