/** A sign-off: a party's formal answer to one version, bound to its hash (rules SO*; practice 8.7). */
import { DECISIONS, type Decision, type SignoffView } from './contract.ts'
import { ok, refuse, type Fault, type Result } from './result.ts'
import { keptWords } from './sent-words.ts'
import { checkReason, type VersionState } from './version.ts'

/** Longest texts in UTF-16 units, and the most entries on articles. */
export const SIGNOFF_LIMITS = {
  statement: 20_000,
  articleText: 20_000,
  articles: 200,
  capacity: 200,
  place: 200,
} as const

/** How long after a sign-in (or a password given again) a signature needs no password of its own. */
export const CONFIRMED_FOR_MINUTES = 15

export interface SignoffWish {
  decision: Decision
  statement?: string | undefined
  articles?: readonly { articleId: string; kind: 'reservation' | 'declaration'; text: string }[] | undefined
  capacity?: string | undefined
  place?: string | undefined
}

/** A sign-off as it will be recorded: empty words are null. */
export interface SignoffWords {
  decision: Decision
  statement: string | null
  articles: SignoffView['articles']
  capacity: string | null
  place: string | null
}

/**
 * The words of a sign-off, checked whole; every fault by its path. `articleIds`: those of the version, the preamble's too.
 * SO1: an endorsement with a statement states something, on the whole or on an article. SO2: a refusal may give its reasons but
 * makes no reservation. SO3: entries name articles of this version.
 */
export function checkSignoff(wish: SignoffWish, articleIds: ReadonlySet<string>): Result<SignoffWords> {
  const errors: Fault[] = []
  const words = (path: string, text: string | undefined, longest: number): string | null => {
    const kept = keptWords(text ?? '')
    if (kept.length > longest) errors.push({ path, message: `must have at most ${longest} characters` })
    return kept === '' ? null : kept
  }
  const entries = wish.articles ?? []
  const statement = words('statement', wish.statement, SIGNOFF_LIMITS.statement)
  if (!DECISIONS.includes(wish.decision))
    errors.push({ path: 'decision', message: `must be one of ${DECISIONS.join(', ')}` })
  if (wish.decision === 'endorse_with_statement' && statement === null && entries.length === 0)
    errors.push({ path: 'statement', message: 'is needed to endorse with a statement' })
  if (wish.decision === 'decline' && entries.length > 0)
    errors.push({ path: 'articles', message: 'belong to an endorsement' })
  if (entries.length > SIGNOFF_LIMITS.articles)
    errors.push({ path: 'articles', message: `must have at most ${SIGNOFF_LIMITS.articles} entries` })
  const articles = entries.slice(0, SIGNOFF_LIMITS.articles).map((entry, i) => {
    const path = `articles[${i}]`
    if (!articleIds.has(entry.articleId))
      errors.push({ path: `${path}.articleId`, message: 'must be an article of this version' })
    if (entry.kind !== 'reservation' && entry.kind !== 'declaration')
      errors.push({ path: `${path}.kind`, message: 'must be one of reservation, declaration' })
    const text = words(`${path}.text`, entry.text, SIGNOFF_LIMITS.articleText)
    if (text === null) errors.push({ path: `${path}.text`, message: 'must not be empty' })
    return { articleId: entry.articleId, kind: entry.kind, text: text ?? '' }
  })
  const capacity = words('capacity', wish.capacity, SIGNOFF_LIMITS.capacity)
  const place = words('place', wish.place, SIGNOFF_LIMITS.place)
  if (errors.length > 0) return refuse('invalid', { errors })
  return ok({ decision: wish.decision, statement, articles, capacity, place })
}

/**
 * SO4: one signs a version that is published and not withdrawn. SO5: and the text one has read: another hash is `text-changed`.
 */
export function checkSignable(version: VersionState & { sha256: string }, sha256: string): Result<null> {
  if (version.withdrawnAt !== null) return refuse('version-withdrawn')
  if (version.publishedAt === null) return refuse('not-published')
  return version.sha256 === sha256.toLowerCase() ? ok(null) : refuse('text-changed')
}

/** SO6: whether the password was given under 15 minutes ago. Both RFC 3339 UTC; null: never. An instant to come counts as never. */
export function isConfirmed(confirmedAt: string | null, now: string): boolean {
  if (confirmedAt === null) return false
  const age = Date.parse(now) - Date.parse(confirmedAt)
  return age >= 0 && age < CONFIRMED_FOR_MINUTES * 60_000
}

/** SO7: only a standing endorsement of an adopted version counts as one; of a draft it says how a party stands. */
export const countsAsEndorsement = (signoff: Pick<SignoffView, 'decision' | 'stage' | 'withdrawnAt'>): boolean =>
  signoff.stage === 'adopted' && signoff.decision !== 'decline' && signoff.withdrawnAt === null

/** SO8: a sign-off is withdrawn once, with a reason; a new one is then allowed. */
export function checkSignoffWithdrawal(signoff: { withdrawnAt: string | null }, reason: string): Result<string> {
  return signoff.withdrawnAt === null ? checkReason(reason) : refuse('already-withdrawn')
}
