// Over 250 lines: four repairs that follow one another after each change.
/**
 * What was sound before a local change is sound after it (rules SD1-SD4): one heading, nothing hangs in the air, brackets have their heads
 * and stand in one block each. Whatever key, paste or command made the change; what others left unsound is not touched here.
 */
import type { Mark, Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import type { Block } from '../../domain/article.ts'
import { bracketFaults, MAX_NESTING, unsoundShapes } from '../../domain/soundness.ts'
import { insertedRanges, type Range } from './ids.ts'
import { attrsOf } from './nodes.ts'
import { startOfBlock } from './positions.ts'

const shapesOf = (doc: Node) =>
  doc.children.map((block) => ({ kind: attrsOf(block).kind, depth: attrsOf(block).depth }))
const unsoundIds = (doc: Node): Set<string> =>
  new Set([...unsoundShapes(shapesOf(doc)).keys()].map((index) => attrsOf(doc.child(index)).id))

/**
 * SD6: what came to stand among paragraphs as a note is one; paragraphs that came to stand behind notes are notes. A note that was one before
 * goes behind the paragraphs instead: two people may write a first note and a last paragraph in the same place.
 */
function keepNotesLast(tr: Transaction, old: Node): void {
  const kinds = tr.doc.children.map((block) => attrsOf(block).kind)
  if (!kinds.some((kind, i) => kind !== 'note' && kinds[i - 1] === 'note')) return
  const were = (isNote: boolean): Set<string> =>
    new Set(old.children.flatMap((block) => ((attrsOf(block).kind === 'note') === isNote ? [attrsOf(block).id] : [])))
  const [text, notes] = [were(false), were(true)]
  const isText = tr.doc.children.map((block, i) => kinds[i] !== 'note' && text.has(attrsOf(block).id))
  const end = isText.lastIndexOf(true)
  const moving: number[] = []
  tr.doc.forEach((block, pos, i) => {
    if (i > 0 && i < end && kinds[i] === 'note') {
      if (notes.has(attrsOf(block).id)) moving.push(i)
      else tr.setNodeAttribute(pos, 'kind', 'para')
    }
    if (i > end && kinds[i] !== 'note' && kinds.slice(end + 1, i).includes('note')) {
      tr.setNodeAttribute(pos, 'kind', 'note')
      if (attrsOf(block).depth !== 0) tr.setNodeAttribute(pos, 'depth', 0)
    }
  })
  if (moving.length === 0) return
  const moved = moving.map((i) => tr.doc.child(i))
  const last = tr.doc.children.findLastIndex((block) => attrsOf(block).kind !== 'note')
  const place = startOfBlock(tr.doc, last + 1) - moved.reduce((sum, block) => sum + block.nodeSize, 0)
  for (const i of moving.reverse()) {
    const pos = startOfBlock(tr.doc, i)
    tr.delete(pos, pos + tr.doc.child(i).nodeSize)
  }
  tr.insert(place, moved)
}

function keepShapes(tr: Transaction, old: Node): void {
  tr.doc.forEach((block, pos, i) => {
    if (i > 0 && attrsOf(block).kind === 'heading') tr.setNodeAttribute(pos, 'kind', 'para')
  })
  keepNotesLast(tr, old)
  const unsound = unsoundShapes(shapesOf(tr.doc))
  if (unsound.size === 0) return
  const before = unsoundIds(old)
  for (const [index, { kind, depth }] of unsound) {
    if (before.has(attrsOf(tr.doc.child(index)).id)) continue
    const pos = startOfBlock(tr.doc, index)
    if (attrsOf(tr.doc.child(index)).kind !== kind) tr.setNodeAttribute(pos, 'kind', kind)
    if (attrsOf(tr.doc.child(index)).depth !== depth) tr.setNodeAttribute(pos, 'depth', depth)
  }
}

const contentOf = (block: Node) => (block.toJSON() as Block).content ?? []
const isWell = (block: Node): boolean => bracketFaults(contentOf(block)).length === 0

/** Brackets of a block: those its words stand in, and the one around it. */
function bracketsIn(block: Node): Set<string> {
  const found = new Set<string>()
  const { bracket } = attrsOf(block)
  if (bracket !== null) found.add(bracket)
  block.forEach((node) => {
    if (node.type.name === 'opt') found.add(node.attrs['br'] as string)
    for (const mark of node.marks) if (mark.type.name === 'br') found.add(mark.attrs['id'] as string)
  })
  return found
}

/** One inline of a block with the options that it stands in. */
export interface BracketPiece {
  isInserted: boolean
  /** Bracket -> option. */
  places: Map<string, string>
  head: { bracket: string; option: string } | null
  isGone: boolean
}
interface Piece extends BracketPiece {
  node: Node
  pos: number
}

type Heads = (option: string) => { kind: unknown; label: unknown }

function piecesOf(block: Node, start: number, ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = []
  block.forEach((node, offset) => {
    const pos = start + 1 + offset
    const places = new Map<string, string>()
    for (const mark of node.marks)
      if (mark.type.name === 'br') places.set(mark.attrs['id'] as string, mark.attrs['option'] as string)
    const isHead = node.type.name === 'opt'
    pieces.push({
      node,
      pos,
      places,
      isInserted: ranges.some(({ from, to }) => pos >= from && pos + node.nodeSize <= to),
      head: isHead ? { bracket: node.attrs['br'] as string, option: node.attrs['id'] as string } : null,
      isGone: false,
    })
  })
  return pieces
}

/** Brackets that another block holds already go on here under new ids. */
function rename(pieces: Piece[], taken: ReadonlySet<string>, makeId: () => string): Map<string, string> {
  const names = new Map<string, string>()
  const nameOf = (id: string): string => {
    if (!names.has(id)) names.set(id, makeId())
    return names.get(id)!
  }
  for (const piece of pieces) {
    piece.places = new Map(
      [...piece.places].map(([bracket, option]) =>
        taken.has(bracket) ? [nameOf(bracket), nameOf(option)] : [bracket, option],
      ),
    )
    if (piece.head && taken.has(piece.head.bracket))
      piece.head = { bracket: nameOf(piece.head.bracket), option: nameOf(piece.head.option) }
  }
  return new Map([...names].map(([was, is]) => [is, was]))
}

interface NewHead<P = Piece> {
  before: P
  bracket: string
  option: string
}

/** SD3: every option has its one head before its words, which are one run. Returns the heads that are missing. */
export function straighten<P extends BracketPiece>(pieces: P[]): NewHead<P>[] {
  const missing: NewHead<P>[] = []
  const has = (bracket: string, option: string): P | undefined =>
    pieces.find(({ head, isGone }) => !isGone && head?.bracket === bracket && head.option === option)
  const seen = new Set<string>()
  for (const piece of pieces) {
    if (!piece.head) continue
    const { bracket, option } = piece.head
    piece.isGone = seen.has(`${bracket}\n${option}`)
    seen.add(`${bracket}\n${option}`)
    if (!piece.isGone) piece.places.set(bracket, option)
  }
  const current = new Map<string, string>()
  for (const piece of pieces) {
    if (piece.isGone) continue
    if (piece.head) current.set(piece.head.bracket, piece.head.option)
    for (const [bracket, option] of [...piece.places]) {
      const now = current.get(bracket)
      if (now === option) continue
      const head = has(bracket, option)
      if (now !== undefined && (head || missing.some((m) => m.bracket === bracket && m.option === option)))
        piece.places.set(bracket, now)
      else if (head && piece.isInserted) piece.places.delete(bracket)
      else {
        if (head) head.isGone = true
        missing.push({ before: piece, bracket, option })
        current.set(bracket, option)
      }
    }
  }
  fillHoles(pieces)
  return missing
}

/** What was put among the words of an option belongs to it. */
function fillHoles(pieces: BracketPiece[]): void {
  const runs = new Map<string, { bracket: string; option: string; first: number; last: number }>()
  pieces.forEach((piece, i) => {
    if (piece.isGone) return
    for (const [bracket, option] of piece.places) {
      const run = runs.get(`${bracket}\n${option}`)
      if (run) run.last = i
      else runs.set(`${bracket}\n${option}`, { bracket, option, first: i, last: i })
    }
  })
  for (const { bracket, option, first, last } of runs.values())
    for (const piece of pieces.slice(first, last)) if (!piece.places.has(bracket)) piece.places.set(bracket, option)
}

/** SD4: of what stands too deep the innermost brackets open; the words stay. */
export function flatten(pieces: BracketPiece[], heads: NewHead[]): NewHead[] {
  const order = (bracket: string): number => pieces.findIndex((piece) => !piece.isGone && piece.places.has(bracket))
  const open = new Set<string>()
  for (const { places, isGone } of pieces) {
    if (isGone) continue
    const deep = [...places.keys()].filter((bracket) => !open.has(bracket)).sort((a, b) => order(a) - order(b))
    for (const bracket of deep.slice(MAX_NESTING)) open.add(bracket)
  }
  for (const piece of pieces) {
    for (const bracket of open) piece.places.delete(bracket)
    if (piece.head && open.has(piece.head.bracket)) piece.isGone = true
  }
  return heads.filter(({ bracket }) => !open.has(bracket))
}

/** Makes the block say what its pieces say: marks first, then heads from the last to the first, so that places hold. */
function write(tr: Transaction, pieces: Piece[], missing: NewHead[], heads: Heads): void {
  const { schema } = tr.doc.type
  for (const { node, pos, places, head, isGone } of pieces) {
    if (isGone) continue
    if (head && (node.attrs['id'] !== head.option || node.attrs['br'] !== head.bracket)) {
      tr.setNodeAttribute(pos, 'br', head.bracket)
      tr.setNodeAttribute(pos, 'id', head.option)
    }
    for (const mark of node.marks)
      if (mark.type.name === 'br' && places.get(mark.attrs['id'] as string) !== mark.attrs['option'])
        tr.removeMark(pos, pos + node.nodeSize, mark)
    for (const [id, option] of places) {
      const mark = schema.mark('br', { id, option })
      if (!mark.isInSet(node.marks)) tr.addMark(pos, pos + node.nodeSize, mark)
    }
  }
  for (const piece of [...pieces].reverse()) {
    if (piece.isGone) tr.delete(piece.pos, piece.pos + piece.node.nodeSize)
    const here = missing.filter(({ before }) => before === piece)
    const previous = pieces.slice(0, pieces.indexOf(piece)).findLast(({ isGone }) => !isGone)
    here.forEach(({ bracket, option }, i) => {
      // It stands in what goes on here, and in what begins here before it.
      const outer = [...piece.places].filter(
        ([id, of]) => previous?.places.get(id) === of || here.slice(0, i).some((earlier) => earlier.bracket === id),
      )
      const marks = [...outer, [bracket, option]].map(([id, of]) => schema.mark('br', { id, option: of }))
      const head = schema.node(
        'opt',
        { id: option, br: bracket, ...heads(option) },
        undefined,
        marks.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), []),
      )
      tr.insert(piece.pos + i, head)
    })
  }
}

function headsOf(...docs: Node[]): Map<string, { kind: unknown; label: unknown }> {
  const found = new Map<string, { kind: unknown; label: unknown }>()
  for (const doc of docs)
    doc.descendants((node) => {
      if (node.type.name === 'opt')
        found.set(node.attrs['id'] as string, { kind: node.attrs['kind'], label: node.attrs['label'] })
      return !node.isInline
    })
  return found
}

function keepBrackets(tr: Transaction, trs: readonly Transaction[], old: Node, makeId: () => string): void {
  const kept = new Set(old.children)
  const changed = tr.doc.children.flatMap((block, i) => (!kept.has(block) && bracketsIn(block).size > 0 ? [i] : []))
  if (changed.length === 0) return
  const taken = new Set<string>()
  tr.doc.children.forEach((block, i) => {
    if (!changed.includes(i)) for (const bracket of bracketsIn(block)) taken.add(bracket)
  })
  const wereIll = new Set(old.children.flatMap((block) => (isWell(block) ? [] : [attrsOf(block).id])))
  const work: { index: number; taken: Set<string> }[] = []
  for (const index of changed) {
    const block = tr.doc.child(index)
    const own = bracketsIn(block)
    const shared = new Set([...own].filter((bracket) => taken.has(bracket)))
    for (const bracket of own) taken.add(bracket)
    if (shared.size > 0 || (!wereIll.has(attrsOf(block).id) && !isWell(block))) work.push({ index, taken: shared })
  }
  if (work.length === 0) return
  const ranges = insertedRanges(trs)
  const known = headsOf(old, tr.doc)
  for (const { index, taken: shared } of work.reverse()) {
    const start = startOfBlock(tr.doc, index)
    const block = tr.doc.child(index)
    const { bracket } = attrsOf(block)
    if (bracket !== null && shared.has(bracket)) {
      tr.setNodeAttribute(start, 'bracket', null)
      tr.setNodeAttribute(start, 'bracketKind', null)
    }
    const pieces = piecesOf(block, start, ranges)
    const formerly = rename(pieces, shared, makeId)
    const missing = flatten(pieces, straighten(pieces))
    write(tr, pieces, missing, (option) => known.get(formerly.get(option) ?? option) ?? { kind: 'optional', label: '' })
  }
}

/** Repairs in `tr`, which follows the local transactions `trs` on `old`, whatever they made unsound. */
export function keepSound(tr: Transaction, trs: readonly Transaction[], old: Node, makeId: () => string): void {
  keepShapes(tr, old)
  keepBrackets(tr, trs, old, makeId)
}
