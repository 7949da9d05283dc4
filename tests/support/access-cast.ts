/** Who asks in the matrix of access, and what stands in the house that they ask (`access-house.ts`). */
import { ROLES, type Actor, type Party } from '../../src/lib/domain/actor.ts'
import type { ArticleStatus } from '../../src/lib/domain/article.ts'
import type { Assignment } from '../../src/lib/domain/permissions.ts'
import type { ProposalStatus } from '../../src/lib/domain/proposal.ts'

/** Everybody's, where a form asks for one. */
export const PASSWORD = 'a password for tests only'

/**
 * Who asks: each role, of one party where it is a party's; some of them of another party; a head whose credentials nobody has seen yet; nobody
 * at all; and one who was secretariat until the account was closed.
 */
export const ASKERS = [
  'visitor',
  'deactivated',
  ...ROLES,
  'unverified',
  'other drafter',
  'other reviewer',
  'other signatory',
  'other head',
] as const
export type Asker = (typeof ASKERS)[number]

export interface Person {
  /** Null: nobody, as far as anybody can tell. */
  actor: Actor | null
  token: string | null
}

export interface Comment {
  id: string
  authorId: string
  partyId: string | null
  visibility: 'participants' | 'delegation' | 'private'
  isWithheld: boolean
  words: string
}

export interface ProposalHere {
  id: string
  status: ProposalStatus
  partyId: string
  isShown: boolean
  /** Of its rationale. */
  words: string
}

export interface ArticleHere {
  id: string
  /** As in the address of its page. */
  slug: string
  status: ArticleStatus
  documents: Record<string, string>
  /** Of its paragraphs. */
  blocks: string[]
  assignments: Partial<Record<Asker, { kind: Assignment; lang: string }[]>>
}

export interface CharterHere {
  id: string
  slug: string
  isPublished: boolean
  articles: ArticleHere[]
  versions: { id: string; number: number; sha256: string; isPublished: boolean }[]
}

export interface HouseHere {
  origin: string
  people: Record<Asker, Person>
  parties: Record<'D01' | 'D02', { id: string } & Party>
  /** One with a published version, and one that the public knows nothing of. */
  charter: CharterHere
  unseen: CharterHere
}
