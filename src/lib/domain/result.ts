/**
 * What a rule or a verb answers: the value asked for, or a refusal with a stable code.
 * Plain objects, so that they cross module graphs, worker threads and JSON unchanged.
 */
import type { ActSubject } from './actor.ts'

/** Every reason for a refusal, with the HTTP status it travels under. The code is stable; its words are in the catalogues (`refusal_<code>`). */
export const REFUSALS = {
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'not-found': 404,
  'not-allowed': 403,
  'confirm-password': 403,
  'not-verified': 403,
  'other-origin': 403,
  'other-person': 403,
  'article-locked': 409,
  'already-signed': 409,
  'text-changed': 409,
  'not-published': 409,
  'already-published': 409,
  'version-withdrawn': 409,
  'label-taken': 409,
  'slug-taken': 409,
  'already-withdrawn': 409,
  'already-resolved': 409,
  'not-resolved': 409,
  'already-undone': 409,
  'nothing-left': 409,
  'not-assigned': 409,
  'already-assigned': 409,
  'already-member': 409,
  'already-so': 409,
  'already-done': 409,
  'head-taken': 409,
  'address-taken': 409,
  'code-taken': 409,
  'link-used': 409,
  'link-expired': 409,
  'link-revoked': 409,
  'transition-not-allowed': 409,
  'open-brackets': 409,
  'language-unchecked': 409,
  'not-confirmed': 409,
  'paragraph-agreed': 409,
  'changes-substance': 409,
  'too-late': 409,
  'bracket-stands': 409,
  'bracket-settled': 409,
  'structure-differs': 409,
  'hidden-direction': 409,
  'numbers-stand': 409,
  'preamble-exists': 409,
  'language-taken': 409,
  'already-deleted': 409,
  'proposal-closed': 409,
  'nothing-proposed': 409,
  'held-words': 409,
  'moves-paragraphs': 409,
  'reshapes-paragraphs': 409,
  'splits-or-joins': 409,
  'paragraph-gone': 409,
  'needs-approval': 409,
  'not-deleted': 409,
  busy: 409,
  'too-large': 413,
  invalid: 422,
  'too-many-attempts': 429,
  'too-many-requests': 429,
  unexpected: 500,
  away: 503,
} as const

export type RefusalCode = keyof typeof REFUSALS

export const isRefusalCode = (code: unknown): code is RefusalCode =>
  typeof code === 'string' && Object.hasOwn(REFUSALS, code)

/** When whoever was refused because there is too much to do, or the database is away, may ask again. */
export const LATER_SECONDS = 5

/** One fault of an input: `path` in the manner `articles[3].paragraphs[0].text`, `message` in English. */
export interface Fault {
  path: string
  message: string
}

export interface Ok<T> {
  ok: true
  value: T
}

export interface Refused {
  ok: false
  code: RefusalCode
  /** One English sentence on this case; never shown without its code. */
  detail?: string
  /** With `invalid`: what is wrong, by path. */
  errors?: Fault[]
  /** With `already-done`: what it was done with, as the record names it. */
  subject?: ActSubject
  /** With `too-many-*` and `away`: seconds until another try makes sense. */
  retryAfter?: number
}

export type Result<T> = Ok<T> | Refused

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value })

export const refuse = (code: RefusalCode, more: Omit<Refused, 'ok' | 'code'> = {}): Refused => ({
  ok: false,
  code,
  ...more,
})
