/**
 * How people come into the house and its delegations, and what they may be there (rules PE*, AL*, CP*).
 * Source: practice 8.9 (invited, verified, active, suspended, ended), 9.2, cases 3 and 4.
 */
import type { Role } from './actor.ts'

/** PE1: roles within a delegation, and roles of the house, of people of no delegation. Who chairs the talks may belong to one (HW1). */
export const DELEGATION_ROLES = [
  'head',
  'drafter',
  'reviewer',
  'signatory',
  'language_reviewer',
  'observer',
  'chair',
] as const
export const HOUSE_ROLES = [
  'secretariat',
  'chair',
  'auditor',
  'administrator',
  'observer',
  'language_reviewer',
] as const
/** PE2: what a head may make of the people of the own delegation. */
export const ROLES_OF_HEADS = ['drafter', 'reviewer', 'signatory'] as const
/** Where a person stands in a delegation. */
export type Standing = 'unverified' | 'active' | 'suspended' | 'ended'

/** The facts of a membership, instants or null. */
export interface MembershipFacts {
  verifiedAt: string | null
  suspendedAt: string | null
  endedAt: string | null
}

/** PE3: ended before suspended before not yet verified. */
export const standingOf = ({ verifiedAt, suspendedAt, endedAt }: MembershipFacts): Standing =>
  endedAt !== null ? 'ended' : suspendedAt !== null ? 'suspended' : verifiedAt === null ? 'unverified' : 'active'

/**
 * PE4: the roles that count. Until the credentials were seen a person of a delegation reads along, as an observer does; suspended, or
 * out of it, they have none.
 */
export function rolesThatCount(roles: readonly Role[], standing: Standing | null): readonly Role[] {
  if (standing === null || standing === 'active') return roles
  return standing === 'unverified' && roles.length > 0 ? ['observer'] : []
}

/** PE1: whether each of `roles` may be held there; `isDelegation` false: in the house. At least one, none twice. */
export function areRolesOf(isDelegation: boolean, roles: readonly Role[]): boolean {
  const known: readonly Role[] = isDelegation ? DELEGATION_ROLES : HOUSE_ROLES
  return roles.length > 0 && new Set(roles).size === roles.length && roles.every((role) => known.includes(role))
}

/** CP1: as what a person speaks (practice 2.1: who may be at the table). */
export const CAPACITIES = ['national_society', 'ifrc', 'icrc', 'partner', 'state_observer'] as const
export type Capacity = (typeof CAPACITIES)[number]
export const isCapacity = (value: unknown): value is Capacity => CAPACITIES.some((one) => one === value)

/** LI1: days that an invitation, and that a link for a new password, can be used. */
export const INVITATION_DAYS = 7
export const PASSWORD_LINK_DAYS = 1

const DAY_MS = 24 * 60 * 60 * 1000
/** `days` after `instant`, RFC 3339 UTC. */
export const daysAfter = (instant: string, days: number): string =>
  new Date(Date.parse(instant) + days * DAY_MS).toISOString()

/** AL1: an alternate acts for at most so many days at a time. */
export const LONGEST_ALTERNATE_DAYS = 366

export interface AlternateTime {
  fromAt: string
  untilAt: string
  endedAt: string | null
}

/** AL2: an alternate acts from the first instant on and until before the last, unless it was ended before. */
export const isActing = ({ fromAt, untilAt, endedAt }: AlternateTime, now: string): boolean =>
  fromAt <= now && now < untilAt && (endedAt === null || now < endedAt)

/** SE9: sessions of one person that stand beside each other; whoever begins one more ends the one that was used least lately. */
export const MOST_SESSIONS = 100
