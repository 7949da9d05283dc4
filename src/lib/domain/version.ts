/**
 * A version is frozen text (rules VE*; practice 8.5): its canonical bytes, and what may become of it.
 */
import canonicalize from 'canonicalize'
import type { ArticleDoc } from './article.ts'
import { hasTurns } from './hidden-direction.ts'
import { ok, refuse, type Fault, type Result } from './result.ts'
import { keptWords } from './sent-words.ts'

/** Longest texts of a version, in UTF-16 units. */
export const VERSION_LIMITS = { label: 60, notes: 10_000, reason: 2_000 } as const

/** One article in one language, as cut. */
export interface CutArticle {
  id: string
  /** Null: the preamble. */
  number: string | null
  lang: string
  /** Its place in the charter. */
  position: number
  heading: string
  doc: ArticleDoc
}

export interface CutVersion {
  /** The charter's slug. */
  charter: string
  number: number
  label: string
  /** Original first. */
  languages: readonly string[]
  /** In any order. */
  articles: readonly CutArticle[]
}

/** VE2: every string within, keys included, in Unicode normal form C and without halves of surrogate pairs. Makes a copy. */
export function inNormalForm<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().normalize('NFC') as T
  if (Array.isArray(value)) return value.map((member: unknown) => inNormalForm(member)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]: [string, unknown]) => [inNormalForm(key), inNormalForm(member)]),
  ) as T
}

/** VE3: the order of articles in the charter, then that of its languages. */
export function inCharterOrder<T extends { position: number; lang: string }>(
  articles: readonly T[],
  languages: readonly string[],
): T[] {
  const rank = (lang: string): number => (languages.includes(lang) ? languages.indexOf(lang) : languages.length)
  return [...articles].sort((a, b) => a.position - b.position || rank(a.lang) - rank(b.lang))
}

/**
 * VE1: the bytes whose SHA-256 a version is known by: RFC 8785 JSON, UTF-8, NFC, of
 * `{format: 1, charter, number, label, languages, articles: [{id, number, lang, heading, doc}]}`.
 * No instants, people or parties: who stands behind a bracket never enters a hash.
 */
export function canonicalBytes(version: CutVersion): Uint8Array {
  const { charter, number, label, languages } = version
  const articles = inCharterOrder(version.articles, languages).map(({ id, number, lang, heading, doc }) => ({
    id,
    number,
    lang,
    heading,
    doc,
  }))
  const json = canonicalize(inNormalForm({ format: 1, charter, number, label, languages, articles }))
  return new TextEncoder().encode(json)
}

/** What cutting takes besides the text. VE4: the label is one line, and unique in its charter (the database's to hold). */
export function checkCut(input: { label: string; notes: string }): Result<{ label: string; notes: string }> {
  const label = inNormalForm(input.label).trim()
  const notes = keptWords(input.notes)
  const errors: Fault[] = []
  if (label === '') errors.push({ path: 'label', message: 'must not be empty' })
  if (label.length > VERSION_LIMITS.label)
    errors.push({ path: 'label', message: `must have at most ${VERSION_LIMITS.label} characters` })
  // eslint-disable-next-line no-control-regex -- a label is one line of visible text
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(label) || hasTurns(label))
    errors.push({ path: 'label', message: 'must be one line without control characters' })
  if (notes.length > VERSION_LIMITS.notes)
    errors.push({ path: 'notes', message: `must have at most ${VERSION_LIMITS.notes} characters` })
  return errors.length > 0 ? refuse('invalid', { errors }) : ok({ label, notes })
}

/** What has become of a version. */
export interface VersionState {
  publishedAt: string | null
  withdrawnAt: string | null
}

/** VE5: a version is published once, and never after its withdrawal. */
export function checkPublish(version: VersionState): Result<null> {
  if (version.withdrawnAt !== null) return refuse('version-withdrawn')
  return version.publishedAt === null ? ok(null) : refuse('already-published')
}

/** VE6: any version may be withdrawn, once, with a reason; it stays readable. */
export function checkWithdraw(version: VersionState, reason: string): Result<string> {
  if (version.withdrawnAt !== null) return refuse('already-withdrawn')
  return checkReason(reason)
}

/** A reason that will be shown: not empty, bounded. */
export function checkReason(reason: string): Result<string> {
  const words = keptWords(reason)
  if (words === '') return refuse('invalid', { errors: [{ path: 'reason', message: 'must not be empty' }] })
  if (words.length > VERSION_LIMITS.reason)
    return refuse('invalid', {
      errors: [{ path: 'reason', message: `must have at most ${VERSION_LIMITS.reason} characters` }],
    })
  return ok(words)
}
