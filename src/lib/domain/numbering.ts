/**
 * Numbers are computed, never typed (rules NU*, practice 4): numbers of articles, labels of blocks, and their order.
 * The order in the tree is the truth; a label only says where a block stands.
 */
import type { ArticleDoc, Block } from './article.ts'
import { LATIN_ORDINALS, PREAMBLES, termsOf } from './terms.ts'

const NUMBER = /^(-?[1-9][0-9]{0,3})(?: ([a-z]+))?$/

/** NU1: what the number of an article is made of: `14 ter` is 14 and 3; without an ordinal, 0. Null: not a number of an article. */
export function parseNumber(number: string): { main: number; ordinal: number } | null {
  const match = NUMBER.exec(number)
  if (!match) return null
  if (match[2] === undefined) return { main: Number(match[1]), ordinal: 0 }
  const ordinal = LATIN_ORDINALS.indexOf(match[2])
  return ordinal < 2 ? null : { main: Number(match[1]), ordinal }
}

/** NU2: `-1` < `1` < `14` < `14 bis` < `14 ter` < `15`; never by letters. The preamble (null) is first, what is no number last. */
export function compareNumbers(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  const left = parseNumber(a)
  const right = parseNumber(b)
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0
  return left.main - right.main || left.ordinal - right.ordinal
}

/**
 * NU3: the number of an article inserted after `after`, so that no other number moves: the next free bis, or the next
 * whole number at the end. `after`: a number of `existing`; `'preamble'`: before the first article (`-1`); null: at the end.
 * The new article stands where its number sorts: after 14 where 14 bis exists, it is 14 ter and stands after 14 bis.
 * Null when decies is taken: then the secretariat renumbers first.
 */
export function numberAfter(existing: readonly string[], after: string | null): string | null {
  const parsed = existing.map(parseNumber).filter((number) => number !== null)
  const mains = parsed.map((number) => number.main)
  if (after === 'preamble') {
    if (parsed.length === 0) return '1'
    return String(Math.min(0, ...mains) - 1)
  }
  const last = Math.max(0, ...mains)
  const place = after === null ? null : parseNumber(after)
  if (!place || place.main >= last) return String(last + 1)
  const taken = parsed.filter((number) => number.main === place.main).map((number) => number.ordinal)
  const ordinal = Math.max(1, ...taken) + 1
  return ordinal < LATIN_ORDINALS.length ? `${place.main} ${LATIN_ORDINALS[ordinal]}` : null
}

/** The number of an article as its language writes it: `14 bis`, `14 مكررا`, `14 бис`; `-1` with a true dash. */
export function numberIn(number: string, lang: string): string {
  const parsed = parseNumber(number)
  if (!parsed) return number
  const main = parsed.main < 0 ? `–${-parsed.main}` : String(parsed.main)
  return parsed.ordinal === 0 ? main : `${main} ${termsOf(lang).ordinals[parsed.ordinal]}`
}

/** `Article 14 bis`, `المادة 14 مكررا`, `Статья 14 бис`; null is the preamble. */
export function articleLabel(number: string | null, lang: string): string {
  const terms = termsOf(lang)
  return number === null ? terms.preamble : `${terms.article} ${numberIn(number, lang)}`
}

/**
 * NU9: whether the heading of an article says more than its label, in whatever languages the two are: `Préambule`, `Preamble` is one name twice.
 * An article whose heading nobody has written has none.
 */
export const hasHeading = ({ label, heading }: { label: string; heading: string }): boolean =>
  heading !== '' && heading !== label && !(PREAMBLES.has(label) && PREAMBLES.has(heading))

/** Both in one line: `Article 4 · Purpose`. */
export const namedArticle = (article: { label: string; heading: string }): string =>
  hasHeading(article) ? `${article.label} · ${article.heading}` : article.label

/** NU4: the part of an address that names an article: `14-bis`, `-1`, `preamble`. */
export const articleSlug = (number: string | null): string => (number === null ? 'preamble' : number.replace(' ', '-'))

/** What `articleSlug` made: the number, null for the preamble; undefined for anything else. */
export function numberFromSlug(slug: string): string | null | undefined {
  if (slug === 'preamble') return null
  const number = slug.replace(/(?<=\d)-/, ' ')
  return parseNumber(number) && articleSlug(number) === slug ? number : undefined
}

/** Where a block stands in its article, counted from 1. */
export interface Place {
  /** Null: above all paragraphs, or not in one. */
  paragraph: number | null
  item: number | null
  subitem: number | null
  /** In the preamble. */
  recital: number | null
  /** NU5: an article of a single paragraph shows no number for it. */
  isOnlyParagraph: boolean
}

/** NU5, NU6: the place of every block of an article, in the order of its blocks. */
export function placesOf(doc: ArticleDoc): Place[] {
  const isOnlyParagraph = doc.content.filter((block) => block.attrs.kind === 'para').length === 1
  let paragraph: number | null = null
  let recital = 0
  let item = 0
  let subitem = 0
  return doc.content.map(({ attrs: { kind, depth } }) => {
    const none = { paragraph: null, item: null, subitem: null, recital: null, isOnlyParagraph }
    if (kind === 'item') {
      if (depth > 1) return { ...none, paragraph, item: item || null, subitem: ++subitem }
      subitem = 0
      return { ...none, paragraph, item: ++item }
    }
    // A tail closes a list without closing its paragraph: letters after it go on, so that each names one item.
    if (kind === 'tail') return { ...none, paragraph }
    item = subitem = 0
    if (kind === 'para') return { ...none, paragraph: (paragraph = (paragraph ?? 0) + 1) }
    return kind === 'recital' ? { ...none, recital: ++recital } : none
  })
}

/** NU6: letter of the nth item (from 1): a ... z, then aa, bb ... zz, then aaa; in Arabic the abjad, likewise. */
export function itemLetter(n: number, lang: string): string {
  const { letters } = termsOf(lang)
  return letters[(n - 1) % letters.length]!.repeat(Math.floor((n - 1) / letters.length) + 1)
}

/** Small Roman numeral, from 1. */
export function roman(n: number): string {
  let rest = n
  let out = ''
  for (const [value, letters] of ROMAN)
    while (rest >= value) {
      out += letters
      rest -= value
    }
  return out
}

const ROMAN = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const

/** `(a)`, `a)`, `(أ)`. */
export const itemLabel = (n: number, lang: string): string => termsOf(lang).item(itemLetter(n, lang))

/** `(i)`, `i)`, `'1'`. */
export const subitemLabel = (n: number, lang: string): string =>
  termsOf(lang).subitem(termsOf(lang).letters[0] === 'a' ? roman(n) : String(n))

/** NU5, NU6: the label that a block shows, or null: `1.`, `(a)`, `(i)`. Recitals, tails and headings show none. */
export function blockLabel(block: Block, place: Place, lang: string): string | null {
  if (block.attrs.kind === 'para') return place.isOnlyParagraph ? null : `${place.paragraph}.`
  if (block.attrs.kind !== 'item') return null
  if (place.subitem !== null) return subitemLabel(place.subitem, lang)
  return itemLabel(place.item!, lang)
}

/** The labels of all blocks of an article, in order. */
export function labelsOf(doc: ArticleDoc, lang: string): (string | null)[] {
  const places = placesOf(doc)
  return doc.content.map((block, i) => blockLabel(block, places[i]!, lang))
}
