/**
 * Numbers are computed, never typed (rules NU*, practice 4): what a number is made of, numbers of articles, and their order.
 * Those of blocks are in places.ts.
 */
import { compareNumerals, numeralIn, type Numeral } from './numerals.ts'
import { LATIN_ORDINALS, PREAMBLES, termsOf } from './terms.ts'

/** NU15: in the place of an ordinal: an alternative, not an insertion. */
const ALTERNATIVE = 1

const NUMBER = /^(-?[1-9][0-9]{0,3})(?: ([a-z]+))?$/

/** NU1: null: not a number of an article. */
export function parseNumber(number: string): Numeral | null {
  const match = NUMBER.exec(number)
  if (!match) return null
  if (match[2] === undefined) return { main: Number(match[1]), ordinal: 0 }
  const ordinal = LATIN_ORDINALS.indexOf(match[2])
  return ordinal < 1 ? null : { main: Number(match[1]), ordinal }
}

/** NU2: `-1` < `1` < `14` < `14 bis` < `14 ter` < `15`; never by letters. The preamble (null) is first, what is no number last. */
export function compareNumbers(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  const left = parseNumber(a)
  const right = parseNumber(b)
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0
  return compareNumerals(left, right)
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

/** NU15: the number of an alternative to the article of this number, which shares it; null: it has one, or is inserted or an alternative itself. */
export function alternativeNumber(existing: readonly string[], to: string): string | null {
  const place = parseNumber(to)
  if (place?.ordinal !== 0) return null
  const number = `${place.main} ${LATIN_ORDINALS[ALTERNATIVE]}`
  return existing.includes(number) ? null : number
}

/** NU15: whether an article of one number is an alternative to that of the other. */
export function isAlternativeTo(number: string | null, to: string | null): boolean {
  const [own, other] = [number, to].map((one) => (one === null ? null : parseNumber(one)))
  return own?.ordinal === ALTERNATIVE && other?.ordinal === 0 && own.main === other.main
}

/** NU15: what the nth alternative (from 1) to what is called so is called: `7.3 alt`, `7.3 alt 2`. */
export const alternativeLabel = (label: string, n: number, lang: string): string =>
  [label, termsOf(lang).ordinals[ALTERNATIVE], ...(n > 1 ? [n] : [])].join(' ')

/** The number of an article as its language writes it: `14 bis`, `14 مكررا`, `14 бис`; `-1` with a true dash. */
export function numberIn(number: string, lang: string): string {
  const parsed = parseNumber(number)
  return parsed ? numeralIn(parsed, lang) : number
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
