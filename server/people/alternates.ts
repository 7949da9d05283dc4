/** Who acts for a head or a signatory while they are away (rules AL*; practice 13, case 4). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { AlternateView, Page } from '../../src/lib/domain/contract.ts'
import { isActing, LONGEST_ALTERNATE_DAYS, standingOf } from '../../src/lib/domain/people.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import type { Context } from '../context.ts'
import {
  countAlternates,
  endAlternate,
  findAlternate,
  insertAlternate,
  listAlternatesIn,
  listAlternatesOf,
  type AlternateRow,
} from '../store/alternates.ts'
import { revokeLinksBy } from '../store/links.ts'
import { findStandingMembership } from '../store/memberships.ts'
import { findPartyByCode, findPerson, holdParty, namesById, partiesById, rolesOf } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { stillActing } from './still.ts'

export async function alternateViews(rows: Rows, alternates: AlternateRow[], now: string): Promise<AlternateView[]> {
  const parties = await partiesById(
    rows,
    alternates.map(({ party_id }) => party_id),
  )
  const names = await namesById(
    rows,
    alternates.map(({ person_id }) => person_id),
  )
  return alternates.map((row) => {
    const time = { fromAt: row.from_at, untilAt: row.until_at, endedAt: row.ended_at }
    return {
      id: row.id,
      party: parties.get(row.party_id)!,
      person: { id: row.person_id, name: names.get(row.person_id) ?? '' },
      role: row.role,
      ...time,
      state: isActing(time, now) ? 'acting' : row.ended_at === null && now < row.from_at ? 'coming' : 'over',
    }
  })
}

export const alternatesOfPerson = async (rows: Rows, personId: string, now: string): Promise<AlternateView[]> =>
  alternateViews(rows, await listAlternatesOf(rows, [personId]), now)

/** Those of a party, by when they begin. Refuses with `not-found`. */
export async function listAlternates(
  { store }: Context,
  actor: Actor | null,
  code: string,
): Promise<Result<Page<AlternateView>>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await findPartyByCode(store.db, code)
  if (!party || !can(actor, 'party.see', { kind: 'party', id: party.id })) return refuse('not-found')
  const now = await store.now(store.db)
  return ok({ items: await alternateViews(store.db, await listAlternatesIn(store.db, party.id), now), next: null })
}

export interface AlternateInput {
  personId: string
  role: 'head' | 'signatory'
  /** RFC 3339; UTC unless it says otherwise. */
  from: string
  until: string
}

/** Of one delegation, acting or to come. */
const MOST_ALTERNATES = 50
const LONGEST_MS = LONGEST_ALTERNATE_DAYS * 24 * 60 * 60 * 1000

/** Refuses with `not-allowed`, `not-found`, `invalid` (not a verified member, holds the role already, times). */
export async function nameAlternate(
  { store, events, newId }: Context,
  actor: Actor | null,
  code: string,
  input: AlternateInput,
): Promise<Result<AlternateView>> {
  if (actor === null) return refuse('not-signed-in')
  const party = await findPartyByCode(store.db, code)
  if (!party || !can(actor, 'party.see', { kind: 'party', id: party.id })) return refuse('not-found')
  if (!can(actor, 'party.alternates', { kind: 'party', id: party.id })) return refuse('not-allowed')
  const [from, until] = [Date.parse(input.from), Date.parse(input.until)]
  const errors: Fault[] = []
  if (Number.isNaN(from)) errors.push({ path: 'from', message: 'must be an instant' })
  if (Number.isNaN(until)) errors.push({ path: 'until', message: 'must be an instant' })
  else if (until <= from) errors.push({ path: 'until', message: 'must be after the beginning' })
  else if (until - from > LONGEST_MS)
    errors.push({ path: 'until', message: `must be at most ${LONGEST_ALTERNATE_DAYS} days after the beginning` })
  else if (until <= Date.parse(await store.now(store.db))) errors.push({ path: 'until', message: 'must not be past' })
  if (errors.length > 0) return refuse('invalid', { errors })
  const named = await store.transaction(async (rows): Promise<Result<AlternateRow>> => {
    const wrong = (message: string) => refuse('invalid', { errors: [{ path: 'personId', message }] })
    if (input.personId === actor.id) return wrong('must be somebody else')
    const at = await store.now(rows)
    // held: neither of them moved or removed meanwhile
    const still = await stillActing(rows, actor, at, input.personId)
    if (!can(still, 'party.alternates', { kind: 'party', id: party.id })) return refuse('not-allowed')
    const person = await findPerson(rows, input.personId)
    const membership = person && (await findStandingMembership(rows, person.id))
    const isActive =
      membership?.party_id === party.id &&
      person?.deactivated_at === null &&
      standingOf({
        verifiedAt: membership.verified_at,
        suspendedAt: membership.suspended_at,
        endedAt: membership.ended_at,
      }) === 'active'
    if (!isActive) return wrong('must be an active member of the delegation')
    if ((await rolesOf(rows, input.personId)).includes(input.role)) return wrong('has this role already')
    await holdParty(rows, party.id)
    if ((await countAlternates(rows, party.id, at)) >= MOST_ALTERNATES)
      return wrong(`must be one of at most ${MOST_ALTERNATES} at a time`)
    const alternate: AlternateRow = {
      id: newId(),
      party_id: party.id,
      person_id: input.personId,
      role: input.role,
      from_at: new Date(from).toISOString(),
      until_at: new Date(until).toISOString(),
      created_by: actor.id,
      created_at: at,
      ended_at: null,
    }
    await insertAlternate(rows, alternate)
    await record(rows, {
      at,
      actor,
      as: actor.partyId === party.id ? 'head' : 'secretariat',
      act: 'alternate.named',
      subject: { kind: 'alternate', id: alternate.id },
      data: {
        party: { code: party.code, name: party.name },
        person: input.personId,
        role: input.role,
        from: alternate.from_at,
        until: alternate.until_at,
      },
    })
    return ok(alternate)
  })
  if (!named.ok) return named
  events.tell({ kind: 'access-changed', personId: input.personId, articleId: null, sessionId: null })
  const [view] = await alternateViews(store.db, [named.value], await store.now(store.db))
  return ok(view!)
}

/** Ends it before its time, from this instant on. Refuses with `not-found`, `not-allowed`, `already-so`. */
export async function dismissAlternate(
  { store, events }: Context,
  actor: Actor | null,
  id: string,
): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const alternate = await findAlternate(store.db, id)
  if (!alternate || !can(actor, 'party.see', { kind: 'party', id: alternate.party_id })) return refuse('not-found')
  if (!can(actor, 'party.alternates', { kind: 'party', id: alternate.party_id })) return refuse('not-allowed')
  const isDone = await store.transaction(async (rows) => {
    const at = await store.now(rows)
    const still = await stillActing(rows, actor, at, alternate.person_id)
    if (!can(still, 'party.alternates', { kind: 'party', id: alternate.party_id })) return false
    if (!(await endAlternate(rows, id, at))) return false
    // LI3: what they made in that role ends with it
    const links = await revokeLinksBy(rows, alternate.person_id, at)
    const person = await findPerson(rows, alternate.person_id)
    await record(rows, {
      at,
      actor,
      as: actor.partyId === alternate.party_id ? 'head' : 'secretariat',
      act: 'alternate.ended',
      subject: { kind: 'alternate', id },
      data: {
        party: (await partiesById(rows, [alternate.party_id])).get(alternate.party_id) ?? null,
        person: person?.id ?? null,
        role: alternate.role,
        links,
      },
    })
    return true
  })
  if (!isDone) return refuse('already-so')
  events.tell({ kind: 'access-changed', personId: alternate.person_id, articleId: null, sessionId: null })
  return ok(null)
}
