/**
 * In which capacity somebody acts (rules HW*; practice 9.2, case 35): who belongs to a delegation and chairs the talks does each act as one or
 * the other, and the record says as which. A hat narrows the actor; what policy then asks knows nothing of hats.
 */
import type { Actor, Role } from './actor.ts'
import { ok, refuse, type Result } from './result.ts'

export const HATS = ['chair', 'secretariat', 'party', 'pen_holder'] as const
export type Hat = (typeof HATS)[number]

/** Roles that are a capacity of their own, whatever else one is. */
const OFFICES: readonly Role[] = ['chair', 'secretariat']

/** HW1: the capacities that a person has; `holdsPen`: of the article that is acted on. */
export function hatsOf(actor: Actor, holdsPen = false): Hat[] {
  const worn: Hat[] = []
  if (actor.roles.includes('chair')) worn.push('chair')
  if (actor.roles.includes('secretariat')) worn.push('secretariat')
  if (actor.partyId !== null && actor.roles.some((role) => !OFFICES.includes(role))) worn.push('party')
  if (holdsPen) worn.push('pen_holder')
  return worn
}

/**
 * HW2: the actor in this capacity alone. Chair and secretariat belong to no party in it and have no other role; for a party, and with the
 * pen, one is neither chair nor secretariat.
 */
export function wearing(actor: Actor, hat: Hat): Actor {
  const { alternateFor, ...rest } = actor
  // never a role that they have not
  if (hat === 'chair' || hat === 'secretariat')
    return { ...rest, party: null, partyId: null, roles: actor.roles.filter((role) => role === hat) }
  const roles = actor.roles.filter((role) => !OFFICES.includes(role))
  return { ...rest, roles, ...(alternateFor && { alternateFor }) }
}

/** An actor in one capacity. */
export interface Worn {
  hat: Hat
  actor: Actor
}

/** HW3: the capacities in which an act may be done. `may`: whether an actor in one capacity may do it. */
export const hatsFor = (actor: Actor, may: (worn: Actor, hat: Hat) => boolean, holdsPen = false): Worn[] =>
  hatsOf(actor, holdsPen)
    .map((hat): Worn => ({ hat, actor: wearing(actor, hat) }))
    .filter((worn) => may(worn.actor, worn.hat))

/**
 * HW3: the capacity in which an act is done: the one that is named, else the only one in which it may be done. `may`: whether an actor in
 * one capacity may do it. Refuses with `invalid` at `as` (not a capacity of theirs; several possible and none named) and `not-allowed`.
 */
export function wornFor(
  actor: Actor,
  as: Hat | undefined,
  may: (worn: Actor, hat: Hat) => boolean,
  holdsPen = false,
): Result<Worn> {
  if (as !== undefined) {
    if (!hatsOf(actor, holdsPen).includes(as))
      return refuse('invalid', { errors: [{ path: 'as', message: 'must be a capacity in which you act' }] })
    const named: Worn = { hat: as, actor: wearing(actor, as) }
    return may(named.actor, as) ? ok(named) : refuse('not-allowed')
  }
  const [one, ...others] = hatsFor(actor, may, holdsPen)
  if (!one) return refuse('not-allowed')
  if (others.length === 0) return ok(one)
  const possible = [one, ...others].map(({ hat }) => hat).join(', ')
  return refuse('invalid', { errors: [{ path: 'as', message: `must say in which capacity: ${possible}` }] })
}

/** The order of HW4: who drafts for their party writes for it. */
const WRITING: readonly Hat[] = ['party', 'chair', 'secretariat', 'pen_holder']

/** HW4: in which capacity words are typed where none was chosen. `possible`: those in which their author may write there; null: who has none. */
export const writesAs = (possible: readonly Hat[]): Hat | null => WRITING.find((hat) => possible.includes(hat)) ?? null

export const isHat = (word: string): word is Hat => (HATS as readonly string[]).includes(word)
