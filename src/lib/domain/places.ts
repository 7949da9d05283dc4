/**
 * Where the blocks of an article stand, and the labels that say so (rules NU5, NU6, NU10-NU14, practice 4).
 * The order in the tree is the truth; a label only says where a block stands.
 *
 * Within a round numbers never move, since people quote them. The round begins with a version, which froze the numbers that its blocks
 * had (`numbersOf`). From then on those of the blocks that were there are dealt out again in their order, what comes between is bis, ter,
 * what comes last goes on counting, and the number of what is gone is nobody's (a tombstone) until a version renumbers.
 */
import type { ArticleDoc, Block } from './article.ts'
import { compareNumerals, isSameNumeral, itemLetter, numeralIn, roman, type Numeral } from './numerals.ts'
import { termsOf } from './terms.ts'

/** What is numbered, each kind from 1 within what it is part of. */
export type Level = 'paragraph' | 'item' | 'subitem' | 'recital'

/** The number of a block when the round began. `within`: the block it is part of; null: the article. */
export interface RoundNumber extends Numeral {
  level: Level
  within: string | null
}

/** By the id of the block. An article that the round began without has none, and is numbered by position. */
export type RoundNumbers = Readonly<Record<string, RoundNumber>>

/** Where a block stands in its article. */
export interface Place {
  /** Null: above all paragraphs, or not in one. */
  paragraph: Numeral | null
  item: Numeral | null
  subitem: Numeral | null
  /** In the preamble. */
  recital: Numeral | null
  /** NU5: an article of a single paragraph shows no number for it. */
  isOnlyParagraph: boolean
}

/** A block as far as numbers go: what it is part of, and what it is numbered as; `level` null: not at all. */
interface Standing {
  level: Level | null
  paragraph: string | null
  item: string | null
  within: string | null
}

/** NU5, NU6: what each block is part of, in the order of the blocks. */
function standingsOf(doc: ArticleDoc): Standing[] {
  let paragraph: string | null = null
  /** The paragraph, recital or other block that a list is part of. */
  let owner: string | null = null
  let item: string | null = null
  return doc.content.map(({ attrs: { id, kind, depth } }) => {
    if (kind === 'item') {
      if (depth > 1) return { level: 'subitem', paragraph, item, within: item ?? owner }
      item = id
      return { level: 'item', paragraph, item, within: owner }
    }
    const nothing = { level: null, paragraph: null, item: null, within: null }
    // A tail closes a list without closing its paragraph: letters after it go on, so that each names one item.
    if (kind === 'tail') return { ...nothing, paragraph }
    owner = id
    item = null
    if (kind === 'para') return { level: 'paragraph', paragraph: (paragraph = id), item: null, within: null }
    return kind === 'recital' ? { ...nothing, level: 'recital' } : nothing
  })
}

const groupOf = ({ level, within }: { level: Level; within: string | null }): string => `${level} ${within ?? ''}`

/** The numbers of a round by what they are numbered in. */
const groupsOf = (round: RoundNumbers | null): Map<string, [id: string, number: RoundNumber][]> =>
  Map.groupBy(Object.entries(round ?? {}), ([, number]) => groupOf(number))

/**
 * NU10-NU13: the numbers of blocks that are numbered together, in their order. `before`: those that this very group had when the round
 * began, of blocks that are here and of blocks that are gone.
 */
function deal(ids: readonly string[], before: readonly (readonly [id: string, number: RoundNumber])[]): Numeral[] {
  if (before.length === 0) return ids.map((_, i) => ({ main: i + 1, ordinal: 0 }))
  const had = new Map(before)
  const kept = ids.flatMap((id) => had.get(id) ?? []).sort(compareNumerals)
  const taken = before.map(([, number]): Numeral => number)
  const last = Math.max(0, ...taken.map(({ main }) => main))
  const first = Math.min(0, ...taken.map(({ main }) => main))
  const following = ids.findLastIndex((id) => had.has(id))
  const leading = ids.findIndex((id) => had.has(id))
  let given = 0
  let added = 0
  return ids.map((id, i) => {
    if (had.has(id)) {
      const { main, ordinal } = kept[given++]!
      return { main, ordinal }
    }
    if (i > following) return { main: last + ++added, ordinal: 0 }
    if (i < leading) return { main: first - (leading - i), ordinal: 0 }
    const { main } = kept[given - 1]!
    let ordinal = 2
    while (taken.some((number) => isSameNumeral(number, { main, ordinal }))) ordinal++
    const number = { main, ordinal }
    taken.push(number)
    return number
  })
}

/** The number of every block that has one, by its id. */
function numerals(standings: readonly Standing[], doc: ArticleDoc, round: RoundNumbers | null): Map<string, Numeral> {
  const before = groupsOf(round)
  const members = Map.groupBy(
    standings.flatMap(({ level, within }, i) =>
      level === null ? [] : [{ group: groupOf({ level, within }), id: doc.content[i]!.attrs.id }],
    ),
    ({ group }) => group,
  )
  const all = new Map<string, Numeral>()
  for (const [group, blocks] of members) {
    const ids = blocks.map(({ id }) => id)
    const dealt = deal(ids, before.get(group) ?? [])
    ids.forEach((id, i) => all.set(id, dealt[i]!))
  }
  return all
}

/** NU5, NU12: whether there is one paragraph, and were no more when the round began, whose numbers are to be kept. */
const isOnly = (standings: readonly Standing[], round: RoundNumbers | null): boolean =>
  standings.filter(({ level }) => level === 'paragraph').length === 1 &&
  !Object.values(round ?? {}).some(({ level }) => level === 'paragraph')

/** NU5, NU6: the place of every block of an article, in the order of its blocks. `round`: null: numbers go by position. */
export function placesOf(doc: ArticleDoc, round: RoundNumbers | null): Place[] {
  const standings = standingsOf(doc)
  const numbers = numerals(standings, doc, round)
  const isOnlyParagraph = isOnly(standings, round)
  const numberOf = (id: string | null): Numeral | null => (id === null ? null : (numbers.get(id) ?? null))
  return standings.map(({ level, paragraph, item }, i) => {
    const { id } = doc.content[i]!.attrs
    return {
      paragraph: numberOf(paragraph),
      item: numberOf(item),
      subitem: level === 'subitem' ? numberOf(id) : null,
      recital: level === 'recital' ? numberOf(id) : null,
      isOnlyParagraph,
    }
  })
}

/**
 * NU10: the numbers of an article as a version freezes them. `round`: those of the round that ends; null: it is renumbered.
 * NU12: a single paragraph shows none, and has none to keep.
 */
export function numbersOf(doc: ArticleDoc, round: RoundNumbers | null): RoundNumbers {
  const standings = standingsOf(doc)
  const numbers = numerals(standings, doc, round)
  const isOnlyParagraph = isOnly(standings, round)
  return Object.fromEntries(
    standings.flatMap(({ level, within }, i) => {
      const { id } = doc.content[i]!.attrs
      if (level === null || (level === 'paragraph' && isOnlyParagraph)) return []
      return [[id, { ...numbers.get(id)!, level, within }] as const]
    }),
  )
}

/** A number that nobody has any more. */
export interface Tombstone {
  label: string
  level: Level
  /** The block behind which it stood, and all that is part of that one; null: before all. */
  behind: string | null
  /** The last block of that part. */
  after: string | null
}

/** 0 for what opens a part of its own, 1 and 2 for items and sub-items, 3 for flush text, which closes what it follows. */
const depthOf = ({ attrs: { kind, depth } }: Block): number =>
  kind === 'item' ? Math.min(depth, 2) : kind === 'tail' ? 3 : 0

/** NU11: the numbers whose blocks are gone, but for those in blocks that are gone themselves, in the order of the text. */
export function tombstonesOf(doc: ArticleDoc, round: RoundNumbers | null, lang: string): Tombstone[] {
  const standings = standingsOf(doc)
  const numbers = numerals(standings, doc, round)
  const here = new Map(doc.content.map(({ attrs }, i) => [attrs.id, i]))
  /** The last block of the part that begins with a block. */
  const endOf = (at: number): number => {
    const depth = depthOf(doc.content[at]!)
    const next = doc.content.findIndex((block, i) => i > at && depthOf(block) <= depth)
    return (next < 0 ? doc.content.length : next) - 1
  }
  const stones: (Tombstone & { at: number; number: Numeral })[] = []
  for (const [group, before] of groupsOf(round)) {
    const { level, within } = before[0]![1]
    if (within !== null && !here.has(within)) continue
    const members = standings.flatMap((standing, i) =>
      standing.level !== null && groupOf({ level: standing.level, within: standing.within }) === group ? [i] : [],
    )
    const used = members.map((i) => numbers.get(doc.content[i]!.attrs.id)!)
    for (const [, number] of before) {
      if (used.some((one) => isSameNumeral(one, number))) continue
      const behind = members.filter((_, n) => compareNumerals(used[n]!, number) < 0).at(-1)
      const at = behind ?? (within === null ? -1 : here.get(within)!)
      const label = labelOf(level, number, lang)
      const idAt = (i: number): string | null => (i < 0 ? null : doc.content[i]!.attrs.id)
      // an item before all others stands right below its paragraph
      const after = behind === undefined ? at : endOf(at)
      stones.push({ label, level, behind: idAt(at), after: idAt(after), at: after, number })
    }
  }
  return stones
    .sort((a, b) => a.at - b.at || compareNumerals(a.number, b.number))
    .map(({ label, level, behind, after }) => ({ label, level, behind, after }))
}

/** The number of an item without the marks around it: `a`, `b bis`, `أ`. */
export const itemNumber = (item: Numeral, lang: string): string => numeralIn(item, lang, (n) => itemLetter(n, lang))

/** The same of a sub-item: `i`, `ii bis`, in languages with letters of their own `1`. */
export const subitemNumber = (subitem: Numeral, lang: string): string =>
  numeralIn(subitem, lang, termsOf(lang).letters[0] === 'a' ? roman : String)

/** `(a)`, `a)`, `(أ)`. */
export const itemLabel = (item: Numeral, lang: string): string => termsOf(lang).item(itemNumber(item, lang))

/** `(i)`, `i)`, `'1'`. */
export const subitemLabel = (subitem: Numeral, lang: string): string =>
  termsOf(lang).subitem(subitemNumber(subitem, lang))

function labelOf(level: Level, number: Numeral, lang: string): string {
  if (level === 'paragraph') return `${numeralIn(number, lang)}.`
  if (level === 'item') return itemLabel(number, lang)
  return level === 'subitem' ? subitemLabel(number, lang) : `PP${numeralIn(number, lang)}`
}

/** NU5, NU6, NU16: the label that a block shows, or null: `1.`, `3 bis.`, `(a)`, `(i)`, `PP3`. Tails and headings show none. */
function blockLabel(block: Block, place: Place, lang: string): string | null {
  if (place.recital !== null) return labelOf('recital', place.recital, lang)
  if (block.attrs.kind === 'para') return place.isOnlyParagraph ? null : labelOf('paragraph', place.paragraph!, lang)
  if (block.attrs.kind !== 'item') return null
  return place.subitem === null ? labelOf('item', place.item!, lang) : labelOf('subitem', place.subitem, lang)
}

/** The labels of all blocks of an article as people talk about it, in order; `round` as in `placesOf`. */
export function labelsOf(doc: ArticleDoc, lang: string, round: RoundNumbers | null): (string | null)[] {
  const places = placesOf(doc, round)
  return doc.content.map((block, i) => blockLabel(block, places[i]!, lang))
}

/** NU16: the same in print, where recitals show none. */
export const printedLabelsOf = (doc: ArticleDoc, lang: string, round: RoundNumbers | null): (string | null)[] =>
  labelsOf(doc, lang, round).map((label, i) => (doc.content[i]!.attrs.kind === 'recital' ? null : label))
