/** What numbers of articles, paragraphs and items are made of, and how languages write them (rules NU1, NU2, NU6, NU13). */
import { termsOf } from './terms.ts'

/** NU1: what a number is made of: `14 ter` is 14 and 3; without an ordinal, 0. */
export interface Numeral {
  main: number
  ordinal: number
}

export const isSameNumeral = (a: Numeral, b: Numeral): boolean => a.main === b.main && a.ordinal === b.ordinal

/** NU2, of what numbers are made of. */
export const compareNumerals = (a: Numeral, b: Numeral): number => a.main - b.main || a.ordinal - b.ordinal

/**
 * A number as its language writes it. `write`: how it writes whole numbers from 1, where not in digits: letters, Roman numerals.
 * NU13: an ordinal for which there is no word (from the eleventh on) is a number behind a stroke: `3/11`.
 */
export function numeralIn({ main, ordinal }: Numeral, lang: string, write: (n: number) => string = String): string {
  const written = main < 0 ? `–${write(-main)}` : write(main)
  if (ordinal === 0) return written
  const word = termsOf(lang).ordinals[ordinal]
  return word === undefined ? `${written}/${ordinal}` : `${written} ${word}`
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
