/** Words that a proposal carries from one paragraph to another, which no bracket can hold: in two of them they would stand twice (rule PS18). Pure. */
import type { ArticleDoc, Block } from './article.ts'
import { carriedBetween, changeOf, type Change } from './merge-carried.ts'
import { aligned, isLight, tokensOf, type Token } from './merge-tokens.ts'

/** What it does, and to which paragraphs: one becomes two, two become one, or words go from one to another. */
export interface Carrying {
  blocks: readonly string[]
  why: 'split' | 'joined' | 'carried'
}

/** What it does to one block; keys of tokens. */
interface Step {
  id: string
  was: string[]
  is: string[]
  gone: string[]
  come: string[]
  /** The block that a new one was split from, as whoever split it says. */
  from: string | null
}

/** The first two paragraphs between which words are carried. `blocks`: as they would be; null: gone. */
export function carriedIn(main: ArticleDoc, blocks: ReadonlyMap<string, Block | null>): Carrying | null {
  const before = new Map(main.content.map((block) => [block.attrs.id, block]))
  const steps = [...blocks].map(([id, is]) => stepOf(id, before.get(id) ?? null, is))
  for (const one of steps)
    for (const other of steps) {
      if (one === other) continue
      const named = { blocks: [one.id, other.id] }
      const isNew = !before.has(other.id)
      const isFrom = other.from === one.id && isRestOf(other.is, one)
      if (isNew && (isFrom || stands(other.is, one.gone))) return { ...named, why: 'split' }
      const isIn = stands(one.was, other.come) || pairsOf(one.was).some((pair) => stands(pair, other.come))
      if (one.is.length === 0 && isIn) return { ...named, why: 'joined' }
    }
  const changes = [...blocks].map(([id, is]): [string, Change] => {
    const was = before.get(id)
    return [id, changeOf(was ? [was] : [], is ? [unnamed(is)] : [])]
  })
  const links = [...carriedBetween(new Map(changes))].flatMap(([id, others]) => (others.length > 0 ? [id] : []))
  return links.length > 0 ? { blocks: links, why: 'carried' } : null
}

function stepOf(id: string, before: Block | null, after: Block | null): Step {
  // heads of options are no words: brackets come between words that go together
  const [old, now] = [before, after].map((block) =>
    block ? tokensOf(block, null).filter(({ start, body }) => start === null && !isHead(body)) : [],
  )
  const pairs = aligned(old!, now!)
  const [stayed, kept] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))]
  return {
    id,
    was: old!.map(({ key }) => key),
    is: now!.map(({ key }) => key),
    gone: old!.flatMap(({ key }, i) => (stayed.has(i) ? [] : [key])),
    come: now!.flatMap(({ key }, i) => (kept.has(i) ? [] : [key])),
    from: after?.attrs.from ?? null,
  }
}

const isHead = ([unit]: Token['body']): boolean => typeof unit?.insert === 'object' && 'opt' in unit.insert

/** Whether a block that was split from another has words of it: its last one, or several; one alone may have been typed anew. */
function isRestOf(keys: readonly string[], { was, gone }: Step): boolean {
  const taken = new Set(keys.filter((key) => !isLight(key) && gone.includes(key)))
  return taken.size > 1 || taken.has(was.findLast((key) => !isLight(key)) ?? '')
}

/** Whether all of these stand there, one behind another. */
const stands = (keys: readonly string[], among: readonly string[]): boolean =>
  keys.length > 0 && among.some((_, at) => keys.every((key, i) => among[at + i] === key))

/** Two words on end; small words and signs alone are found anywhere. */
const pairsOf = (keys: readonly string[]): string[][] =>
  keys.slice(1).flatMap((key, i) => (isLight(key) && isLight(keys[i]!) ? [] : [[keys[i]!, key]]))

/** A block of which is not said what it was split from: with no words of that it is as new as any. */
const unnamed = (block: Block): Block => ({ ...block, attrs: { ...block.attrs, from: null } })
