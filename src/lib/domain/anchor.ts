/**
 * Anchors tie a comment to words: block, exact quote, its surroundings, option (rules AN*; practice 8.3).
 * Offsets are UTF-16 units of the block's own text (`anchorText`).
 */
import type { Anchor } from './contract.ts'
import { ok, refuse, type Fault, type Result } from './result.ts'

/** Longest parts of an anchor, in UTF-16 units. */
export const ANCHOR_LIMITS = { exact: 5_000, context: 1_000 } as const

/** A block as anchors see it. */
export interface AnchoredBlock {
  /** The own text, in normal form C. */
  text: string
  /** Where the words of an option stand; empty when the block has no such option. */
  rangesOf: (optionId: string) => [number, number][]
}

/** The quote with what surrounds it. */
export type Quote = Pick<Anchor, 'exact' | 'prefix' | 'suffix' | 'optionId'>

/** Every place where the quote stands with its prefix and suffix, inside its option where it names one. */
export function occurrences(quote: Quote, block: AnchoredBlock): [number, number][] {
  const { exact, prefix = '', suffix = '', optionId } = quote
  const inside = optionId === undefined ? null : block.rangesOf(optionId)
  const found: [number, number][] = []
  if (exact === '') return found
  for (let from = block.text.indexOf(exact); from >= 0; from = block.text.indexOf(exact, from + 1)) {
    const to = from + exact.length
    if (!block.text.slice(0, from).endsWith(prefix) || !block.text.startsWith(suffix, to)) continue
    if (inside && !inside.some(([start, end]) => start <= from && to <= end)) continue
    found.push([from, to])
  }
  return found
}

/** AN1: a new anchor's quote stands in the block exactly once, with prefix and suffix. AN2: its parts are bounded. `block` null: no such block. */
export function checkAnchor(anchor: Anchor, block: AnchoredBlock | null): Result<Anchor> {
  const errors: Fault[] = []
  const fault = (part: string, message: string) => errors.push({ path: `anchor.${part}`, message })
  if (anchor.exact === '') fault('exact', 'must not be empty')
  if (anchor.exact.length > ANCHOR_LIMITS.exact) fault('exact', `must have at most ${ANCHOR_LIMITS.exact} characters`)
  for (const part of ['prefix', 'suffix'] as const)
    if ((anchor[part]?.length ?? 0) > ANCHOR_LIMITS.context)
      fault(part, `must have at most ${ANCHOR_LIMITS.context} characters`)
  if (block === null) fault('blockId', 'must be a block of this article')
  else if (anchor.optionId !== undefined && block.rangesOf(anchor.optionId).length === 0)
    fault('optionId', 'must be an option in this block')
  else if (errors.length === 0) {
    const count = occurrences(inFormC(anchor), block).length
    if (count === 0) fault('exact', 'does not occur in this block')
    if (count > 1) fault('exact', `occurs ${count} times in this block; a prefix or suffix tells which is meant`)
  }
  return errors.length > 0 ? refuse('invalid', { errors }) : ok(inFormC(anchor))
}

export function inFormC<Q extends Quote>(quote: Q): Q {
  const parts = Object.entries(quote).map(([key, value]) => [
    key,
    typeof value === 'string' && key !== 'optionId' && key !== 'blockId' ? value.normalize('NFC') : value,
  ])
  return Object.fromEntries(parts) as Q
}

/** Where a comment stands now. */
export interface Anchored {
  /** exact: the quoted words. similar: words at least nine tenths alike. block: its block only. none: its block is gone. */
  place: 'exact' | 'similar' | 'block' | 'none'
  range: [number, number] | null
  /** The quoted words are not in the text any more. */
  isOrphaned: boolean
}

/** AN3: likeness, 0 to 1, from which other words still count as the quoted ones. */
export const SIMILAR_FROM = 0.9

/** Above this many comparisons a search for similar words is not worth a reader's wait. */
const SEARCH_LIMIT = 4_000_000

/**
 * Finds an anchor again in the text as it is (`block` null: the block is gone). AN3: same block, exact, by surroundings where
 * it occurs several times; then similar words in the same block; then the block; else orphaned. Which block that is: stand.ts.
 */
export function findAnchor(anchor: Quote, block: AnchoredBlock | null, near: number | null = null): Anchored {
  if (block === null) return { place: 'none', range: null, isOrphaned: true }
  const quote = inFormC(anchor)
  const found = occurrences({ ...quote, prefix: '', suffix: '' }, block)
  if (found.length === 1) return { place: 'exact', range: found[0]!, isOrphaned: false }
  if (found.length > 1) {
    const nearest = near === null ? undefined : found.find(([from]) => from === near)
    if (nearest) return { place: 'exact', range: nearest, isOrphaned: false }
    const scored = found
      .map((range) => ({ range, score: likeSurroundings(quote, block.text, range) }))
      .sort((a, b) => b.score - a.score)
    const isClear = scored[0]!.score > scored[1]!.score
    return { place: isClear ? 'exact' : 'block', range: isClear ? scored[0]!.range : null, isOrphaned: false }
  }
  const range = mostSimilar(quote, block)
  if (range) return { place: 'similar', range, isOrphaned: false }
  return { place: 'block', range: null, isOrphaned: true }
}

/** How many units right before and after a place agree with the quote's prefix and suffix. The signs of brackets do not count: they come and go. */
export function likeSurroundings(
  { prefix = '', suffix = '' }: Quote,
  text: string,
  [from, to]: [number, number],
): number {
  const [before, after] = [plain(prefix), plain(suffix)]
  const [behind, ahead] = [plain(text.slice(Math.max(0, from - REACH), from)), plain(text.slice(to, to + REACH))]
  let score = 0
  while (score < before.length && before.at(-1 - score) === behind.at(-1 - score)) score++
  let next = 0
  while (next < after.length && after[next] === ahead[next]) next++
  return score + next
}

/** Units around a place that are compared with a quote's surroundings. */
const REACH = 2 * ANCHOR_LIMITS.context
const plain = (text: string): string => text.replace(/[[\]]/g, '')

/**
 * Where the exact words stand in a block that is not known to hold them: where at least half of what surrounded them does, too, and no other place
 * has as much of it. Words that nothing surrounded were a whole paragraph; they count where they stand once.
 */
export function likelyPlace(quote: Quote, block: AnchoredBlock): [number, number] | null {
  const { prefix = '', suffix = '' } = quote
  const needed = plain(prefix + suffix).length
  const places = occurrences(inFormC({ exact: quote.exact }), block)
    .map((range) => ({ range, score: likeSurroundings(quote, block.text, range) }))
    .sort((a, b) => b.score - a.score)
  const [best, second] = places
  if (!best || best.score * 2 < needed || best.score === second?.score) return null
  return best.range
}

/**
 * The stretch of text with the fewest edits to the quote, if few enough (Sellers, "The theory and computation of
 * evolutionary distances", 1980).
 */
function mostSimilar({ exact, optionId }: Quote, block: AnchoredBlock): [number, number] | null {
  const stretches: [number, number][] = optionId === undefined ? [[0, block.text.length]] : block.rangesOf(optionId)
  let best: { range: [number, number]; edits: number } | null = null
  for (const [start, end] of stretches) {
    if ((end - start) * exact.length > SEARCH_LIMIT) continue
    // Column j: fewest edits from exact[0, j) to some stretch that ends here, and where that stretch begins.
    let edits = Array.from({ length: exact.length + 1 }, (_, j) => j)
    let begins = edits.map(() => start)
    for (let at = start; at < end; at++) {
      const nextEdits = [0]
      const nextBegins = [at + 1]
      for (let j = 1; j <= exact.length; j++) {
        const replaced = edits[j - 1]! + (exact[j - 1] === block.text[at] ? 0 : 1)
        const left = nextEdits[j - 1]! + 1
        const added = edits[j]! + 1
        const fewest = Math.min(replaced, left, added)
        nextEdits.push(fewest)
        nextBegins.push(fewest === replaced ? begins[j - 1]! : fewest === added ? begins[j]! : nextBegins[j - 1]!)
      }
      edits = nextEdits
      begins = nextBegins
      const here = edits[exact.length]!
      if (!best || here < best.edits) best = { range: [begins[exact.length]!, at + 1], edits: here }
    }
  }
  return best && 1 - best.edits / exact.length >= SIMILAR_FROM ? best.range : null
}
