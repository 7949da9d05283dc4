/**
 * What two sound changes made unsound together (rule TX37): an item whose paragraph the other person took away, words that lost the head of
 * their option, words that came to stand among those of one. Every editor that changed blocks repairs it in the same way, and the same repair
 * made twice is one repair: formats are set, superfluous heads deleted, nothing is inserted.
 */
import type { Mark, Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { unsoundShapes } from '../../domain/soundness.ts'
import { attrsFromStart, bareId, isBlockStart, type DeltaInsert, type Embed, type Formats } from '../../domain/text.ts'
import { removeAt } from './local.ts'
import { posOf } from './positions.ts'
import type { DeltaOp } from './remote.ts'
import { flatten, straighten, type BracketPiece } from './sound.ts'

interface Piece extends BracketPiece {
  y: number
  length: number
  was: Map<string, string>
}
interface Part {
  y: number
  attrs: ReturnType<typeof attrsFromStart>
  pieces: Piece[]
}

function partsOf(delta: readonly DeltaInsert[]): Part[] {
  const parts: Part[] = []
  let y = 0
  for (const { insert, attributes = {} } of delta) {
    const length = typeof insert === 'string' ? insert.length : 1
    if (isBlockStart(insert)) parts.push({ y, attrs: attrsFromStart(insert, attributes), pieces: [] })
    else if (parts.length > 0) {
      const was = new Map(
        Object.entries(attributes).flatMap(([key, value]): [string, string][] =>
          key.startsWith('br:') && typeof value === 'string' ? [[key.slice(3), value]] : [],
        ),
      )
      const { opt, br } = typeof insert === 'string' ? { opt: null, br: null } : insert
      const head = typeof opt === 'string' && typeof br === 'string' ? { bracket: br, option: opt } : null
      parts.at(-1)!.pieces.push({ y, length, was, places: new Map(was), head, isInserted: true, isGone: false })
    }
    y += length
  }
  return parts
}

interface Repairs {
  formats: { y: number; length: number; change: Formats }[]
  /** Of heads that are there twice. */
  gone: number[]
}

/** What an article's text needs; a doubled block is left to those who merge it. */
function repairsOf(parts: readonly Part[]): Repairs {
  const formats: Repairs['formats'] = []
  const gone: number[] = []
  const set = (part: Part, kind: string, depth: number): void =>
    void formats.push({
      y: part.y,
      length: 1,
      change: { 'b.kind': kind === 'para' ? null : kind, 'b.depth': depth > 0 ? String(depth) : null },
    })
  const hasHeading = parts.some(({ attrs }) => attrs.kind === 'heading')
  const shapes = parts.map(({ attrs: { kind, depth } }, i) => {
    if (i === 0 && !hasHeading) return { kind: 'heading' as const, depth: 0 }
    return i > 0 && kind === 'heading' ? { kind: 'para' as const, depth: 0 } : { kind, depth }
  })
  shapes.forEach(({ kind, depth }, i) => kind !== parts[i]!.attrs.kind && set(parts[i]!, kind, depth))
  for (const [i, { kind, depth }] of unsoundShapes(shapes)) set(parts[i]!, kind, depth)
  for (const { pieces } of parts) {
    if (pieces.every(({ was, head }) => was.size === 0 && head === null)) continue
    for (const { bracket, option } of straighten(pieces))
      for (const { places } of pieces) if (places.get(bracket) === option) places.delete(bracket)
    flatten(pieces, [])
    for (const { y, length, was, places, isGone } of pieces) {
      if (isGone) {
        gone.push(y)
        continue
      }
      const change: Formats = {}
      for (const bracket of was.keys()) if (!places.has(bracket)) change[`br:${bracket}`] = null
      for (const [bracket, option] of places) if (was.get(bracket) !== option) change[`br:${bracket}`] = option
      if (Object.keys(change).length > 0) formats.push({ y, length, change })
    }
  }
  return { formats, gone }
}

/** Who inserted each embed of the text, by its place. */
function authorsOf(text: Y.Text): Map<number, number> {
  const authors = new Map<number, number>()
  let y = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if ('embed' in item.content) authors.set(y, item.id.client)
    y += item.length
  }
  return authors
}

/**
 * The block in which each bracket is at home: the first in which a head was written by whoever wrote the block's start, as in a text that was
 * never touched and in a block that was moved as a whole; a head that somebody else put into a block that moved away stands in another.
 */
function homesOf(parts: readonly Part[], authors: ReadonlyMap<number, number>): Map<string, Part> {
  const homes = new Map<string, { part: Part; isNative: boolean }>()
  for (const part of parts)
    for (const { y, head } of part.pieces) {
      if (!head) continue
      const isNative = authors.get(part.y) === authors.get(y)
      const home = homes.get(head.bracket)
      if (home === undefined || (isNative && !home.isNative)) homes.set(head.bracket, { part, isNative })
    }
  return new Map([...homes].map(([bracket, { part }]) => [bracket, part]))
}

/**
 * An option that came to stand in another block than its bracket, because that was split meanwhile, goes on there in a bracket of its own. Its head has
 * to be written anew, so its author's editor alone does it.
 */
function separateOwn(text: Y.Text, parts: readonly Part[], makeId: () => string): boolean {
  const authors = authorsOf(text)
  const homes = homesOf(parts, authors)
  for (const part of parts) {
    for (const { y, head } of part.pieces) {
      if (!head || homes.get(head.bracket) === part || authors.get(y) !== text.doc!.clientID) continue
      const [bracket, option] = [makeId(), makeId()]
      text.doc!.transact(() => {
        for (const piece of part.pieces)
          if (piece.was.get(head.bracket) === head.option)
            text.format(piece.y, piece.length, { [`br:${head.bracket}`]: null, [`br:${bracket}`]: option })
        const { insert, attributes = {} } = embedAt(text, y)
        text.insertEmbed(y, { ...(insert as Embed), opt: option, br: bracket }, attributes)
        removeAt(text, y + 1, 1)
      }, 'sound')
      return true
    }
  }
  return false
}

function embedAt(text: Y.Text, y: number): DeltaInsert {
  let at = 0
  for (const op of text.toDelta() as DeltaInsert[]) {
    if (at === y) return op
    at += typeof op.insert === 'string' ? op.insert.length : 1
  }
  throw new Error(`there is no embed at ${y}`)
}

/** Repairs what a merge left unsound. Undo does not take it back. Whether there was anything. */
export function repairMerged(text: Y.Text, makeId: () => string): boolean {
  let isDone = repairShared(text)
  while (separateOwn(text, partsOf(text.toDelta() as DeltaInsert[]), makeId)) isDone = true
  return isDone
}

/**
 * SD6: a paragraph that one person wrote behind the notes while another moved them. Each editor moves what its own person wrote: paragraphs before
 * the first note, or notes behind the last paragraph; both together come to the same order. Undo does not take it back.
 */
export function bringNotesLast(text: Y.Text): boolean {
  const parts = partsOf(text.toDelta() as DeltaInsert[])
  const isNote = ({ attrs }: Part): boolean => attrs.kind === 'note'
  const first = parts.findIndex(isNote)
  const last = parts.findLastIndex((part) => !isNote(part))
  if (first < 0 || last < first || new Set(parts.map(({ attrs }) => bareId(attrs.id))).size < parts.length) return false
  const authors = authorsOf(text)
  const isOwn = ({ y }: Part): boolean => authors.get(y) === text.doc!.clientID
  const notes = parts.slice(first, last).filter((part) => isNote(part) && isOwn(part))
  const moving = notes.length > 0 ? notes : parts.slice(first, last + 1).filter((part) => !isNote(part) && isOwn(part))
  if (moving.length === 0) return false
  const ends = new Map(parts.map((part, i) => [part, parts[i + 1]?.y ?? text.length]))
  const place = notes.length > 0 ? ends.get(parts[last]!)! : parts[first]!.y
  const delta = text.toDelta() as DeltaInsert[]
  text.doc!.transact(() => {
    let y = place
    for (const part of moving)
      for (const { insert, attributes = {} } of between(delta, part.y, ends.get(part)!)) {
        if (typeof insert === 'string') text.insert(y, insert, attributes)
        else text.insertEmbed(y, insert, attributes)
        y += typeof insert === 'string' ? insert.length : 1
      }
    const shift = notes.length > 0 ? 0 : y - place
    for (const part of moving.toReversed()) removeAt(text, part.y + shift, ends.get(part)! - part.y)
  }, 'sound')
  return true
}

function between(delta: readonly DeltaInsert[], from: number, to: number): DeltaInsert[] {
  const out: DeltaInsert[] = []
  let at = 0
  for (const op of delta) {
    const length = typeof op.insert === 'string' ? op.insert.length : 1
    const [a, b] = [Math.max(from - at, 0), Math.min(to - at, length)]
    if (a < b) out.push({ ...op, insert: typeof op.insert === 'string' ? op.insert.slice(a, b) : op.insert })
    at += length
  }
  return out
}

/** Whether words came in between words of one option to which they do not belong: another put these in brackets meanwhile. `doc`: with them. */
export function partsOption(doc: Node, delta: readonly DeltaOp[]): boolean {
  let y = 0
  for (const { retain, insert, attributes = {} } of delta) {
    const length = retain ?? (typeof insert === 'string' ? insert.length : insert ? 1 : 0)
    if (typeof insert === 'string') {
      const before = doc.resolve(posOf(doc, y)).nodeBefore?.marks ?? []
      const after = doc.resolve(posOf(doc, y + length)).nodeAfter?.marks ?? []
      const isOpen = ({ type, attrs }: Mark): boolean => type.name === 'br' && !(`br:${attrs['id']}` in attributes)
      if (before.some((mark) => isOpen(mark) && mark.isInSet(after))) return true
    }
    y += length
  }
  return false
}

function repairShared(text: Y.Text): boolean {
  const parts = partsOf(text.toDelta() as DeltaInsert[])
  const ids = parts.map(({ attrs }) => bareId(attrs.id))
  if (new Set(ids).size < ids.length) return false
  const { formats, gone } = repairsOf(parts)
  if (formats.length + gone.length === 0) return false
  text.doc!.transact(() => {
    for (const { y, length, change } of formats) text.format(y, length, change)
    for (const y of gone.reverse()) removeAt(text, y, 1)
  }, 'sound')
  return true
}
