/** What a version made of the numbers that were quoted until then (rules NC*, practice 4). */
import type { BlockKind } from './article.ts'
import { isSameNumeral, type Numeral } from './numerals.ts'
import type { Level, RoundNumbers } from './places.ts'
import { referenceLabel, type Target } from './reference.ts'

/** An article before and after a version renumbered it. */
export interface Renumbered {
  articleId: string
  /** Null: the preamble. */
  before: string | null
  /** Null: the preamble, or left out. */
  after: string | null
  /** Marked deleted, and so no part of the version. */
  isLeftOut: boolean
  numbersBefore: RoundNumbers
  numbersAfter: RoundNumbers
}

/** `Article 7, paragraph 3 bis` is now `Article 7, paragraph 4`. */
export interface ConcordanceRow {
  articleId: string
  /** Null: the article itself. */
  blockId: string | null
  was: string
  /** Null: it is gone. */
  is: string | null
}

const KINDS: Record<Level, BlockKind> = { paragraph: 'para', item: 'item', subitem: 'item', recital: 'recital' }

/** What each block is called beside its article: the numbers of what it is in, and its own. */
function pathOf(id: string, numbers: RoundNumbers): Pick<Target, Level> {
  const none = { paragraph: null, item: null, subitem: null, recital: null }
  const own = numbers[id]
  if (own === undefined) return none
  const around = own.within === null ? none : pathOf(own.within, numbers)
  const { main, ordinal } = own
  return { ...around, [own.level]: { main, ordinal } }
}

const LEVELS = ['recital', 'paragraph', 'item', 'subitem'] as const

const isSame = (a: Numeral | null, b: Numeral | null): boolean => (a && b ? isSameNumeral(a, b) : a === b)

const isSamePath = (a: Pick<Target, Level>, b: Pick<Target, Level>): boolean =>
  LEVELS.every((level) => isSame(a[level], b[level]))

/** The full name of a block, or (`blockId` null) of the article. */
function nameOf(blockId: string | null, number: string | null, numbers: RoundNumbers, lang: string): string {
  const path = pathOf(blockId ?? '', numbers)
  const kind = blockId === null ? 'heading' : KINDS[numbers[blockId]!.level]
  const target: Target = { ...path, articleId: '', articleNumber: number, kind, isOnlyParagraph: false, doubt: null }
  return referenceLabel({ to: '', form: 'full', as: null }, lang, new Map([['', target]]), '')
}

/**
 * NC1: the articles whose number changed, and the blocks whose number within their article did; what follows the number of its article
 * alone is not listed. NC2: what is gone is listed as gone, once: not also all that was in it. In charter order, by the numbers that were.
 * @param stands whether a block is in the version, numbered or not (NU12)
 */
export function concordanceOf(
  articles: readonly Renumbered[],
  lang: string,
  stands: (articleId: string, blockId: string) => boolean = () => false,
): ConcordanceRow[] {
  return articles.flatMap(({ articleId, before, after, isLeftOut, numbersBefore, numbersAfter }) => {
    const was = nameOf(null, before, numbersBefore, lang)
    if (isLeftOut) return [{ articleId, blockId: null, was, is: null }]
    const isGone = (id: string): boolean =>
      numbersBefore[id] !== undefined && numbersAfter[id] === undefined && !stands(articleId, id)
    const own = before === after ? [] : [{ articleId, blockId: null, was, is: nameOf(null, after, numbersAfter, lang) }]
    const blocks = Object.entries(numbersBefore).flatMap(([blockId, { within }]): ConcordanceRow[] => {
      const row = { articleId, blockId, was: nameOf(blockId, before, numbersBefore, lang) }
      if (isGone(blockId)) return within !== null && isGone(within) ? [] : [{ ...row, is: null }]
      // NU12: alone by now, and called as its article is
      if (numbersAfter[blockId] === undefined) return [{ ...row, is: nameOf(null, after, numbersAfter, lang) }]
      const isKept = isSamePath(pathOf(blockId, numbersBefore), pathOf(blockId, numbersAfter))
      return isKept ? [] : [{ ...row, is: nameOf(blockId, after, numbersAfter, lang) }]
    })
    return [...own, ...blocks]
  })
}
