/** What drafters do to the Y.Text of an article (docs/text.md), at random: words, paragraphs, lists, marks, brackets, terms, references, notes. */
import type * as Y from 'yjs'
import type { DeltaInsert, Embed } from '../../src/lib/domain/text.ts'
import type { Random } from './random.ts'

const WORDS = ['shall ', 'may ', 'ü', 'staff 😀 ', '😀', 'حماية ', '保護', ' ', 'Parties, and others; ', 'é']
const KINDS = ['para', 'item', 'tail', 'chapeau', 'recital', 'formula', 'heading']

/** The text with U+FFFC for every embed, so that its indices are the text's. */
export const flat = (text: Y.Text): string =>
  (text.toDelta() as DeltaInsert[]).map(({ insert }) => (typeof insert === 'string' ? insert : '\uFFFC')).join('')

/** An index behind the start of the first block at which no character is cut in two. */
export function indexIn(words: string, random: Random): number {
  const at = Math.min(words.length, 1 + random.below(Math.max(1, words.length)))
  return at > 0 && (words.charCodeAt(at) & 0xfc00) === 0xdc00 ? at - 1 : at
}

/** A stretch of at most so many units that cuts no character in two. */
function stretchIn(words: string, random: Random, longest: number): { from: number; length: number } {
  const from = indexIn(words, random)
  let to = Math.min(words.length, from + random.below(longest) + 1)
  if ((words.charCodeAt(to) & 0xfc00) === 0xdc00) to++
  return { from, length: Math.min(to, words.length) - from }
}

/** Where blocks begin. */
function starts(text: Y.Text): number[] {
  const found: number[] = []
  let at = 0
  for (const { insert } of text.toDelta() as DeltaInsert[]) {
    if (typeof insert !== 'string' && typeof insert['b'] === 'string') found.push(at)
    at += typeof insert === 'string' ? insert.length : 1
  }
  return found
}

type Act = (text: Y.Text, random: Random, id: string) => void

const put = (text: Y.Text, at: number, embed: Embed, formats: Record<string, string> = {}): void =>
  text.insertEmbed(at, embed, formats)

const type: Act = (text, random) => text.insert(indexIn(flat(text), random), random.pick(WORDS))
const erase: Act = (text, random) => {
  const { from, length } = stretchIn(flat(text), random, 6)
  if (length > 0) text.delete(from, length)
}
const split: Act = (text, random, id) =>
  put(text, indexIn(flat(text), random), { b: id }, random.below(2) === 0 ? { 'b.kind': random.pick(KINDS) } : {})
const join: Act = (text, random) => {
  const inner = starts(text).slice(1)
  if (inner.length > 0) text.delete(random.pick(inner), 1)
}
const paste: Act = (text, random, id) => {
  let at = indexIn(flat(text), random)
  for (let block = 0; block < 3; block++) {
    put(text, at++, { b: `${id}-${block}` }, { 'b.kind': 'item', 'b.depth': String(1 + (block % 2)) })
    const words = random.pick(WORDS) + random.pick(WORDS)
    text.insert(at, words, block === 1 ? { bold: '1' } : {})
    at += words.length
  }
}
const mark: Act = (text, random) => {
  const { from, length } = stretchIn(flat(text), random, 9)
  if (length > 0) text.format(from, length, { [random.pick(['bold', 'italic'])]: random.pick(['1', null]) })
}
const list: Act = (text, random) => {
  const found = starts(text)
  if (found.length > 0) text.format(random.pick(found), 1, { 'b.kind': random.pick(KINDS), 'b.depth': '1' })
}
const bracket: Act = (text, random, id) => {
  const { from, length } = stretchIn(flat(text), random, 9)
  if (length === 0) return
  text.format(from, length, { [`br:${id}`]: `${id}.1` })
  put(text, from, { opt: `${id}.1`, br: id, kind: 'alternatives', label: 'A' }, { [`br:${id}`]: `${id}.1` })
  const after = from + length + 1
  put(text, after, { opt: `${id}.2`, br: id, kind: 'alternatives', label: 'B' }, { [`br:${id}`]: `${id}.2` })
  text.insert(after + 1, random.pick(WORDS), { [`br:${id}`]: `${id}.2` })
}
const term: Act = (text, random, id) => {
  const { from, length } = stretchIn(flat(text), random, 9)
  if (length > 0) text.format(from, length, random.below(2) === 0 ? { [`def:${id}`]: '1' } : { term: id })
}
const refer: Act = (text, random, id) =>
  put(text, indexIn(flat(text), random), random.below(2) === 0 ? { ref: id, to: 'b1' } : { fn: id, to: `${id}-note` })

const ACTS: readonly Act[] = [
  type,
  type,
  type,
  type,
  erase,
  erase,
  split,
  join,
  paste,
  mark,
  list,
  bracket,
  term,
  refer,
]

/** One edit in one transaction. `id`: what is new is called, so that nothing else may have it. */
export function editAtRandom(doc: Y.Doc, random: Random, id: string): void {
  const act = random.pick(ACTS)
  doc.transact(() => act(doc.getText('default'), random, id))
}
