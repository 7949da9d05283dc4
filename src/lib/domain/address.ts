/** Addresses of paragraphs as people say and type them (rules AD*): `7.2(a)`, `Article 7, paragraph 2`, `المادة ٧`. */
import type { ArticleDoc, Block } from './article.ts'
import { alternativeLabel, articleLabel, numberIn } from './numbering.ts'
import { numeralIn } from './numerals.ts'
import { itemNumber, labelsOf, placesOf, subitemNumber, type RoundNumbers } from './places.ts'
import { termsOf } from './terms.ts'

/** Arabic-Indic and Persian digits as the others. */
const digits = (text: string): string =>
  text.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf))

/** Words that only say what kind of number follows, in the languages of the interface; a text's own come from its terms. */
const KINDS = ['article', 'art', 'paragraph', 'para', 'item', 'المادة', 'مادة', 'الفقرة', 'فقرة', 'البند', 'بند']

/** AD1: an address without the words around it, in one manner of writing: `7.2.a`. */
export function plainAddress(text: string, lang: string): string {
  let plain = digits(text)
    .normalize('NFC')
    .toLocaleLowerCase(lang)
    .replace(/[\u064B-\u0652\u0640]/g, '')
  for (const word of [termsOf(lang).article.toLocaleLowerCase(lang), ...KINDS])
    plain = plain.replace(new RegExp(`(?<![\\p{L}\\p{M}])${word}(?![\\p{L}\\p{M}])`, 'gu'), ' ')
  return plain
    .replace(/–/g, '-')
    .replace(/[\s.,،;:()[\]'’]+/g, '.')
    .replace(/^\.+|\.+$/g, '')
}

/**
 * AD2: every address of every block, plain: within its article and with the article's number before it; the only paragraph of an article
 * may be left out. In order of blocks; the heading's is the article's. AD6: a paragraph or item has those of its alternatives, too.
 */
export function addressesOf(
  doc: ArticleDoc,
  number: string | null,
  lang: string,
  round: RoundNumbers | null,
): string[][] {
  const article = number === null ? articleLabel(null, lang) : numberIn(number, lang)
  return placesOf(doc, round).map((place, i) => {
    const { kind } = doc.content[i]!.attrs
    if (kind === 'heading') return [plainAddress(article, lang)]
    const { paragraph, item, subitem, recital, isOnlyParagraph } = place
    if (kind !== 'para' && kind !== 'item' && recital === null) return []
    const items = [
      ...(item === null ? [] : [itemNumber(item, lang)]),
      ...(subitem === null ? [] : [subitemNumber(subitem, lang)]),
    ]
    const first = recital ?? paragraph
    const ways = [[...(first === null ? [] : [numeralIn(first, lang)]), ...items]]
    if (isOnlyParagraph && items.length > 0) ways.push(items)
    return ways
      .filter((way) => way.length > 0)
      .flatMap((way) => [way.join('.'), `${article}.${way.join('.')}`])
      .flatMap((way) => [way, ...alternativesTo(doc.content[i]!).map((n) => alternativeLabel(way, n, lang))])
      .map((way) => plainAddress(way, lang))
  })
}

/** Those behind the first option of a block that stands in brackets as a whole, from 1. */
const alternativesTo = ({ attrs: { bracket }, content = [] }: Block): number[] =>
  bracket === null
    ? []
    : content
        .flatMap((one) => (one.type === 'opt' && one.attrs.br === bracket ? [one] : []))
        .flatMap((_, i) => (i === 0 ? [] : [i]))

/** AD3: indexes of the blocks that an address names: exactly, else those whose addresses begin with it. */
export function blocksAt(
  address: string,
  doc: ArticleDoc,
  number: string | null,
  lang: string,
  round: RoundNumbers | null,
): number[] {
  const wanted = plainAddress(address, lang)
  if (wanted === '') return []
  const all = addressesOf(doc, number, lang, round)
  const where = (fits: (one: string) => boolean): number[] => all.flatMap((ways, i) => (ways.some(fits) ? [i] : []))
  const exact = where((one) => one === wanted)
  return exact.length > 0 ? exact : where((one) => one.startsWith(`${wanted}.`))
}

/** AD4: the article among these that an address begins with, the longest number first, and what is left of the address. */
export function articleAt<A extends { number: string | null }>(
  address: string,
  articles: readonly A[],
  lang: string,
): { article: A; rest: string } | null {
  const wanted = plainAddress(address, lang)
  const numbered = articles
    .map((article) => ({
      article,
      plain: plainAddress(article.number === null ? articleLabel(null, lang) : numberIn(article.number, lang), lang),
    }))
    .sort((a, b) => b.plain.length - a.plain.length)
  const found = numbered.find(({ plain }) => wanted === plain || wanted.startsWith(`${plain}.`))
  return found ? { article: found.article, rest: wanted.slice(found.plain.length + 1) } : null
}

/** How each block is called in a list: `Article 7`, `2.`, `2. (a)`, `2. (a) (i)`; null for one without a number. */
export function pathsOf(
  doc: ArticleDoc,
  number: string | null,
  lang: string,
  round: RoundNumbers | null,
): (string | null)[] {
  const labels = labelsOf(doc, lang, round)
  let paragraph: string | null = null
  let item: string | null = null
  return doc.content.map(({ attrs: { kind, depth } }, i) => {
    const label = labels[i] ?? null
    if (kind === 'heading') return articleLabel(number, lang)
    if (kind === 'para') {
      paragraph = label
      item = null
      return label
    }
    if (kind !== 'item') return label
    if (depth < 2) item = label
    return [paragraph, depth < 2 ? null : item, label].filter((part) => part !== null).join(' ')
  })
}
