/**
 * What every text that people send goes through (those of versions and sign-offs by `keptWords` in their own rules): NFC, no stray control
 * characters, limits in characters. Verbs never trust their callers.
 */
import type { Fault } from '../../src/lib/domain/result.ts'
import { keptWords } from '../../src/lib/domain/sent-words.ts'

/** Longest texts, in UTF-16 units. */
export const LONGEST = {
  title: 300,
  heading: 300,
  reason: 2_000,
  comment: 10_000,
} as const

/** Signs without a form: two names that differ by these alone look the same. What joins letters (ZWJ, ZWNJ) and turns lines (LRM, RLM) stays. */
const FORMLESS = /[\u00AD\u180E\u200B\u2060-\u2069\uFEFF]/g

/** As `cleanText`, of what stands in one line: names and the like. No line breaks, one space between words, nothing that cannot be seen. */
export function cleanLine(
  faults: Fault[],
  path: string,
  text: string,
  longest: number,
  isNeeded: boolean = true,
): string {
  const line = text.replace(FORMLESS, '').replace(/\s+/g, ' ')
  return cleanText(faults, path, /[\p{L}\p{N}]/u.test(line) ? line : '', longest, isNeeded)
}

/** Cleans `text` and says what is wrong with it, if anything. */
export function cleanText(
  faults: Fault[],
  path: string,
  text: string,
  longest: number,
  isNeeded: boolean = true,
): string {
  const kept = keptWords(text)
  if (isNeeded && kept === '') faults.push({ path, message: 'must not be empty' })
  if (kept.length > longest) faults.push({ path, message: `must have at most ${longest} characters` })
  return kept
}
