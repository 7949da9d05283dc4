/** Which characters a charter may hold (rules EX6; practice 10.2, 10.4, 10.5): nothing that disguises text or breaks it. */

/** `words`: of the text itself. `plain`: everything else. */
export type Script = 'words' | 'plain'

/** Bidi overrides, embeddings, isolates and marks: direction comes from the language, never from hidden characters. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/
/** Invisible spaces, line separators, annotation and tag characters, noncharacters. Joiners (200C, 200D) are letters' business and stay. */
const HIDDEN = /[\u200b\u2028\u2029\u2060\ufeff\ufff9-\ufffc\u{e0000}-\u{e007f}\ufdd0-\ufdef]|[\ufffe\uffff]/u
/** Letters in the shape of old Arabic files. The word ligatures from FDF0 on and the ornate brackets are in use; what is nobody's shape stays. */
const PRESENTATION = /[\ufb50-\ufd3d\ufd50-\ufdcf\ufe70-\ufefe]/g
const letterOf = (shape: string): string => shape.normalize('NFKC')
const WORD = /[\p{L}\p{M}]+/gu
const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Arabic}/u, /\p{Script=Greek}/u]

const code = (text: string, at: number): string =>
  `U+${text.codePointAt(at)!.toString(16).toUpperCase().padStart(4, '0')}`

/** What is wrong with the characters of a string, as an English message; null when nothing is. */
export function wordsFault(
  text: string,
  { hasLines = false, script = 'plain' }: { hasLines?: boolean; script?: Script },
): string | null {
  if (!text.isWellFormed()) return 'holds half of a surrogate pair'
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  const control = text.search(hasLines ? /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/ : /[\u0000-\u001f\u007f-\u009f]/)
  if (control >= 0) return `holds the control character ${code(text, control)}`
  const bidi = text.search(BIDI)
  if (bidi >= 0) return `holds the hidden direction mark ${code(text, bidi)}`
  const hidden = text.search(HIDDEN)
  if (hidden >= 0) return `holds the invisible character ${code(text, hidden)}`
  for (const { 0: shape } of text.matchAll(PRESENTATION))
    if (letterOf(shape) !== shape) return `holds the Arabic presentation form ${code(shape, 0)} instead of a letter`
  if (text.normalize('NFC') !== text) return 'is not in Unicode normal form C'
  if (script === 'words')
    for (const [word] of text.matchAll(WORD))
      if (SCRIPTS.filter((pattern) => pattern.test(word)).length > 1) return `mixes letters of two scripts in “${word}”`
  return null
}

/** EX19: the same words without what a file may not hold of signs that nobody sees; old shapes of letters as those letters. */
export const fitForFile = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- control characters are what goes
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')
    .replace(new RegExp(`${BIDI.source}|${HIDDEN.source}`, 'gu'), '')
    .replace(PRESENTATION, letterOf)
    .normalize('NFC')

/** The same of every string in a value of JSON. */
export const allFitForFile = <T>(value: T): T =>
  (typeof value === 'string'
    ? fitForFile(value)
    : Array.isArray(value)
      ? value.map(allFitForFile)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, allFitForFile(one)]))
        : value) as T
