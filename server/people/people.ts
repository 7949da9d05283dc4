/** People as those see them who look after them, and their accounts: closed, opened again (rules PE2, PE7). */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import type { MembershipView, Page, PersonRecord, PersonView } from '../../src/lib/domain/contract.ts'
import { isCapacity, standingOf } from '../../src/lib/domain/people.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { alternatesStanding } from '../store/alternates.ts'
import { listMembershipsOf, type MembershipRow } from '../store/memberships.ts'
import { takeAssignmentsOff } from '../store/party-assignments.ts'
import {
  findPartyByCode,
  listPeopleRows,
  partiesById,
  rolesOfMany,
  setDeactivated,
  type PersonRow,
} from '../store/people.ts'
import { deleteSessionsOf } from '../store/sessions.ts'
import { revokeLinksBy, revokePasswordLinks } from '../store/links.ts'
import type { Rows } from '../store/store.ts'
import { administered, personSubject, seePerson } from './see.ts'
import { stillActing } from './still.ts'

const facts = (row: MembershipRow) => ({
  verifiedAt: row.verified_at,
  suspendedAt: row.suspended_at,
  endedAt: row.ended_at,
})

/** Views for `actor` at `at`; addresses only for who looks after these people. */
export async function personViews(
  rows: Rows,
  actor: Actor,
  people: PersonRow[],
  standing: ReadonlyMap<string, MembershipRow>,
  hasEmails: boolean,
  at: string,
): Promise<PersonView[]> {
  const parties = await partiesById(
    rows,
    people.map(({ party_id }) => party_id),
  )
  const roles = await rolesOfMany(
    rows,
    people.map(({ id }) => id),
  )
  const alternates = await alternatesStanding(rows, at)
  const mayVerify = can(actor, 'people.verify', { kind: 'service' })
  return people.map((person) => {
    const given: Role[] = roles.get(person.id) ?? []
    const subject = personSubject(person, given, alternates.get(person.id))
    const membership = standing.get(person.id)
    const stands = membership === undefined ? 'unverified' : standingOf(facts(membership))
    return {
      id: person.id,
      name: person.name,
      email: hasEmails ? person.email : null,
      party: person.party_id === null ? null : (parties.get(person.party_id) ?? null),
      roles: given,
      standing: person.party_id === null ? null : stands === 'ended' ? 'unverified' : stands,
      capacity: isCapacity(person.capacity) ? person.capacity : null,
      officialTies: person.official_ties ?? null,
      createdAt: person.created_at,
      deactivatedAt: person.deactivated_at,
      permissions: {
        setRoles: can(actor, 'person.setRoles', subject),
        remove: can(actor, 'person.remove', subject),
        verify: mayVerify && person.party_id !== null,
        move: can(actor, 'person.move', subject),
        administer: can(actor, 'person.administer', subject),
        resetPassword: can(actor, 'person.resetPassword', subject),
      },
    }
  })
}

/** Everybody with an account, by name; `party`: of that code; `-`: of none. Refuses with `not-allowed`, `not-found` (no such party). */
export async function listPeople(
  { store }: Context,
  actor: Actor | null,
  party?: string,
): Promise<Result<Page<PersonView>>> {
  if (actor === null) return refuse('not-signed-in')
  if (!can(actor, 'people.administer', { kind: 'service' })) return refuse('not-allowed')
  const of = party === undefined || party === '-' ? null : await findPartyByCode(store.db, party)
  if (of === undefined) return refuse('not-found')
  const { people, standing } = await listPeopleRows(
    store.db,
    of !== null ? { partyId: of.id } : party === '-' ? { partyId: null } : {},
  )
  return ok({
    items: await personViews(store.db, actor, people, standing, true, await store.now(store.db)),
    next: null,
  })
}

/** The people of a delegation, for its own and for who looks after it; closed accounts last for the latter alone. Refuses with `not-found`. */
export async function listPartyPeople(
  { store }: Context,
  actor: Actor | null,
  code: string,
): Promise<Result<Page<PersonView>>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await findPartyByCode(store.db, code)
  if (!party || !can(actor, 'party.see', { kind: 'party', id: party.id })) return refuse('not-found')
  const looksAfter = can(actor, 'party.people', { kind: 'party', id: party.id })
  const { people, standing } = await listPeopleRows(store.db, { partyId: party.id })
  const shown = people.filter(
    ({ id, deactivated_at }) => looksAfter || (deactivated_at === null && standing.get(id)?.suspended_at == null),
  )
  return ok({
    items: await personViews(store.db, actor, shown, standing, looksAfter, await store.now(store.db)),
    next: null,
  })
}

export async function membershipViews(rows: Rows, personId: string): Promise<MembershipView[]> {
  const memberships = await listMembershipsOf(rows, personId)
  const parties = await partiesById(
    rows,
    memberships.map(({ party_id }) => party_id),
  )
  return memberships.map((row) => ({ party: parties.get(row.party_id)!, beganAt: row.began_at, ...facts(row) }))
}

/** Refuses with `not-found`. A head sees the time in the own delegation alone. */
export async function readPerson(
  { store }: Context,
  actor: Actor | null,
  personId: string,
): Promise<Result<PersonRecord>> {
  if (actor === null) return refuse('not-signed-in')
  const at = await store.now(store.db)
  const seen = await seePerson(store.db, actor, personId, at)
  if (!seen) return refuse('not-found')
  const { standing } = await listPeopleRows(store.db, { personId })
  const [view] = await personViews(store.db, actor, [seen.person], standing, true, at)
  const seesAll = can(actor, 'people.administer', { kind: 'service' })
  const memberships = (await membershipViews(store.db, personId)).filter(
    ({ party }) => seesAll || party.code === actor.party?.code,
  )
  return ok({ ...view!, memberships })
}

/**
 * PE7: closes an account: its sessions end, its sockets close, its assignments go, what the person wrote stays. `isClosed` false: opens it again.
 * Refuses with `already-so`.
 */
export async function closeAccount(
  { store, events }: Context,
  actor: Actor | null,
  personId: string,
  isClosed: boolean,
): Promise<Result<null>> {
  const person = await administered(store.db, actor, personId, await store.now(store.db))
  if (!person.ok) return person
  const done = await store.transaction(async (rows): Promise<Result<null>> => {
    const at = await store.now(rows)
    const still = await stillActing(rows, actor!, at, personId)
    const allowed = still ? await administered(rows, still, personId, at) : refuse('not-allowed')
    if (!allowed.ok) return allowed
    if (!(await setDeactivated(rows, personId, isClosed ? at : null))) return refuse('already-so')
    let links: string[] = []
    let assignments: string[] = []
    if (isClosed) {
      assignments = await takeAssignmentsOff(rows, personId)
      await deleteSessionsOf(rows, personId, null)
      await revokePasswordLinks(rows, personId, at)
      links = await revokeLinksBy(rows, personId, at)
    }
    await record(rows, {
      at,
      actor: still,
      as: 'secretariat',
      act: isClosed ? 'person.deactivated' : 'person.reactivated',
      subject: { kind: 'person', id: personId },
      ...(isClosed ? { data: { assignments, links } } : {}),
    })
    return ok(null)
  })
  if (!done.ok) return done
  events.tell({ kind: 'access-changed', personId, articleId: null, sessionId: null, isClosed })
  return ok(null)
}
