/**
 * What to do to one text so that it says another: word by word, block by id (rules TX10-TX12).
 * The result is for `Y.Text.applyDelta`; whatever both texts share is retained, so that simultaneous edits of others live on.
 */
import { bareId, deltaFromBlock, formatsOfBlock, startOf, type DeltaInsert, type Embed, type Formats } from './text.ts'
import type { ArticleDoc, Block } from './article.ts'

export type DeltaChange =
  { retain: number; attributes?: Formats } | { insert: string | Embed; attributes: Formats } | { delete: number }

/** A word, a run of spaces or an embed, with its pieces of one format each. */
interface Token {
  key: string
  length: number
  pieces: DeltaInsert[]
}

const lengthOf = (insert: string | Embed): number => (typeof insert === 'string' ? insert.length : 1)

/** Words regardless of formats: a word half in bold is one word. */
function tokensOf(delta: readonly DeltaInsert[]): Token[] {
  const tokens: Token[] = []
  let class_: 'space' | 'word' | null = null
  for (const { insert, attributes = {} } of delta) {
    if (typeof insert !== 'string') {
      tokens.push({ key: `\0${JSON.stringify(insert)}`, length: 1, pieces: [{ insert, attributes }] })
      class_ = null
      continue
    }
    for (const part of insert.match(/\s+|\S+/g) ?? []) {
      const kind = /\s/.test(part[0]!) ? 'space' : 'word'
      const last = tokens.at(-1)
      if (kind === class_ && last) {
        last.key += part
        last.length += part.length
        last.pieces.push({ insert: part, attributes })
      } else tokens.push({ key: part, length: part.length, pieces: [{ insert: part, attributes }] })
      class_ = kind
    }
  }
  return tokens
}

/** Above this product of lengths a middle part is replaced rather than compared (0.1 s at most). */
const COMPARED_PAIRS = 4_000_000

/** Longest common subsequence: pairs of places, in order. */
export function commonPlaces(a: readonly string[], b: readonly string[]): [number, number][] {
  let start = 0
  let endA = a.length
  let endB = b.length
  while (start < endA && start < endB && a[start] === b[start]) start++
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const pairs: [number, number][] = []
  for (let i = 0; i < start; i++) pairs.push([i, i])
  const n = endA - start
  const m = endB - start
  if (n > 0 && m > 0 && n * m <= COMPARED_PAIRS) {
    const longest = new Uint32Array((n + 1) * (m + 1))
    const at = (i: number, j: number): number => i * (m + 1) + j
    for (let i = n - 1; i >= 0; i--)
      for (let j = m - 1; j >= 0; j--)
        longest[at(i, j)] =
          a[start + i] === b[start + j]
            ? longest[at(i + 1, j + 1)]! + 1
            : Math.max(longest[at(i + 1, j)]!, longest[at(i, j + 1)]!)
    for (let i = 0, j = 0; i < n && j < m;)
      if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++])
      else if (longest[at(i + 1, j)]! >= longest[at(i, j + 1)]!) i++
      else j++
  }
  for (let i = 0; endA + i < a.length; i++) pairs.push([endA + i, endB + i])
  return pairs
}

/** Formats to set so that `from` becomes `to`; null takes one away. */
export function formatChange(from: Formats = {}, to: Formats = {}): Formats {
  const change: Formats = {}
  for (const key of Object.keys(from)) if (!(key in to)) change[key] = null
  for (const key of Object.keys(to)) if (JSON.stringify(from[key]) !== JSON.stringify(to[key])) change[key] = to[key]
  return change
}

const retain = (length: number, attributes: Formats): DeltaChange =>
  Object.keys(attributes).length > 0 ? { retain: length, attributes } : { retain: length }

/** Keeps a token, changing the formats that differ piece by piece. */
function keep(from: Token, to: Token): DeltaChange[] {
  const out: DeltaChange[] = []
  let i = 0
  let j = 0
  let left = lengthOf(from.pieces[0]!.insert)
  let right = lengthOf(to.pieces[0]!.insert)
  while (i < from.pieces.length && j < to.pieces.length) {
    const length = Math.min(left, right)
    out.push(retain(length, formatChange(from.pieces[i]!.attributes, to.pieces[j]!.attributes)))
    left -= length
    right -= length
    if (left === 0 && ++i < from.pieces.length) left = lengthOf(from.pieces[i]!.insert)
    if (right === 0 && ++j < to.pieces.length) right = lengthOf(to.pieces[j]!.insert)
  }
  return out
}

const inserted = (delta: readonly DeltaInsert[]): DeltaChange[] =>
  delta.map(({ insert, attributes = {} }) => ({ insert, attributes }))

/** TX10: inserts come before deletions, so that words others type at this place stay on the side they were typed. */
export function changeOfWords(from: readonly DeltaInsert[], to: readonly DeltaInsert[]): DeltaChange[] {
  const a = tokensOf(from)
  const b = tokensOf(to)
  const pairs = commonPlaces(
    a.map((token) => token.key),
    b.map((token) => token.key),
  )
  const out: DeltaChange[] = []
  let i = 0
  let j = 0
  for (const [pi, pj] of [...pairs, [a.length, b.length] as [number, number]]) {
    out.push(...inserted(b.slice(j, pj).flatMap((token) => token.pieces)))
    const gone = a.slice(i, pi).reduce((sum, token) => sum + token.length, 0)
    if (gone > 0) out.push({ delete: gone })
    if (pi < a.length) out.push(...keep(a[pi]!, b[pj]!))
    i = pi + 1
    j = pj + 1
  }
  return out
}

/** Adjacent operations of one kind become one; retains at the end are dropped. */
export function compact(change: readonly DeltaChange[]): DeltaChange[] {
  const out: DeltaChange[] = []
  const same = (a: Formats = {}, b: Formats = {}): boolean => Object.keys(formatChange(a, b)).length === 0
  for (const op of change) {
    const last = out.at(-1)
    if (last === undefined) out.push({ ...op })
    else if ('retain' in op && 'retain' in last && same(op.attributes, last.attributes)) last.retain += op.retain
    else if ('delete' in op && 'delete' in last) last.delete += op.delete
    else if (
      'insert' in op &&
      'insert' in last &&
      typeof op.insert === 'string' &&
      typeof last.insert === 'string' &&
      same(op.attributes, last.attributes)
    )
      last.insert += op.insert
    else out.push({ ...op })
  }
  while (out.length > 0 && 'retain' in out.at(-1)! && !('attributes' in out.at(-1)!)) out.pop()
  return out
}

/**
 * The blocks of a text with the operations each takes up: words before the first start are a part without one.
 * Formats a start or words carry without meaning are kept here, so that a change can take them away.
 */
function partsOf(delta: readonly DeltaInsert[]): { id: string | null; ops: DeltaInsert[] }[] {
  const parts: { id: string | null; ops: DeltaInsert[] }[] = []
  for (const op of delta) {
    const start = typeof op.insert === 'object' && typeof op.insert['b'] === 'string' ? op.insert['b'] : null
    if (start !== null) {
      const override = op.attributes?.['b.id']
      parts.push({ id: bareId(typeof override === 'string' && override !== '' ? override : start), ops: [op] })
    } else if (parts.length === 0) parts.push({ id: null, ops: [op] })
    else parts.at(-1)!.ops.push(op)
  }
  return parts
}

const lengthOfAll = (ops: readonly DeltaInsert[]): number => ops.reduce((sum, op) => sum + lengthOf(op.insert), 0)

/** The embed of a start without its id: unknown fields. Only another embed can say other ones. */
const fieldsOf = (insert: string | Embed): string =>
  typeof insert === 'string'
    ? ''
    : JSON.stringify(Object.entries({ ...insert, b: '' }).sort(([a], [b]) => (a < b ? -1 : 1)))

function changeOfBlock([start, ...words]: readonly DeltaInsert[], block: Block): DeltaChange[] {
  const next = operationOfStart(block)
  const override = start!.attributes?.['b.id']
  const formats = override === undefined ? next.attributes : { ...next.attributes, 'b.id': override }
  const startChange: DeltaChange[] =
    fieldsOf(start!.insert) === fieldsOf(next.insert)
      ? [retain(1, formatChange(start!.attributes, formats))]
      : [{ insert: next.insert, attributes: next.attributes }, { delete: 1 }]
  return [...startChange, ...changeOfWords(words, deltaFromBlock(block).slice(1))]
}
const operationOfStart = (block: Block): { insert: Embed; attributes: Formats } => ({
  insert: startOf(block.attrs),
  attributes: formatsOfBlock(block.attrs),
})

/**
 * Operations that make the text `delta` say `doc`. TX11: blocks are known by id; those that keep their order keep their words' identity,
 * the others are written anew at their place. TX12: a text that says `doc` already gets no operation.
 */
export function changeToDoc(delta: readonly DeltaInsert[], doc: ArticleDoc): DeltaChange[] {
  const parts = partsOf(delta)
  const pairs = commonPlaces(
    parts.map((part) => part.id ?? ''),
    doc.content.map((block) => bareId(block.attrs.id)),
  ).filter(([i]) => parts[i]!.id !== null)
  const out: DeltaChange[] = []
  let i = 0
  let j = 0
  for (const [pi, pj] of [...pairs, [parts.length, doc.content.length] as [number, number]]) {
    const gone = parts.slice(i, pi).reduce((sum, part) => sum + lengthOfAll(part.ops), 0)
    if (gone > 0) out.push({ delete: gone })
    for (const block of doc.content.slice(j, pj)) out.push(...inserted(deltaFromBlock(block)))
    if (pi < parts.length) out.push(...changeOfBlock(parts[pi]!.ops, doc.content[pj]!))
    i = pi + 1
    j = pj + 1
  }
  return compact(out)
}
