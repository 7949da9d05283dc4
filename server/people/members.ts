/** A person's time in a delegation: credentials seen, suspended, other roles, another delegation, the end (rules PE*). */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import { endAlternatesOf } from '../store/alternates.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { revokeLinksBy } from '../store/links.ts'
import {
  endMembership,
  findStandingMembership,
  insertMembership,
  suspendMembership,
  verifyMembership,
} from '../store/memberships.ts'
import { findPartyByCode, hasHead, holdParty, partiesById, setParty, setRoles } from '../store/people.ts'
import { takeAssignmentsOff } from '../store/party-assignments.ts'
import type { Rows } from '../store/store.ts'
import { seePerson, type SeenPerson } from './see.ts'
import { stillActing } from './still.ts'
import { Undone } from './undone.ts'

/** What is done to a person in one transaction, their row held, by `still`: who acts, as they are now. Refuses or tells what the record needs. */
type Deed = (rows: Rows, seen: SeenPerson, at: string, still: Actor) => Promise<Result<Record<string, unknown>>>

/** Sees actor and person anew within the transaction, so that two acts on one person follow each other; tells rooms and pages afterwards. */
async function act(
  { store, events }: Context,
  actor: Actor | null,
  personId: string,
  name: string,
  may: (actor: Actor, seen: SeenPerson) => boolean,
  deed: Deed,
): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  // those who may not know of a person do not make others wait
  if (!(await seePerson(store.db, actor, personId, await store.now(store.db)))) return refuse('not-found')
  try {
    await store.transaction(async (rows) => {
      const at = await store.now(rows)
      const still = await stillActing(rows, actor, at, personId)
      if (!still) throw new Undone('not-allowed')
      const seen = await seePerson(rows, still, personId, at)
      if (!seen) throw new Undone('not-found')
      if (!may(still, seen)) throw new Undone('not-allowed')
      const done = await deed(rows, seen, at, still)
      if (!done.ok) throw new Undone(done.code)
      await record(rows, {
        at,
        actor: still,
        as: still.partyId !== null && still.partyId === seen.person.party_id ? 'head' : 'secretariat',
        act: name,
        subject: { kind: 'person', id: personId },
        data: done.value,
      })
    })
  } catch (error) {
    if (error instanceof Undone) return refuse(error.code)
    if (isUniqueViolation(error, 'membership.person_id')) return refuse('already-member')
    throw error
  }
  events.tell({ kind: 'access-changed', personId, articleId: null, sessionId: null })
  return ok(null)
}

/** Whose role lets them make links for others. */
const GIVERS: readonly Role[] = ['head', 'secretariat', 'administrator']

const mayVerify = (actor: Actor): boolean => can(actor, 'people.verify', { kind: 'service' })

const nameOf = async (rows: Rows, partyId: string | null) =>
  partyId === null ? null : ((await partiesById(rows, [partyId])).get(partyId) ?? null)

/** PE5: the credentials were seen. Refuses with `already-so`. */
export const verifyPerson = (context: Context, actor: Actor | null, personId: string): Promise<Result<null>> =>
  act(context, actor, personId, 'person.verified', mayVerify, async (rows, { person }, at, still) => {
    const membership = await findStandingMembership(rows, personId)
    if (!membership || !(await verifyMembership(rows, membership.id, at, still.id))) return refuse('already-so')
    return ok({ party: await nameOf(rows, person.party_id) })
  })

/** PE4: suspends a member of a delegation, or (`isSuspended` false) lifts that. Refuses with `already-so`. */
export const suspendPerson = (
  context: Context,
  actor: Actor | null,
  personId: string,
  isSuspended: boolean,
): Promise<Result<null>> =>
  act(
    context,
    actor,
    personId,
    isSuspended ? 'person.suspended' : 'person.resumed',
    (who, { person }) => mayVerify(who) && person.id !== who.id,
    async (rows, { person }, at, still) => {
      const membership = await findStandingMembership(rows, personId)
      if (!membership || !(await suspendMembership(rows, membership.id, isSuspended ? at : null, still.id)))
        return refuse('already-so')
      const links = isSuspended ? await revokeLinksBy(rows, personId, at) : []
      return ok({ party: await nameOf(rows, person.party_id), ...(isSuspended ? { links } : {}) })
    },
  )

/** Gives exactly these roles. Refuses with `not-allowed`, `head-taken`, `invalid`. */
export async function setPersonRoles(
  context: Context,
  actor: Actor | null,
  personId: string,
  roles: readonly Role[],
): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const seen = await seePerson(context.store.db, actor, personId, await context.store.now(context.store.db))
  if (!seen) return refuse('not-found')
  if (!can(actor, 'person.setRoles', seen.subject)) return refuse('not-allowed')
  if (!can(actor, 'roles.give', { kind: 'roles', partyId: seen.person.party_id, roles }))
    return refuse('invalid', { errors: [{ path: 'roles', message: 'must be roles that you may give there' }] })
  return act(
    context,
    actor,
    personId,
    'person.roles-set',
    (who, { subject }) =>
      can(who, 'person.setRoles', subject) &&
      can(who, 'roles.give', { kind: 'roles', partyId: subject.partyId, roles }) &&
      // what one may not give one leaves alone
      (mayVerify(who) ||
        subject.roles.length === 0 ||
        can(who, 'roles.give', { kind: 'roles', partyId: subject.partyId, roles: subject.roles })),
    async (rows, { person, roles: before }, at) => {
      if (person.party_id !== null && roles.includes('head')) {
        await holdParty(rows, person.party_id)
        if (await hasHead(rows, person.party_id, personId)) return refuse('head-taken')
      }
      await setRoles(rows, personId, roles)
      const isLess = GIVERS.some((role) => before.includes(role) && !roles.includes(role))
      const links = isLess ? await revokeLinksBy(rows, personId, at) : []
      return ok({ from: before, to: [...roles].sort(), ...(isLess ? { links } : {}) })
    },
  )
}

/** What a person had in a delegation ends with their time there, and so do the links they made (LI3). */
async function leave(
  rows: Rows,
  personId: string,
  at: string,
  by: string,
): Promise<{ assignments: string[]; links: string[] }> {
  await endMembership(rows, personId, at, by)
  await endAlternatesOf(rows, personId, at)
  return {
    assignments: await takeAssignmentsOff(rows, personId),
    links: await revokeLinksBy(rows, personId, at),
  }
}

/** Ends a person's time in their delegation; the account stays, without roles. */
export const endPersonMembership = (context: Context, actor: Actor | null, personId: string): Promise<Result<null>> =>
  act(
    context,
    actor,
    personId,
    'person.membership-ended',
    (who, { subject }) => can(who, 'person.remove', subject),
    async (rows, { person, roles }, at, still) => {
      const party = await nameOf(rows, person.party_id)
      const left = await leave(rows, personId, at, still.id)
      await setParty(rows, personId, null)
      await setRoles(rows, personId, [])
      return ok({ party, roles, ...left })
    },
  )

/**
 * PE9: one transaction ends what stands and begins the next. The secretariat's moves are verified by that, the administrator's are not.
 * Refuses with `not-allowed`, `not-found` (no such party too), `already-so`, `head-taken`, `invalid`.
 */
export async function movePerson(
  context: Context,
  actor: Actor | null,
  personId: string,
  input: { party: string; roles: readonly Role[] },
): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const { store, newId } = context
  if (!(await seePerson(store.db, actor, personId, await store.now(store.db)))) return refuse('not-found')
  const to = await findPartyByCode(store.db, input.party)
  if (!can(actor, 'people.administer', { kind: 'service' })) return refuse('not-allowed')
  if (!to) return refuse('invalid', { errors: [{ path: 'party', message: 'is not a party' }] })
  if (!can(actor, 'roles.give', { kind: 'roles', partyId: to.id, roles: input.roles }))
    return refuse('invalid', { errors: [{ path: 'roles', message: 'must be roles of a delegation' }] })
  return act(
    context,
    actor,
    personId,
    'person.moved',
    (who, { subject }) =>
      can(who, 'person.move', subject) && can(who, 'roles.give', { kind: 'roles', partyId: to.id, roles: input.roles }),
    async (rows, { person, roles }, at, still) => {
      if (person.party_id === to.id) return refuse('already-so')
      await holdParty(rows, to.id)
      if (input.roles.includes('head') && (await hasHead(rows, to.id, personId))) return refuse('head-taken')
      const from = await nameOf(rows, person.party_id)
      const left = await leave(rows, personId, at, still.id)
      await setParty(rows, personId, to.id)
      await setRoles(rows, personId, input.roles)
      await insertMembership(rows, {
        id: newId(),
        person_id: personId,
        party_id: to.id,
        began_at: at,
        began_by: still.id,
        ...(mayVerify(still) ? { verified_at: at, verified_by: still.id } : {}),
      })
      return ok({ from, to: { code: to.code, name: to.name }, roles: { from: roles, to: input.roles }, ...left })
    },
  )
}
