/** Puts pasted blocks into an article (rules PA30-PA34): one transaction, in which no word that stood there is lost and no bracket is cut. */
import { Fragment, type Mark, type Node, type Schema } from '@tiptap/pm/model'
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import type { BlockKind } from '../../domain/article.ts'
import { wordsOf, type Findings, type PastedBlock, type PastedPiece, type PastePlace } from '../../domain/pasting.ts'
import { attrsOf } from '../binding/nodes.ts'
import type { Shape } from '../../domain/soundness.ts'
import { shapeAfter } from '../commands/structure.ts'

const shapeOf = (block: Node): Shape => ({ kind: attrsOf(block).kind, depth: attrsOf(block).depth })
const PREAMBLE: ReadonlySet<BlockKind> = new Set(['chapeau', 'recital', 'formula'])
const isBracket = (mark: Mark): boolean => mark.type.name === 'br'

/** Where a paste would go: which shape lines without one of their own take (TX30), and whether this is a preamble. */
export function placeOf(state: EditorState, lang: string): PastePlace {
  const block = state.selection.$from.depth > 0 ? state.selection.$from.parent : state.doc.firstChild!
  const shape = shapeOf(block)
  const isEmpty = block.content.size === 0 && shape.kind !== 'heading'
  const isPreamble =
    PREAMBLE.has(shape.kind) ||
    (shape.kind === 'heading' && state.doc.children.some((one) => attrsOf(one).kind === 'chapeau'))
  const plain = isEmpty ? shape : shapeAfter(shape)
  const top = isPreamble ? 'recital' : 'para'
  return { lang, plain: shape.kind === 'heading' && isPreamble ? { kind: 'recital', depth: 0 } : plain, top }
}

const isNoteBlock = (state: EditorState): boolean => state.selection.$from.parent.attrs['kind'] === 'note'

/** Whether words put here stand between words of one bracket, or in a note: a new block would cut it. */
const isWhole = (state: EditorState): boolean => {
  const { $from, $to } = state.selection
  if (isNoteBlock(state)) return true
  const after = $to.nodeAfter?.marks ?? []
  return $from.marks().some((mark) => isBracket(mark) && mark.isInSet(after))
}

const GAP: PastedPiece = { type: 'words', text: ' ', isBold: false, isItalic: false }

/** PA33: where no block may begin (inside a bracket, in a note, in a language that follows) everything becomes one run of words, and that is said. */
function flattened(blocks: readonly PastedBlock[], findings: Findings): PastedBlock[] {
  for (const { pieces } of blocks.slice(1)) findings.add('joined', wordsOf(pieces))
  const pieces = blocks.flatMap((block, i) => (i === 0 ? block.pieces : [GAP, ...block.pieces]))
  return [{ kind: 'para', depth: 0, isOwn: false, pieces }]
}

/** Words of the footnotes that are called in what is pasted, by the name that their calls have. */
export type PastedNotes = ReadonlyMap<string, readonly PastedPiece[]>

/** PA22: whether a footnote can be made here: not in a note, and not where blocks follow another language. */
export const takesNotes = (state: EditorState, isFollowing: boolean): boolean => !isFollowing && !isNoteBlock(state)

export interface InsertSettings {
  notes: PastedNotes
  makeId: () => string
  /** Only words are edited here. */
  isFollowing: boolean
  findings: Findings
}

/** The transaction that pastes, and the range it filled. Null: there is nothing to paste. */
export function pasteBlocks(
  state: EditorState,
  pasted: readonly PastedBlock[],
  settings: InsertSettings,
): { tr: Transaction; from: number; to: number } | null {
  if (pasted.length === 0) return null
  const isFlat = pasted.length > 1 && (settings.isFollowing || isWhole(state))
  const blocks = isFlat ? flattened(pasted, settings.findings) : pasted
  const tr = state.tr
  if (!state.selection.empty) tr.deleteSelection()
  const inserter = new Inserter(tr, state.schema, settings)
  const range = inserter.insert(blocks, settings.isFollowing)
  inserter.addNotes(settings.findings)
  tr.setSelection(TextSelection.near(tr.doc.resolve(range.to), -1))
  return { tr, ...range }
}

class Inserter {
  private readonly tr: Transaction
  private readonly schema: Schema
  private readonly makeId: () => string
  private readonly notes: PastedNotes
  /** Notes by name: the block that each will have. */
  private readonly called = new Map<string, string>()

  constructor(tr: Transaction, schema: Schema, { makeId, notes }: InsertSettings) {
    this.tr = tr
    this.schema = schema
    this.makeId = makeId
    this.notes = notes
  }

  /** The words of the notes that were called, after all other blocks; of the others it is said that they stay behind. */
  addNotes(findings: Findings): void {
    for (const [name, pieces] of this.notes) if (!this.called.has(name)) findings.add('footnote', wordsOf(pieces))
    for (const [name, id] of this.called) {
      const words = this.inline({ kind: 'note', depth: 0, isOwn: true, pieces: [...this.notes.get(name)!] })
      this.tr.insert(this.tr.doc.content.size, this.schema.node('block', { id, kind: 'note' }, words))
    }
  }

  private call(name: string, around: readonly Mark[]): Node[] {
    if (!this.notes.has(name)) return []
    const to = this.called.get(name) ?? this.makeId()
    this.called.set(name, to)
    return [this.schema.node('note', { id: this.makeId(), to }, undefined, around)]
  }

  insert(blocks: readonly PastedBlock[], isFollowing: boolean): { from: number; to: number } {
    const { tr } = this
    const $at = tr.doc.resolve(tr.selection.from)
    const block = $at.parent
    const pos = $at.pos
    const [first, last] = [blocks[0]!, blocks.at(-1)!]
    const isHeading = attrsOf(block).kind === 'heading' && $at.index(0) === 0
    const isEmpty = block.content.size === 0
    const [isStart, isEnd] = [$at.parentOffset === 0, $at.parentOffset === block.content.size]
    const isOne = blocks.length === 1
    if (isFollowing || (isOne && (!first.isOwn || isHeading || !(isStart || isEnd)))) return this.words(pos, first)
    if (isHeading) {
      if (isEmpty) {
        const { to } = this.words(pos, first)
        return { from: pos, to: isOne ? to : this.blocks(to + 1, blocks.slice(1)).to }
      }
      return this.blocks($at.after(), blocks)
    }
    if (isEmpty) {
      // the empty block is filled by the first one and keeps its id
      const filled = { ...block.attrs, kind: first.kind, depth: first.depth }
      const nodes = [block.type.create(filled, this.inline(first)), ...blocks.slice(1).map((one) => this.block(one))]
      tr.replaceWith($at.before(), $at.after(), nodes)
      return { from: pos, to: $at.before() + sizeOf(nodes) - 1 }
    }
    if (isStart) return this.blocks($at.before(), blocks)
    if (isEnd) {
      if (first.isOwn) return this.blocks($at.after(), blocks)
      const { to } = this.words(pos, first)
      return { from: pos, to: this.blocks(to + 1, blocks.slice(1)).to }
    }
    return this.between(pos, block, blocks, first, last)
  }

  /** PA31: in the midst of words the first and the last line, where they have no number of their own, join what stands there. */
  private between(pos: number, block: Node, blocks: readonly PastedBlock[], first: PastedBlock, last: PastedBlock) {
    const { tr } = this
    tr.split(pos, 1, [{ type: block.type, attrs: { ...shapeOf(block), id: this.makeId() } }])
    const rest = blocks.slice(first.isOwn ? 0 : 1, last.isOwn ? blocks.length : -1)
    const tail = last.isOwn ? 0 : this.words(pos + 2, last, []).to - (pos + 2)
    const nodes = rest.map((one) => this.block(one))
    tr.insert(pos + 1, nodes)
    const head = first.isOwn ? 0 : this.words(pos, first).to - pos
    const end = pos + head + 1 + sizeOf(nodes)
    return { from: pos, to: last.isOwn ? end - 1 : end + 1 + tail }
  }

  private words(pos: number, block: PastedBlock, around = this.bracketsAt(pos)): { from: number; to: number } {
    const nodes = this.inline(block, around)
    this.tr.insert(pos, nodes)
    return { from: pos, to: pos + nodes.size }
  }

  private blocks(pos: number, blocks: readonly PastedBlock[]): { from: number; to: number } {
    const nodes = blocks.map((block) => this.block(block))
    this.tr.insert(pos, nodes)
    return { from: pos + 1, to: pos + Math.max(1, sizeOf(nodes)) - 1 }
  }

  private block(block: PastedBlock): Node {
    const attrs = { id: this.makeId(), kind: block.kind, depth: block.depth }
    return this.schema.node('block', attrs, this.inline(block))
  }

  /** PA32: what is pasted into an option belongs to it. */
  private bracketsAt(pos: number): readonly Mark[] {
    return (this.tr.storedMarks ?? this.tr.doc.resolve(pos).marks()).filter(isBracket)
  }

  private inline(block: PastedBlock, around: readonly Mark[] = []): Fragment {
    const { schema } = this
    const nodes = block.pieces.flatMap((piece): Node[] => {
      if (piece.type === 'note') return this.call(piece.note, around)
      if (piece.text === '') return []
      let marks = around
      if (piece.isBold) marks = schema.mark('bold').addToSet(marks)
      if (piece.isItalic) marks = schema.mark('italic').addToSet(marks)
      return [schema.text(piece.text, marks)]
    })
    return Fragment.fromArray(nodes)
  }
}

const sizeOf = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + node.nodeSize, 0)
