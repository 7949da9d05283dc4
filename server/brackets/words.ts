/** Words that are sent for brackets: one line of each language, and quotes that say which words of a block are meant. */
import { ANCHOR_LIMITS, inFormC, occurrences } from '../../src/lib/domain/anchor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { WordsQuote } from '../../src/lib/domain/contract-brackets.ts'
import { contentRange, ownText } from '../../src/lib/domain/own-text.ts'
import { optionRanges } from '../../src/lib/domain/rendering.ts'
import type { Fault } from '../../src/lib/domain/result.ts'
import { cleanText } from '../charter/input.ts'
import type { Reading } from './ground.ts'

/** Longest words of an option in one language, in UTF-16 units. */
const LONGEST_WORDS = 10_000

/**
 * Words by language, cleaned, of the article's languages alone; those without words are left out. Options are words of one paragraph: no line breaks.
 * `needed`: the language that cannot do without; null: every one can.
 */
export function cleanWords(
  faults: Fault[],
  path: string,
  words: Readonly<Record<string, string>>,
  languages: readonly string[],
  needed: string | null,
): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [lang, text] of Object.entries(words)) {
    const at = `${path}.${lang}`
    if (!languages.includes(lang)) {
      faults.push({ path: at, message: 'is no language of this article' })
      continue
    }
    const kept = cleanText(faults, at, text, LONGEST_WORDS, false)
    if (kept.includes('\n')) faults.push({ path: at, message: 'must be one paragraph, without line breaks' })
    if (kept !== '') clean[lang] = kept
  }
  if (needed !== null && clean[needed] === undefined)
    faults.push({ path: `${path}.${needed}`, message: 'must not be empty: it is the language that leads' })
  return clean
}

/** What is wrong with quotes before any text is looked at. */
export function checkQuotes(
  faults: Fault[],
  quotes: Readonly<Record<string, WordsQuote>>,
  languages: readonly string[],
): void {
  for (const [lang, { exact, prefix = '', suffix = '' }] of Object.entries(quotes)) {
    const path = `quotes.${lang}`
    if (!languages.includes(lang)) faults.push({ path, message: 'is no language of this article' })
    if (exact === '' || exact.length > ANCHOR_LIMITS.exact)
      faults.push({ path: `${path}.exact`, message: `must have 1 to ${ANCHOR_LIMITS.exact} characters` })
    if (prefix.length > ANCHOR_LIMITS.context || suffix.length > ANCHOR_LIMITS.context)
      faults.push({ path, message: `what surrounds it must have at most ${ANCHOR_LIMITS.context} characters` })
  }
}

/** The units of a block's content that a quote means, which stands there once (AN1); null, and the fault by its path. */
export function unitsOf(
  faults: Fault[],
  doc: ArticleDoc,
  blockId: string,
  quote: WordsQuote,
  lang: string,
  reading: Reading,
): [number, number] | null {
  const path = `quotes.${lang}.exact`
  const block = doc.content.find(({ attrs }) => attrs.id === blockId)
  if (!block) {
    faults.push({ path: 'blockId', message: 'must be a block of this article' })
    return null
  }
  const context = reading(lang)
  const own = ownText(block, context)
  const seen = { text: own.text, rangesOf: (id: string) => optionRanges(block, id, context) }
  const found = occurrences(
    inFormC({ exact: quote.exact, prefix: quote.prefix ?? '', suffix: quote.suffix ?? '' }),
    seen,
  )
  const units = found.length === 1 ? contentRange(own, found[0]!) : null
  if (units === null)
    faults.push({
      path,
      message:
        found.length > 1
          ? `occurs ${found.length} times in this block; a prefix or suffix tells which is meant`
          : 'does not occur in this block',
    })
  return units
}
