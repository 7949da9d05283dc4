/** Numbers at the head of pasted lines, typed or automatic (rules PA1-PA4): what they are, and which level of a provision they mean. */

export type NumberStyle =
  | 'decimal'
  | 'dotted'
  | 'quoted'
  | 'upper-letter'
  | 'upper-roman'
  | 'letter'
  | 'roman'
  | 'arabic-letter'
  | 'cyrillic-letter'
  | 'bullet'

/** One way to read a number: `(i)` is the ninth letter or the first Roman numeral. `style` holds the marks around it too: `1.` and `1)` are two series. */
export interface Reading {
  style: NumberStyle
  series: string
  ordinal: number
}

/** A number at the head of a line. */
export interface LineNumber {
  readings: Reading[]
  /** As it was written: `(a)`. */
  words: string
  /** Characters up to the first of the line's own words. */
  length: number
}

const ARABIC_DIGITS = '٠١٢٣٤٥٦٧٨٩'
const PERSIAN_DIGITS = '۰۱۲۳۴۵۶۷۸۹'
/** Digits of any script as 0-9. */
export const plainDigits = (text: string): string =>
  text
    .replace(/[٠-٩]/g, (d) => String(ARABIC_DIGITS.indexOf(d)))
    .replace(/[۰-۹]/g, (d) => String(PERSIAN_DIGITS.indexOf(d)))

const ABJAD = [...'أبجدهوزحطيكلمنسعفصقرشتثخذضظغ']
const CYRILLIC = [...'абвгдежзиклмнопрстуфхцчшщэюя']
const LATIN = [...'abcdefghijklmnopqrstuvwxyz']

const BULLET = /^[•●○◦▪▫■□◆◇►▸‣⁃➢➤✓✔·∙*\-–—\uf0b7\uf0a7\uf0d8\uf0fc§]$/

const D = '[0-9٠-٩۰-۹]'
/** Body and marks of a number; what follows must be a space, or nothing, or (after a closed pair) words. */
const TYPED = new RegExp(
  [
    `\\((?<paired>${D}{1,3}|[ivxlcdm]{1,7}|[a-z]{1,2}|[A-Z]|[IVX]{1,5}|[أابجدهوزحطيكلمنسعفصقرشتثخذضظغ]ـ?|[а-яё])\\)`,
    `['‘’](?<quoted>${D}{1,2})['‘’]`,
    `(?<closed>${D}{1,3}|[ivxlcdm]{1,7}|[a-z]{1,2}|[A-Z]|[IVX]{1,5}|[أابجدهوزحطيكلمنسعفصقرشتثخذضظغ]ـ?|[а-яё])\\)`,
    `(?<dotted>${D}{1,3}(?:\\.${D}{1,3}){1,3})\\.?`,
    `(?<stopped>${D}{1,3}(?:\\.${D}{1,3}){0,3}|[ivxlcdm]{1,7}|[a-z]|[IVX]{2,5}|[أابجدهوزحطيكلمنسعفصقرشتثخذضظغ]ـ?|[а-яё])\\.[-–]?`,
    `(?<dashed>[٠-٩۰-۹]{1,3}|[أابجدهوزحطيكلمنسعفصقرشتثخذضظغ]ـ?|[0-9]{1,3}(?= ?[-–]\\s*\\p{Script=Arabic}))[  ]?[-–]`,
    `(?<bullet>[•●○◦▪▫■□◆◇►▸‣⁃➢➤✓✔·∙*\\-–—\\uf0b7\\uf0a7\\uf0d8])`,
  ].join('|'),
  'uy',
)

const romanValues: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 }
/** The value of a small Roman numeral, or null where it is none. */
export function romanValue(numeral: string): number | null {
  let value = 0
  let last = 0
  for (const letter of [...numeral].reverse()) {
    const n = romanValues[letter]
    if (n === undefined) return null
    value += n < last ? -n : n
    last = Math.max(last, n)
  }
  return value > 0 && value < 100 && /^(x{0,3}|xl|lx{0,3}|xc)(ix|iv|v?i{0,3})$/.test(numeral) ? value : null
}

const letterOrdinal = (letters: readonly string[], body: string): number => {
  const at = letters.indexOf([...body][0]!)
  return at < 0 ? 0 : at + 1 + letters.length * ([...body].length - 1)
}

function readingsOf(body: string, marks: string): Reading[] {
  const readings: Reading[] = []
  const add = (style: NumberStyle, ordinal: number): void => {
    if (ordinal > 0) readings.push({ style, ordinal, series: `${style} ${marks}` })
  }
  const digits = plainDigits(body)
  if (/^\d+$/.test(digits)) add('decimal', Number(digits))
  else if (/^\d+(\.\d+)+$/.test(digits)) {
    const parts = digits.split('.')
    readings.push({ style: 'dotted', ordinal: Number(parts.at(-1)), series: `dotted${parts.length}` })
  } else if (/^[ivxlcdm]+$/.test(body) && romanValue(body)) add('roman', romanValue(body)!)
  if (/^[a-z]$/.test(body) || /^([a-z])\1$/.test(body)) add('letter', letterOrdinal(LATIN, body))
  if (/^[IVX]+$/.test(body) && romanValue(body.toLowerCase())) add('upper-roman', romanValue(body.toLowerCase())!)
  if (/^[A-Z]$/.test(body)) add('upper-letter', letterOrdinal(LATIN, body.toLowerCase()))
  const abjad = body.replace('ـ', '').replace('ا', 'أ')
  if (/^\p{Script=Arabic}$/u.test(abjad)) add('arabic-letter', letterOrdinal(ABJAD, abjad))
  if (/^[а-яё]$/.test(body)) add('cyrillic-letter', letterOrdinal(CYRILLIC, body))
  return readings
}

/** PA1: the number typed at the head of a line of clean words; null where there is none. Never the words of the line. */
export function typedNumber(text: string): LineNumber | null {
  TYPED.lastIndex = 0
  const match = TYPED.exec(text)
  if (!match) return null
  const words = match[0].trim()
  const rest = text.slice(match[0].length)
  const groups = match.groups!
  const isPair = groups['paired'] !== undefined
  if (rest !== '' && !/^[\s\u00a0\u202f]/.test(rest) && !(isPair && /^\p{L}/u.test(rest))) return null
  const length = match[0].length + /^[\s\u00a0\u202f]*/.exec(rest)![0].length
  if (groups['bullet'] !== undefined)
    return { readings: [{ style: 'bullet', series: 'bullet', ordinal: 0 }], words, length }
  if (groups['quoted'] !== undefined)
    return {
      readings: [{ style: 'quoted', series: 'quoted', ordinal: Number(plainDigits(groups['quoted'])) }],
      words,
      length,
    }
  const body = groups['paired'] ?? groups['closed'] ?? groups['stopped'] ?? groups['dotted'] ?? groups['dashed']!
  const marks = isPair ? '()' : groups['closed'] !== undefined ? ')' : '.'
  const readings = readingsOf(body, marks)
  return readings.length === 0 ? null : { readings, words, length }
}

/** A number that the other program made: anything it shows there, known or not. */
export function automaticNumber(words: string): LineNumber {
  const text = words.replace(/\p{Cf}/gu, '').trim()
  const typed = typedNumber(text)
  if (typed && typed.words.length >= text.length) return { ...typed, length: 0 }
  const bare = /^[([]?([\p{L}\p{N}.]+?)[)\].:-]*$/u.exec(text)
  const readings = BULLET.test(text) || text === 'o' || !bare ? [] : readingsOf(bare[1]!, '?')
  return {
    readings: readings.length > 0 ? readings : [{ style: 'bullet', series: 'bullet', ordinal: 0 }],
    words: text,
    length: 0,
  }
}

/** The number that an HTML list shows for its nth item. */
export function listedNumber(type: string, ordinal: number): LineNumber {
  const style: NumberStyle =
    type === 'a' || type.includes('lower-alpha') || type.includes('lower-latin')
      ? 'letter'
      : type === 'i' || type.includes('lower-roman')
        ? 'roman'
        : type === 'A' || type.includes('upper-alpha') || type.includes('upper-latin')
          ? 'upper-letter'
          : type === 'I' || type.includes('upper-roman')
            ? 'upper-roman'
            : /arabic-abjad|hebrew|alif/.test(type)
              ? 'arabic-letter'
              : /disc|circle|square|bullet|none|'/.test(type)
                ? 'bullet'
                : 'decimal'
  return { readings: [{ style, series: `${style} list`, ordinal }], words: '', length: 0 }
}

/** The level a series means when nothing else is known: 0 paragraph, 1 item, 2 sub-item. */
const USUAL: Record<NumberStyle, number> = {
  decimal: 0,
  dotted: 1,
  'upper-letter': 0,
  'upper-roman': 0,
  letter: 1,
  'arabic-letter': 1,
  'cyrillic-letter': 1,
  bullet: 1,
  roman: 2,
  quoted: 2,
}

/** Which levels are open while lines are read from the first to the last. */
export class Levels {
  private readonly open: ({ series: string; ordinal: number } | undefined)[] = []

  /** Words without a number end the lists before them. */
  close(from: number): void {
    this.open.length = Math.min(this.open.length, from)
  }

  /**
   * PA2: the level of a number, from 0 without limit. A number that goes on a series is at its level; a new series is at its usual
   * level, or one below the deepest where that is taken; Roman numerals are sub-items below items, items elsewhere.
   */
  levelOf(number: LineNumber): number {
    const chosen = this.choose(number)
    this.enter(chosen.level, chosen.reading)
    return chosen.level
  }

  /** A level that is known otherwise (depth of a list). */
  enter(level: number, reading: Reading): void {
    this.open.length = Math.min(this.open.length, level)
    this.open[level] = { series: reading.series, ordinal: reading.ordinal }
  }

  private choose({ readings }: LineNumber): { level: number; reading: Reading } {
    const known = (test: (open: { series: string; ordinal: number }, reading: Reading) => boolean) => {
      for (let level = this.open.length - 1; level >= 0; level--)
        for (const reading of readings)
          if (this.open[level] && test(this.open[level]!, reading)) return { level, reading }
      return null
    }
    const next = known((open, reading) => open.series === reading.series && reading.ordinal === open.ordinal + 1)
    if (next) return next
    const first = readings.find((reading) => reading.ordinal === 1)
    const same = known((open, reading) => open.series === reading.series && (!first || reading === first))
    if (same) return same
    const reading = first ?? readings.at(-1)!
    let usual = USUAL[reading.style]
    if (reading.style === 'roman') usual = this.open[1] ? 2 : 1
    if (reading.style === 'quoted') usual = this.open[1] ? 2 : 1
    if (reading.style === 'dotted') usual = this.open[0] && !this.open[0].series.startsWith('dotted') ? 1 : 0
    return { level: this.open[usual] ? this.open.length : usual, reading }
  }
}
