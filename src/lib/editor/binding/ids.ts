/**
 * Ids after a local change (rules TX20, TX21): every block has one of its own; copied brackets, options and references get new ones.
 * Works on any transaction, whether from a key, a paste, a drop or a command.
 */
import type { Mark, Node } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import { hasTurns } from '../../domain/hidden-direction.ts'
import { attrsFromStart, bareId, formatsOfBlock, isReadId, startOf } from '../../domain/text.ts'
import { attrsOf } from './nodes.ts'
import { renumberIds } from './remote.ts'
import { keepSound } from './sound.ts'

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A new id, unguessable: 12 letters of 5 bits. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => LETTERS[byte & 31]).join('')

const blockIdsOf = (doc: Node): (string | null)[] => doc.children.map((block) => attrsOf(block).id)
const equal = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])

/** Blocks that were there keep their id; new ones with a missing or doubled id get a new one. */
function fixBlockIds(tr: Transaction, trs: readonly Transaction[], old: Node, makeId: () => string): void {
  const ids = blockIdsOf(tr.doc)
  if (equal(blockIdsOf(old), ids) && !ids.some((id) => bareId(id ?? '') === '')) return
  const mapping = new Mapping(trs.flatMap((each) => each.mapping.maps))
  const homes = new Map<number, string>()
  old.forEach((block, pos) => {
    const place = mapping.mapResult(pos, 1)
    if (!place.deletedAfter) homes.set(place.pos, attrsOf(block).id)
  })
  const taken = new Set<string>()
  tr.doc.forEach((block, pos) => {
    if (homes.get(pos) === attrsOf(block).id) taken.add(attrsOf(block).id)
  })
  tr.doc.forEach((block, pos) => {
    const { id } = attrsOf(block)
    const isAtHome = homes.has(pos) && homes.get(pos) === id && id !== null && bareId(id) !== ''
    if (isAtHome) return
    if (id === null || isReadId(id) || taken.has(id)) tr.setNodeAttribute(pos, 'id', makeId())
    else taken.add(id)
  })
  renumberIds(tr)
}

/**
 * TX35: an article begins with its heading. What comes to stand first instead, as after "select all" and a word, takes the heading's
 * kind and id; a heading that has come to stand lower is a paragraph.
 */
function keepHeading(tr: Transaction, old: Node, makeId: () => string): void {
  const was = attrsOf(old.firstChild!)
  const now = attrsOf(tr.doc.firstChild!)
  if (was.kind !== 'heading' || (now.kind === 'heading' && now.id === was.id)) return
  tr.doc.forEach((block, pos) => {
    if (pos === 0 || attrsOf(block).id !== was.id) return
    tr.setNodeAttribute(pos, 'kind', 'para')
    tr.setNodeAttribute(pos, 'id', makeId())
  })
  // A start of its own, never that of the block: another person may be moving or removing that one, and would take the heading along; and what
  // others type before the words of a removed heading stands behind the new start.
  tr.insert(0, tr.doc.type.schema.node('block', { ...now, kind: 'heading', depth: 0, id: was.id }))
  tr.join(2)
}

const tidy = new WeakSet<object>()

/** Attributes as they will be read again (rules TX4, TX5). */
function fixAttributes(tr: Transaction): void {
  tr.doc.forEach((block, pos) => {
    if (tidy.has(block.attrs)) return
    const attrs = attrsOf(block)
    const read = attrsFromStart(startOf(attrs), formatsOfBlock(attrs))
    for (const key of ['kind', 'depth', 'bracket', 'bracketKind', 'extra'] as const)
      if (read[key] !== attrs[key]) tr.setNodeAttribute(pos, key, read[key])
    tidy.add(tr.doc.nodeAt(pos)!.attrs)
  })
}

export interface Range {
  from: number
  to: number
}

/** Where these transactions put inline content that carries ids (or what `carries` says), in the last document. */
export function insertedRanges(
  trs: readonly Transaction[],
  carries: (doc: Node, from: number, to: number) => boolean = carriesIds,
): Range[] {
  const ranges: Range[] = []
  trs.forEach((tr, k) =>
    tr.steps.forEach((step, i) => {
      const after = new Mapping([
        ...tr.mapping.maps.slice(i + 1),
        ...trs.slice(k + 1).flatMap((later) => later.mapping.maps),
      ])
      const doc = tr.docs[i + 1] ?? tr.doc
      step.getMap().forEach((_a, _b, from, to) => {
        if (from < to && carries(doc, from, to)) ranges.push({ from: after.map(from, -1), to: after.map(to, 1) })
      })
    }),
  )
  return ranges.filter(({ from, to }) => from < to)
}

const isBracket = (mark: Mark): boolean => mark.type.name === 'br'

function carriesIds(doc: Node, from: number, to: number): boolean {
  let carries = false
  doc.nodesBetween(from, to, (node) => {
    if (node.isInline && (!node.isText || node.marks.some(isBracket))) carries = true
    return !carries
  })
  return carries
}

interface Found {
  node: Node
  pos: number
  isInserted: boolean
}

function inlineOfDoc(doc: Node, ranges: readonly Range[]): Found[] {
  const found: Found[] = []
  doc.descendants((node, pos) => {
    if (node.isInline)
      found.push({ node, pos, isInserted: ranges.some(({ from, to }) => pos >= from && pos + node.nodeSize <= to) })
    return !node.isInline
  })
  return found
}

/** Whether the words just before or after an inserted range stand in the same option. */
function continues(doc: Node, range: Range, mark: Mark): boolean {
  const before = doc.resolve(range.from).nodeBefore
  const after = doc.resolve(range.to).nodeAfter
  return [before, after].some((node) => node?.isInline === true && mark.isInSet(node.marks))
}

function fixCopies(tr: Transaction, trs: readonly Transaction[], makeId: () => string): void {
  const ranges = insertedRanges(trs)
  if (ranges.length === 0) return
  const inline = inlineOfDoc(tr.doc, ranges)
  const atoms = (type: string, isInserted: boolean): Found[] =>
    inline.filter((found) => found.node.type.name === type && found.isInserted === isInserted)
  const ids = (found: Found[]): Set<string> => new Set(found.map(({ node }) => node.attrs['id'] as string))

  for (const type of ['ref', 'note']) {
    const known = ids(atoms(type, false))
    for (const { node, pos } of atoms(type, true))
      if (known.has(node.attrs['id'] as string)) tr.setNodeAttribute(pos, 'id', makeId())
      else known.add(node.attrs['id'] as string)
  }

  const kept = ids(atoms('opt', false))
  const copied = new Map<string, string>()
  for (const { node } of atoms('opt', true)) {
    if (kept.has(node.attrs['id'] as string)) copied.set(node.attrs['br'] as string, makeId())
    else kept.add(node.attrs['id'] as string)
  }
  const options = new Map<string, string>()
  const renewed = (option: string): string => {
    if (!options.has(option)) options.set(option, makeId())
    return options.get(option)!
  }
  for (const { node, pos, isInserted } of inline) {
    if (!isInserted) continue
    const range = ranges.find(({ from, to }) => pos >= from && pos + node.nodeSize <= to)!
    if (node.type.name === 'opt' && copied.has(node.attrs['br'] as string)) {
      tr.setNodeAttribute(pos, 'id', renewed(node.attrs['id'] as string))
      tr.setNodeAttribute(pos, 'br', copied.get(node.attrs['br'] as string))
    }
    for (const mark of node.marks.filter(isBracket)) {
      const bracket = mark.attrs['id'] as string
      const copy = copied.get(bracket)
      const isAlone = inline.some(
        (other) => !other.isInserted && other.node.marks.some((m) => isBracket(m) && m.attrs['id'] === bracket),
      )
      if (copy !== undefined) {
        tr.removeMark(pos, pos + node.nodeSize, mark)
        const option = renewed(mark.attrs['option'] as string)
        tr.addMark(pos, pos + node.nodeSize, mark.type.create({ id: copy, option }))
      } else if (isAlone && node.type.name !== 'opt' && !continues(tr.doc, range, mark))
        // Words copied out of an option are words; the option itself was not copied.
        tr.removeMark(pos, pos + node.nodeSize, mark)
    }
  }
}

const carriesTurns = (doc: Node, from: number, to: number): boolean => hasTurns(doc.textBetween(from, to))

/**
 * TX41: signs that turn the direction of words go from what was put in: keyboards and context menus of some systems offer them, and no server
 * takes them. Last of the repairs.
 */
function removeTurns(tr: Transaction, trs: readonly Transaction[]): void {
  const found = new Set<number>()
  for (const range of insertedRanges(trs, carriesTurns)) {
    const [from, to] = [tr.mapping.map(range.from, -1), tr.mapping.map(range.to, 1)]
    tr.doc.nodesBetween(from, to, ({ text = '' }, pos) => {
      for (let i = Math.max(0, from - pos); i < Math.min(text.length, to - pos); i++)
        if (hasTurns(text[i]!)) found.add(pos + i)
    })
  }
  for (const pos of [...found].sort((a, b) => b - a)) tr.delete(pos, pos + 1)
}

/** What has to follow these local transactions so that ids and attributes hold; null: nothing. */
export function repairsAfter(
  trs: readonly Transaction[],
  old: Node,
  state: EditorState,
  makeId: () => string = newId,
): Transaction | null {
  const tr = state.tr
  keepHeading(tr, old, makeId)
  fixBlockIds(tr, trs, old, makeId)
  fixAttributes(tr)
  fixCopies(tr, trs, makeId)
  keepSound(tr, trs, old, makeId)
  removeTurns(tr, trs)
  return tr.docChanged ? tr : null
}
