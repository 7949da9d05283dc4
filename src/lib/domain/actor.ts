/** Who acts: a signed-in person, in the name of at most one party (a delegation). */
import type { Capacity } from './people.ts'

/** Every global role, in the field's words. Being drafter or pen-holder *of an article* is an assignment, not a role. */
export const ROLES = [
  'secretariat',
  'chair',
  'auditor',
  'administrator',
  'observer',
  'drafter',
  'reviewer',
  'signatory',
  'head',
  'language_reviewer',
] as const

export type Role = (typeof ROLES)[number]

/** A party as everybody may see it. `code` is stable (`D07`); the name may change. */
export interface Party {
  code: string
  name: string
}

/** What an act is about, as the record names it. */
export interface ActSubject {
  kind: string
  id: string
}

/** AU6: how a request that acts is known again when it is sent once more. */
export interface RequestKey {
  /** SHA-256 of the key that its sender gave it and of all that it says, in lower-case hexadecimal. */
  key: string
  /** This sending of it. */
  request: string
}

export interface Actor {
  id: string
  name: string
  email: string
  party: Party | null
  /** The party's row, for comparisons; null for people of no party. Never leaves the server. */
  partyId: string | null
  roles: readonly Role[]
  /** Of a member of a delegation whose own roles do not count, why; absent: they do. */
  standing?: 'unverified' | 'suspended'
  /** Roles among `roles` that are held for somebody who is away. */
  alternateFor?: readonly Role[]
  /** As what they declared to speak, and their official ties. */
  capacity?: Capacity | null
  officialTies?: string | null
  /** For so many milliseconds, from when it was asked, this holds if nothing is done: then the session runs out, or an alternate's time begins or ends. Absent: for ever. */
  lastsMs?: number
  /** Of the request that acts, where its sender gave it a key. */
  request?: RequestKey
  /** The session acting; null for the command line. */
  sessionId: string | null
  /** When the password was last given in this session, RFC 3339 UTC; decides on re-confirmation before a signature. */
  confirmedAt: string | null
}
