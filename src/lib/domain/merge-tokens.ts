/**
 * What of a text is one thing to a merge, and which things of two texts are the same (merge.ts tells the whole).
 *
 * A token is the start of a block, a word, one other sign, or an embed; the spaces behind it belong to it. Signs are tokens of their own, so that
 * "anyone, including X;" and "anyone;" differ by what was put in and not by "anyone;". Formats do not divide tokens: they ride on each unit.
 */
import type { Block, BlockAttrs } from './article.ts'
import { commonPlaces } from './change.ts'
import { deltaFromBlock, type Embed, type Formats } from './text.ts'

/** Where a unit stands in one of the two texts that are merged: which text, which block, how many units of its content before it. */
export interface Origin {
  from: 'main' | 'fork'
  block: string
  at: number
}

/** A UTF-16 unit or an embed. `origin` null: it comes from neither text. */
export interface Unit {
  insert: string | Embed
  formats: Formats
  origin: Origin | null
}

export interface Token {
  /** What it is found again by: an id of a start or embed, the letters of a word in normal form C, nothing for spaces alone. */
  key: string
  /** Of the start of a block its attributes, else null. */
  start: BlockAttrs | null
  body: Unit[]
  space: Unit[]
}

const TOKEN = /(?:[\p{L}\p{M}\p{N}]+(?:['’‑-][\p{L}\p{M}\p{N}]+)*|\S)\s*|\s+/gu

/** Marks keys that are ids: no word has it. */
const ID = '\0'

const keyOfEmbed = (embed: Embed): string => {
  const field = ['opt', 'ref', 'fn'].find((name) => typeof embed[name] === 'string')
  return ID + (field === undefined ? JSON.stringify(embed) : `${field} ${String(embed[field])}`)
}

/** The tokens of a block, its start first. `from`: whose text it is; null: the base. */
export function tokensOf(block: Block, from: Origin['from'] | null): Token[] {
  const { id } = block.attrs
  const units: Unit[] = []
  for (const { insert, attributes = {} } of deltaFromBlock(block).slice(1))
    for (const one of typeof insert === 'string' ? insert.split('') : [insert])
      units.push({ insert: one, formats: attributes, origin: from && { from, block: id, at: units.length } })
  const flat = units.map(({ insert }) => (typeof insert === 'string' ? insert : '\uFFFC')).join('')
  const words = [...flat.matchAll(TOKEN)].map(({ 0: text, index }): Token => {
    const end = index + text.trimEnd().length
    const body = units.slice(index, end)
    const embed = body[0]?.insert
    const key = typeof embed === 'object' ? keyOfEmbed(embed) : text.trimEnd().normalize('NFC')
    return { key, start: null, body, space: units.slice(end, index + text.length) }
  })
  return [{ key: `${ID}¶ ${id}`, start: block.attrs, body: [], space: [] }, ...words]
}

/** Whether two runs of tokens say the same, formats and attributes included. Spaces are nobody's change. */
export const isSame = (a: readonly Token[], b: readonly Token[]): boolean =>
  a.length === b.length && a.every((token, i) => token.key === b[i]!.key && valueOf(token) === valueOf(b[i]!))

const valueOf = ({ start, body }: Token): string =>
  JSON.stringify([start, body.map(({ insert, formats }) => [insert, formats])])

/** How often each word, sign and embed stands there; starts of blocks and spaces are not counted. */
export function countOf(tokens: readonly Token[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { key, start } of tokens) if (start === null && key !== '') counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

type Pairs = [number, number][]

/** Places of the same tokens in two texts, in order: starts of blocks first, words between them. */
export function aligned(a: readonly Token[], b: readonly Token[]): Pairs {
  const starts = (tokens: readonly Token[]): number[] => tokens.flatMap(({ start }, i) => (start ? [i] : []))
  const [inA, inB] = [starts(a), starts(b)]
  const anchors = commonPlaces(
    inA.map((i) => a[i]!.key),
    inB.map((i) => b[i]!.key),
  ).map(([i, j]): [number, number] => [inA[i]!, inB[j]!])
  const pairs: Pairs = []
  let [i, j] = [0, 0]
  for (const [x, y] of [...anchors, [a.length, b.length] as [number, number]]) {
    const [from, to] = [a.slice(i, x), b.slice(j, y)].map((part) => part.map(({ key }) => key)) as [string[], string[]]
    for (const [p, q] of withoutAccidents(commonPlaces(from, to), from, to)) pairs.push([i + p, j + q])
    if (x < a.length) pairs.push([x, y])
    i = x + 1
    j = y + 1
  }
  return pairs
}

/** Signs and words of up to three letters are found in every sentence: finding one again means little. */
export const isLight = (key: string): boolean => !key.startsWith(ID) && (key.match(/[\p{L}\p{N}]/gu)?.length ?? 0) <= 3

/**
 * Of a sentence that was rewritten, commas and "the"s that happen to stand in both forms do not make several changes: light tokens with more
 * change than themselves on both sides are not the same ones. Two rewritings of a sentence are then one collision and not a mixture.
 */
function withoutAccidents(pairs: Pairs, a: readonly string[], b: readonly string[]): Pairs {
  const kept: Pairs = []
  let [i, j] = [0, 0] // what is kept ends here
  for (let from = 0, to = 0; from < pairs.length; from = to) {
    do to++
    while (pairs[to]?.[0] === pairs[to - 1]![0] + 1 && pairs[to]?.[1] === pairs[to - 1]![1] + 1)
    const [first, last] = [pairs[from]!, pairs[to - 1]!]
    const next = pairs[to] ?? [a.length, b.length]
    const before = Math.max(first[0] - i, first[1] - j)
    const after = Math.max(next[0] - last[0], next[1] - last[1]) - 1
    const run = pairs.slice(from, to)
    if (run.every(([place]) => isLight(a[place]!)) && run.length < Math.min(before, after)) continue
    kept.push(...run)
    i = last[0] + 1
    j = last[1] + 1
  }
  return kept
}
