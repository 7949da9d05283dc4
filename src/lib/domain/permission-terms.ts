/** What the rules of policy (permissions.ts) say of an actor. Pure. */
import type { Actor, Role } from './actor.ts'

/** Whether they have one of these roles. */
export const has = (actor: Actor, ...roles: Role[]): boolean => roles.some((role) => actor.roles.includes(role))

/** P1: a reader of working texts has any role but administrator. */
export const isReader = (actor: Actor): boolean => actor.roles.some((role) => role !== 'administrator')

/** P2: a commenter is a reader who is not only auditor or observer. */
export const isCommenter = (actor: Actor): boolean =>
  actor.roles.some((role) => role !== 'administrator' && role !== 'auditor' && role !== 'observer')

/** PE4: of this party, with credentials that were seen: nothing of the delegation is for others. */
export const isInsider = (actor: Actor, partyId: string | null): boolean =>
  partyId !== null && partyId === actor.partyId && actor.standing !== 'unverified'

/** PE4: of one of these parties, with credentials that were seen. */
export const isOneOf = (actor: Actor, partyIds: readonly string[]): boolean =>
  partyIds.some((partyId) => isInsider(actor, partyId))

/** PE2: the head of a party, in their own right or for one who is away. */
export const isHeadOf = (actor: Actor, partyId: string | null): boolean =>
  has(actor, 'head') && actor.partyId !== null && actor.partyId === partyId
