/** Loading people and parties through what the actor may do with them: what is not theirs to know of is `not-found`. */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { can, type PersonSubject } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { alternatesStanding } from '../store/alternates.ts'
import { findPartyByCode, findPerson, rolesOf, type PartyRow, type PersonRow } from '../store/people.ts'
import type { Rows } from '../store/store.ts'

export interface SeenPerson {
  person: PersonRow
  roles: Role[]
  subject: PersonSubject
}

export const personSubject = (
  person: Pick<PersonRow, 'id' | 'party_id'>,
  roles: readonly Role[],
  alternateFor: readonly Role[] = [],
): PersonSubject => ({ kind: 'person', id: person.id, partyId: person.party_id, roles, alternateFor })

/** A person as they are at `at`, whom the actor looks after: of the own delegation for a head, anybody for secretariat and administrator. */
export async function seePerson(
  rows: Rows,
  actor: Actor,
  personId: string,
  at: string,
): Promise<SeenPerson | undefined> {
  const person = await findPerson(rows, personId)
  if (!person) return undefined
  const isSeen =
    can(actor, 'people.administer', { kind: 'service' }) ||
    (person.party_id !== null && can(actor, 'party.people', { kind: 'party', id: person.party_id }))
  if (!isSeen) return undefined
  const roles = await rolesOf(rows, personId)
  const alternateFor = (await alternatesStanding(rows, at, personId)).get(personId)
  return { person, roles, subject: personSubject(person, roles, alternateFor) }
}

/** For acts on the account. */
export async function administered(
  rows: Rows,
  actor: Actor | null,
  personId: string,
  at: string,
  action: 'person.administer' | 'person.resetPassword' = 'person.administer',
): Promise<Result<SeenPerson>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seePerson(rows, actor, personId, at)
  if (!seen) return refuse('not-found')
  return can(actor, action, seen.subject) ? ok(seen) : refuse('not-allowed')
}

/** A party whose page the actor may see, by its code. */
export async function seeParty(rows: Rows, actor: Actor, code: string): Promise<PartyRow | undefined> {
  const party = await findPartyByCode(rows, code)
  return party && can(actor, 'party.see', { kind: 'party', id: party.id }) ? party : undefined
}
