/** From a change of the Y.Text to ProseMirror steps: each operation of its delta is one step. */
import { Fragment, Slice, type Mark, type Node, type Schema } from '@tiptap/pm/model'
import { ReplaceStep, type Transform } from '@tiptap/pm/transform'
import {
  attrsFromStart,
  bareId,
  formatsOfBlock,
  isBlockStart,
  markFromFormat,
  readIds,
  type Embed,
  type Formats,
} from '../../domain/text.ts'
import { attrsOf, formatOf, inlineOf } from './nodes.ts'
import { posOf } from './positions.ts'

/** One operation of `YTextEvent.delta`. */
export interface DeltaOp {
  retain?: number
  insert?: string | Embed
  delete?: number
  attributes?: Formats
}

/**
 * Whether formats mean something to a block that begins in this stretch of the text. Formats of a start among words say nothing (TX6), and
 * when a start with formats was deleted Yjs tells the whole rest of the text that it has none of them, which it never had.
 */
function changesStart(doc: Node, from: number, to: number, attributes: Formats): boolean {
  const keys = Object.keys(attributes).filter((key) => key.startsWith('b.'))
  if (keys.length === 0) return false
  let start = 0
  for (const block of doc.children) {
    if (start >= to) return false
    if (start >= from) {
      const formats = formatsOfBlock(attrsOf(block))
      if (keys.some((key) => key === 'b.id' || (formats[key] ?? null) !== attributes[key])) return true
    }
    start += block.content.size + 1
  }
  return false
}

/**
 * Applies a delta. False where it cannot be told from the delta alone what a block is now (formats of a start, the head of the article):
 * then the whole text has to be read.
 */
export function applyDelta(tr: Transform, schema: Schema, delta: readonly DeltaOp[]): boolean {
  let y = 0
  let changesStarts = false
  for (const op of delta) {
    if (op.retain !== undefined) {
      if (op.attributes) {
        if (changesStart(tr.doc, y, y + op.retain, op.attributes)) return false
        formatWords(tr, schema, y, y + op.retain, op.attributes)
      }
      y += op.retain
      continue
    }
    if (y === 0) return false
    const pos = posOf(tr.doc, y)
    if (op.delete !== undefined) {
      const to = posOf(tr.doc, y + op.delete)
      changesStarts ||= tr.doc.resolve(pos).index(0) !== tr.doc.resolve(to).index(0)
      tr.step(new ReplaceStep(pos, to, Slice.empty))
    } else if (isBlockStart(op.insert)) {
      const before = tr.doc.resolve(pos).parent
      const fresh = schema.node('block', attrsFromStart(op.insert, op.attributes))
      tr.step(new ReplaceStep(pos, pos, new Slice(Fragment.from([before.copy(Fragment.empty), fresh]), 1, 1)))
      y += 1
      changesStarts = true
    } else if (op.insert !== undefined && op.insert !== '') {
      const node = inlineOf(schema, op.insert, op.attributes)
      tr.step(new ReplaceStep(pos, pos, new Slice(Fragment.from(node), 0, 0)))
      y += node.nodeSize
    }
  }
  if (changesStarts) renumberIds(tr)
  return true
}

/** Ids as they are read (rule TX3) after starts came or went. Says nothing new to the Y.Text. */
export function renumberIds(tr: Transform): void {
  const ids: string[] = []
  tr.doc.forEach((block) => ids.push(bareId(attrsOf(block).id ?? '')))
  let pos = 0
  readIds(ids).forEach((id, i) => {
    const block = tr.doc.child(i)
    if (attrsOf(block).id !== id) tr.setNodeAttribute(pos, 'id', id)
    pos += block.nodeSize
  })
}

function formatWords(tr: Transform, schema: Schema, from: number, to: number, attributes: Formats): void {
  let start = 0
  tr.doc.forEach((block, _, i) => {
    const a = Math.max(from, start + 1) + i
    const b = Math.min(to, start + 1 + block.content.size) + i
    start += block.content.size + 1
    if (a >= b) return
    for (const [key, value] of Object.entries(attributes)) {
      for (const mark of marksOfKey(tr.doc, a, b, key)) tr.removeMark(a, b, mark)
      const mark = markFromFormat(key, value)
      if (mark) tr.addMark(a, b, schema.mark(mark.type, 'attrs' in mark ? mark.attrs : null))
    }
  })
}

/** What a format said of these words before. */
function marksOfKey(doc: Node, from: number, to: number, key: string): Mark[] {
  const found: Mark[] = []
  doc.nodesBetween(from, to, (node) => {
    for (const mark of node.marks) if (formatOf(mark)[0] === key && !mark.isInSet(found)) found.push(mark)
    return !node.isInline
  })
  return found
}

/** Makes a transform's document say `target`: replaces the blocks that differ, in a single differing block only its words. */
export function changeInto(tr: Transform, target: Node): void {
  const from = tr.doc
  let head = 0
  let tail = 0
  const shorter = Math.min(from.childCount, target.childCount)
  while (head < shorter && from.child(head).eq(target.child(head))) head++
  while (tail < shorter - head && from.child(from.childCount - 1 - tail).eq(target.child(target.childCount - 1 - tail)))
    tail++
  const end = from.childCount - tail
  const targetEnd = target.childCount - tail
  if (head === end && head === targetEnd) return
  let start = 0
  for (let i = 0; i < head; i++) start += from.child(i).nodeSize
  const block = from.maybeChild(head)
  const wanted = target.maybeChild(head)
  if (end === head + 1 && targetEnd === head + 1 && block && wanted?.sameMarkup(block)) {
    const a = block.content.findDiffStart(wanted.content)!
    const b = block.content.findDiffEnd(wanted.content)!
    const overlap = Math.max(0, a - Math.min(b.a, b.b))
    const slice = new Slice(wanted.content.cut(a, b.b + overlap), 0, 0)
    tr.step(new ReplaceStep(start + 1 + a, start + 1 + b.a + overlap, slice))
    return
  }
  let stop = start
  for (let i = head; i < end; i++) stop += from.child(i).nodeSize
  const blocks: Node[] = []
  for (let i = head; i < targetEnd; i++) blocks.push(target.child(i))
  tr.step(new ReplaceStep(start, stop, new Slice(Fragment.fromArray(blocks), 0, 0)))
}
