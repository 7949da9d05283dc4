/**
 * Where a thread stands in its article as the article is now (rules AN3-AN6, AN9; practice 8.3 and 13, cases 18-21). Pure, so that server and page say
 * the same: the server of the durable text, the page of the text on the screen.
 */
import {
  findAnchor,
  likelyPlace,
  likeSurroundings,
  occurrences,
  type Anchored,
  type AnchoredBlock,
  type Quote,
} from './anchor.ts'
import type { Anchor, AnchorMemory } from './contract.ts'

/** A block of the article, as threads see it. */
export interface StandingBlock extends AnchoredBlock {
  id: string
  /** The block it was split from. */
  from: string | null
}

/** What somebody who has the text itself knows: the block that holds the very letters now, and where in its own text they begin. */
export interface Living {
  blockId: string
  at: number | null
}

export interface Stand extends Anchored {
  /** Null: its block is gone. */
  blockId: string | null
  /**
   * It stands in another block than the one it was made on: a part of it, the paragraph it was joined to, or (AN9) one where the same words stand now.
   * Shown as a flag.
   */
  moved: 'split' | 'joined' | 'elsewhere' | null
}

/** The block and all that was split off it since, however often; the block first, then in the order of the article. */
export function partsOf<B extends Pick<StandingBlock, 'id' | 'from'>>(blockId: string, blocks: readonly B[]): B[] {
  const family = new Set([blockId])
  for (let size = 0; size < family.size;) {
    size = family.size
    for (const { id, from } of blocks) if (from !== null && family.has(from)) family.add(id)
  }
  const own = blocks.filter(({ id }) => family.has(id))
  return own.sort((a, b) => Number(b.id === blockId) - Number(a.id === blockId))
}

/**
 * AN3 the words in their block, exact, then alike; AN5 in the part of it that holds them; AN4 where the block was joined to another paragraph, in that
 * one, if the letters themselves live there or the words stand there once with what surrounded them; AN9 where the same words stand elsewhere, once;
 * else the block, flagged as orphaned.
 * AN6: words inside an option are looked for in that option while there is one of that id.
 */
export function standOf(
  anchor: Anchor,
  memory: AnchorMemory | null,
  blocks: readonly StandingBlock[],
  living: Living | null = null,
): Stand {
  const home = anchor.blockId
  const parts = partsOf(home, blocks)
  const quote = { ...anchor, prefix: memory?.prefix ?? anchor.prefix, suffix: memory?.suffix ?? anchor.suffix }
  const at = (block: StandingBlock, found: Anchored): Stand => ({
    ...found,
    blockId: block.id,
    moved: block.id === home ? null : parts.includes(block) ? 'split' : 'joined',
  })
  const exact = (range: [number, number]): Anchored => ({ place: 'exact', range, isOrphaned: false })
  const found = parts.map((block) => ({
    block,
    ...findAnchor(quote, block, living?.blockId === block.id ? living.at : null),
  }))

  for (const { block, ...one } of found) if (one.place === 'exact') return at(block, one)
  const lives = living === null ? undefined : blocks.find(({ id }) => id === living.blockId)
  if (lives && (!parts.includes(lives) || hasLostOption(anchor, lives))) {
    const places = occurrences({ exact: anchor.exact.normalize('NFC') }, lives)
    const place = places.find(([from]) => from === living!.at) ?? (places.length === 1 ? places[0] : undefined)
    if (place) return at(lives, exact(place))
  }
  for (const block of parts) {
    const range = hasLostOption(anchor, block) ? likelyPlace(quote, block) : null
    if (range) return at(block, exact(range))
  }
  for (const { block, ...one } of found) if (!one.isOrphaned) return at(block, one)
  if (parts[0]?.id !== home) {
    const others = blocks
      .filter((block) => !parts.includes(block))
      .flatMap((block) => {
        const range = likelyPlace(quote, block)
        return range ? [{ block, range }] : []
      })
    if (others.length === 1) return at(others[0]!.block, exact(others[0]!.range))
  }
  // letters that live in their own block were not taken out of it: there the words were changed
  const isKept = living !== null && parts.some(({ id }) => id === living.blockId)
  const others = blocks.filter((block) => !parts.includes(block))
  const elsewhere =
    isKept || anchor.optionId !== undefined ? null : soleElsewhere(quote, others, memory?.isSole ?? false)
  if (elsewhere) return { ...exact(elsewhere.range), blockId: elsewhere.block.id, moved: 'elsewhere' }
  const first = parts[0]
  if (first) return at(first, { place: 'block', range: null, isOrphaned: true })
  return { place: 'none', range: null, isOrphaned: true, blockId: null, moved: null }
}

/** AN9: words shorter than these are said in many places, and so few letters around them may agree by chance. `sole`: words that stood nowhere else. */
export const ELSEWHERE = { exact: 12, around: 12, sole: 24 } as const

/**
 * AN9: the one place in these blocks where the exact words stand, if they are long enough, and enough of what surrounded them stands there, too: so many
 * letters, or all there were. Words that stood nowhere else when they were quoted (`wasSole`) and are long enough were cut just as they were quoted.
 */
function soleElsewhere<B extends AnchoredBlock>(
  quote: Quote,
  blocks: readonly B[],
  wasSole: boolean,
): { block: B; range: [number, number] } | null {
  const exact = quote.exact.normalize('NFC')
  if (exact.length < ELSEWHERE.exact) return null
  const places = blocks.flatMap((block) => occurrences({ exact }, block).map((range) => ({ block, range })))
  const [place] = places
  if (!place || places.length > 1) return null
  if (wasSole && exact.length >= ELSEWHERE.sole) return place
  const { prefix = '', suffix = '' } = quote
  const needed = Math.min(ELSEWHERE.around, (prefix + suffix).replace(/[[\]]/g, '').length)
  return likeSurroundings(quote, place.block.text, place.range) >= needed ? place : null
}

/** The option of the anchor is not in this block any more: its bracket was opened, or parted together with the block. */
const hasLostOption = ({ optionId }: Anchor, block: StandingBlock): boolean =>
  optionId !== undefined && block.rangesOf(optionId).length === 0
