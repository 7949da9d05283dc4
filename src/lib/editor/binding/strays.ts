/**
 * Words left behind (rules TX24, TX25): typed here into a block that somebody else moved or removed before they knew of them.
 * Yjs keeps such words at the old place, which is then the end of the block before. Their author is told;
 * when the block was moved, their author's editor lets the words follow it.
 */
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { commonPlaces } from '../../domain/change.ts'
import { bareId, isBlockStart, type DeltaInsert } from '../../domain/text.ts'
import { removeAt } from './local.ts'
import { attrsOf } from './nodes.ts'
import type { DeltaOp } from './remote.ts'

export interface Stray {
  /**
   * What happened to the block: under words that were typed in it, or under words that own undo brought back. `gone`: the words went with it
   * (removed.ts); of all others they are still there.
   */
  kind: 'moved' | 'removed' | 'back-moved' | 'back-removed' | 'gone'
  blockId: string
  /** The own words that another person's change did not know of, or took away. */
  words: string
}

interface Span {
  from: number
  to: number
}
/** A stray with what is needed to let its words follow: where they are, where in the block's old words they stood, and apart from what. */
export interface PlacedStray extends Stray {
  pieces: {
    start: Y.RelativePosition
    end: Y.RelativePosition
    offset: number
    isApart: { before: boolean; after: boolean }
  }[]
  /** The block's words without them, references and options as one character each. */
  oldWords: string
}

/** Old places that a delta keeps, each with its new place, and ids of the starts it brings. */
function effectOf(
  delta: readonly DeltaOp[],
  length: number,
): { kept: (Span & { now: number })[]; starts: Set<string> } {
  const kept: (Span & { now: number })[] = []
  const starts = new Set<string>()
  let old = 0
  let now = 0
  for (const op of delta) {
    if (op.delete !== undefined) old += op.delete
    else if (op.retain !== undefined) {
      kept.push({ from: old, to: old + op.retain, now })
      old += op.retain
      now += op.retain
    } else {
      if (isBlockStart(op.insert)) starts.add(bareId((op.attributes?.['b.id'] as string | undefined) ?? op.insert.b))
      now += typeof op.insert === 'string' ? op.insert.length : 1
    }
  }
  kept.push({ from: old, to: length, now })
  return { kept: kept.filter(({ from, to }) => from < to), starts }
}

/** Parts of a span of the text that this client inserted. */
function ownParts(text: Y.Text, span: Span): Span[] {
  const parts: Span[] = []
  let at = 0
  for (let item = text._start; item !== null && at < span.to; item = item.right) {
    if (item.deleted || !item.countable) continue
    const from = Math.max(at, span.from)
    const to = Math.min(at + item.length, span.to)
    if (from < to && item.id.client === text.doc!.clientID) parts.push({ from, to })
    at += item.length
  }
  return parts
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0)
const wordsOf = (block: Node): string => block.textBetween(0, block.content.size, '', '\ufffc')

/** Own words that a remote change left behind. `doc`: the document before it; `text`: already after it. */
export function straysOf(doc: Node, delta: readonly DeltaOp[], text: Y.Text): PlacedStray[] {
  if (!delta.some((op) => op.delete !== undefined)) return []
  const { kept, starts } = effectOf(delta, doc.content.size - doc.childCount)
  const strays: PlacedStray[] = []
  doc.forEach((block, pos, i) => {
    const start = pos - i
    const end = start + 1 + block.content.size
    if (kept.some(({ from, to }) => start >= from && start < to)) return
    const survivors = kept
      .map(({ from, to, now }) => ({ from: Math.max(from, start + 1), to: Math.min(to, end), shift: now - from }))
      .filter(({ from, to }) => from < to)
    const isMoved = starts.has(bareId(attrsOf(block).id))
    if (!isMoved && lengthOf(survivors) === block.content.size) return // joined to the block before: nothing was removed
    const own = survivors.flatMap(({ from, to, shift }) =>
      ownParts(text, { from: from + shift, to: to + shift }).map((part) => ({ ...part, old: part.from - shift })),
    )
    if (own.length === 0 || (!isMoved && lengthOf(own) < lengthOf(survivors))) return
    const words = wordsOf(block)
    let oldWords = ''
    let done = 0
    const pieces = own.map(({ from, to, old }) => {
      const at = old - start - 1
      oldWords += words.slice(done, at)
      done = at + to - from
      return {
        start: Y.createRelativePositionFromTypeIndex(text, from, 0),
        end: Y.createRelativePositionFromTypeIndex(text, to, -1),
        offset: oldWords.length,
        isApart: { before: !isJoined(words[at - 1], words[at]), after: !isJoined(words[done - 1], words[done]) },
      }
    })
    oldWords += words.slice(done)
    strays.push({
      kind: isMoved ? 'moved' : 'removed',
      blockId: bareId(attrsOf(block).id),
      words: own.map(({ old, from, to }) => words.slice(old - start - 1, old - start - 1 + to - from)).join(''),
      pieces,
      oldWords,
    })
  })
  return strays
}

/** Whether two signs would be read as one word. */
const isJoined = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && WORD.test(a) && WORD.test(b)
const WORD = /[\p{L}\p{N}\p{M}]/u

const tokensOf = (words: string): string[] => words.match(/\ufffc|\s+|[^\s\ufffc]+/g) ?? []

/** Where an offset in the old words is in the new ones: after what stood before it, else before what stood after it. */
function follow(offset: number, oldWords: string, newWords: string): number {
  const before = tokensOf(oldWords)
  const after = tokensOf(newWords)
  const starts = (tokens: string[]): number[] => {
    let at = 0
    return tokens.map((token) => (at += token.length) - token.length)
  }
  const [oldStarts, newStarts] = [starts(before), starts(after)]
  let place: number | null = null
  for (const [i, j] of commonPlaces(before, after)) {
    if (oldStarts[i]! >= offset) return place ?? newStarts[j]!
    place = newStarts[j]! + Math.min(offset - oldStarts[i]!, before[i]!.length)
  }
  return place ?? 0
}

/** Lets the words of a stray follow their moved block. Does nothing when the block is not there any more. */
export function followMove(text: Y.Text, stray: PlacedStray): void {
  const ydoc = text.doc!
  const at = (place: Y.RelativePosition): number | null =>
    Y.createAbsolutePositionFromRelativePosition(place, ydoc)?.index ?? null
  for (const { start, end, offset, isApart } of stray.pieces) {
    const [from, to] = [at(start), at(end)]
    if (from === null || to === null || from >= to) continue
    const delta = text.toDelta() as DeltaInsert[]
    const block = blockIn(delta, stray.blockId)
    if (!block || (from >= block.start && from < block.start + block.words.length)) continue
    const inside = follow(offset, stray.oldWords, block.words)
    const place = block.start + inside
    const words = withGaps(cut(delta, from, to), isApart, [block.words[inside - 1], block.words[inside]])
    ydoc.transact(() => {
      let y = place
      for (const { insert, attributes = {} } of words) {
        if (typeof insert === 'string') text.insert(y, insert, attributes)
        else text.insertEmbed(y, insert, attributes)
        y += typeof insert === 'string' ? insert.length : 1
      }
      removeAt(text, place <= from ? from + (y - place) : from, to - from)
    }, 'follow')
  }
}

/** Their author may have split the block beside them; here they would become one word with what stands there, so a space comes between. */
function withGaps(
  words: readonly DeltaInsert[],
  { before, after }: { before: boolean; after: boolean },
  [left, right]: readonly [string | undefined, string | undefined],
): DeltaInsert[] {
  const gap = (beside: DeltaInsert): DeltaInsert => ({ ...beside, insert: ' ' })
  const [first, last] = [words[0], words.at(-1)]
  const isGlued = (a: unknown, b: unknown): boolean =>
    isJoined(typeof a === 'string' ? a.at(-1) : undefined, typeof b === 'string' ? b[0] : undefined)
  return [
    ...(first && before && isGlued(left, first.insert) ? [gap(first)] : []),
    ...words,
    ...(last && after && isGlued(last.insert, right) ? [gap(last)] : []),
  ]
}

/** The words of a block and where they begin. */
export function blockIn(delta: readonly DeltaInsert[], id: string): { start: number; words: string } | null {
  let found: { start: number; words: string } | null = null
  let at = 0
  for (const { insert, attributes } of delta) {
    at += typeof insert === 'string' ? insert.length : 1
    if (isBlockStart(insert)) {
      if (found) return found
      const written = attributes?.['b.id']
      if (bareId(typeof written === 'string' ? written : insert.b) === id) found = { start: at, words: '' }
    } else if (found) found.words += typeof insert === 'string' ? insert : '\ufffc'
  }
  return found
}

/** The pieces between two places, without starts of blocks. */
export function cut(delta: readonly DeltaInsert[], from: number, to: number): DeltaInsert[] {
  const out: DeltaInsert[] = []
  let at = 0
  for (const op of delta) {
    const length = typeof op.insert === 'string' ? op.insert.length : 1
    const [a, b] = [Math.max(from - at, 0), Math.min(to - at, length)]
    if (a < b && !isBlockStart(op.insert))
      out.push({ ...op, insert: typeof op.insert === 'string' ? op.insert.slice(a, b) : op.insert })
    at += length
  }
  return out
}
