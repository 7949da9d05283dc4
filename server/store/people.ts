// Over 250 lines: people, their roles and their parties are what every act begins with.
/** Rows of parties, people and their roles. E-mail addresses are kept folded (`foldEmail`). */
import type { Actor, Party, Role } from '../../src/lib/domain/actor.ts'
import { isActing, isCapacity, rolesThatCount, standingOf } from '../../src/lib/domain/people.ts'
import { listAlternatesOf, type AlternateRow } from './alternates.ts'
import { insertMembership, standingMembershipsOf, type MembershipRow } from './memberships.ts'
import type { Rows } from './store.ts'

/** Addresses are compared as people mean them: NFC, lower case, no space around. */
export const foldEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase()

export interface PersonRow {
  id: string
  email: string
  name: string
  password_hash: string | null
  party_id: string | null
  created_at: string
  deactivated_at: string | null
  capacity?: string | null
  official_ties?: string | null
  language?: string | null
  time_zone?: string | null
}

/**
 * A person with their roles and, where they have a party, their membership in it, begun when they were created: verified then too, unless
 * `entry` says otherwise. Throws the constraint on `person.email`.
 */
export async function insertPerson(
  rows: Rows,
  person: PersonRow,
  roles: readonly Role[],
  entry: { by: string | null; isVerified: boolean } = { by: null, isVerified: true },
): Promise<void> {
  await rows.insertInto('person').values(person).execute()
  await setRoles(rows, person.id, roles)
  if (person.party_id === null) return
  await insertMembership(rows, {
    id: `${person.id}.1`,
    person_id: person.id,
    party_id: person.party_id,
    began_at: person.created_at,
    began_by: entry.by,
    verified_at: entry.isVerified ? person.created_at : null,
    verified_by: entry.isVerified ? entry.by : null,
  })
}

/** People by name with the membership that stands, by person: of a party, of none (`partyId` null), one, or everybody. */
export async function listPeopleRows(
  rows: Rows,
  where: { partyId?: string | null; personId?: string },
): Promise<{ people: PersonRow[]; standing: Map<string, MembershipRow> }> {
  let people = rows.selectFrom('person').selectAll()
  if (where.partyId !== undefined) people = people.where('party_id', where.partyId === null ? 'is' : '=', where.partyId)
  if (where.personId !== undefined) people = people.where('id', '=', where.personId)
  let memberships = rows.selectFrom('membership').selectAll().where('ended_at', 'is', null)
  if (where.partyId) memberships = memberships.where('party_id', '=', where.partyId)
  if (where.personId !== undefined) memberships = memberships.where('person_id', '=', where.personId)
  const found = await people.orderBy('name').orderBy('id').execute()
  return { people: found, standing: new Map((await memberships.execute()).map((row) => [row.person_id, row])) }
}

/** Person id -> the roles that were given. */
export async function rolesOfMany(rows: Rows, ids: readonly string[]): Promise<Map<string, Role[]>> {
  const roles = new Map<string, Role[]>()
  if (ids.length === 0) return roles
  // of all: a list of many ids is no faster, and SQLite bounds how long it may be
  for (const { person_id, role } of await rows.selectFrom('person_role').selectAll().orderBy('role').execute())
    roles.set(person_id, [...(roles.get(person_id) ?? []), role as Role])
  return roles
}

/** Gives a person exactly these roles. */
export async function setRoles(rows: Rows, personId: string, roles: readonly Role[]): Promise<void> {
  await rows.deleteFrom('person_role').where('person_id', '=', personId).execute()
  if (roles.length > 0)
    await rows
      .insertInto('person_role')
      .values(roles.map((role) => ({ person_id: personId, role })))
      .execute()
}

export async function setParty(rows: Rows, personId: string, partyId: string | null): Promise<void> {
  await rows.updateTable('person').set({ party_id: partyId }).where('id', '=', personId).execute()
}

/** What a person may change about themselves; what is not named stays. */
export async function updatePerson(
  rows: Rows,
  id: string,
  changes: Partial<Pick<PersonRow, 'name' | 'capacity' | 'official_ties' | 'language' | 'time_zone' | 'password_hash'>>,
): Promise<void> {
  if (Object.keys(changes).length > 0) await rows.updateTable('person').set(changes).where('id', '=', id).execute()
}

/** Closes an account (`at`) or opens it again (null); whether it was this call that did. */
export async function setDeactivated(rows: Rows, id: string, at: string | null): Promise<boolean> {
  const done = await rows
    .updateTable('person')
    .set({ deactivated_at: at })
    .where('id', '=', id)
    .where('deactivated_at', at === null ? 'is not' : 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** The roles that were given, whether they count now or not. */
export const rolesOf = async (rows: Rows, personId: string): Promise<Role[]> =>
  (await rows.selectFrom('person_role').select('role').where('person_id', '=', personId).orderBy('role').execute()).map(
    ({ role }) => role as Role,
  )

export const findPersonByEmail = (rows: Rows, email: string): Promise<PersonRow | undefined> =>
  rows.selectFrom('person').selectAll().where('email', '=', foldEmail(email)).executeTakeFirst()

export const findPerson = (rows: Rows, id: string): Promise<PersonRow | undefined> =>
  rows.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()

/** Gives those of `emails` who have exactly the hash `old` the hash `next`. */
export async function replacePasswordHash(
  rows: Rows,
  emails: readonly string[],
  old: string,
  next: string,
): Promise<void> {
  await rows
    .updateTable('person')
    .set({ password_hash: next })
    .where('email', 'in', emails)
    .where('password_hash', '=', old)
    .execute()
}

/** A person as they may act, in no session. */
export type Person = Omit<Actor, 'sessionId' | 'confirmedAt'>

/**
 * These people as actors of no session, by id, with the roles that count at `now` (PE4, AL2); without those whom there are not and whose
 * accounts are closed.
 */
export async function loadActors(
  rows: Rows,
  personIds: readonly string[],
  now: string | Promise<string>,
): Promise<Map<string, Person>> {
  const [found, memberships, alternates, at] = await Promise.all([
    rows
      .selectFrom('person')
      .leftJoin('party', 'party.id', 'person.party_id')
      .leftJoin('person_role', 'person_role.person_id', 'person.id')
      .select([
        'person.id',
        'person.name',
        'person.email',
        'person.party_id',
        'person.deactivated_at',
        'person.capacity',
        'person.official_ties',
        'party.code as party_code',
        'party.name as party_name',
        'person_role.role',
      ])
      .where('person.id', 'in', personIds)
      .orderBy('person_role.role')
      .execute(),
    standingMembershipsOf(rows, personIds),
    listAlternatesOf(rows, personIds),
    now,
  ])
  const alternatesOf = Map.groupBy(alternates, ({ person_id }) => person_id)
  const people = new Map<string, Person>()
  for (const [id, itsRows] of Map.groupBy(found, (row) => row.id)) {
    const [person] = itsRows
    if (person === undefined || person.deactivated_at !== null) continue
    const given = itsRows.flatMap(({ role }) => (role === null ? [] : [role as Role]))
    people.set(id, asActor(person, given, memberships.get(id), alternatesOf.get(id) ?? [], at))
  }
  return people
}

/** As `loadActors`; null when there is none or the account is closed. */
export const loadActor = async (rows: Rows, personId: string, now: string | Promise<string>): Promise<Person | null> =>
  (await loadActors(rows, [personId], now)).get(personId) ?? null

type PersonWithParty = Pick<PersonRow, 'id' | 'name' | 'email' | 'party_id'> & {
  capacity: string | null
  official_ties: string | null
  party_code: string | null
  party_name: string | null
}

/** `given`: the roles of the account; `at`: RFC 3339 UTC. */
function asActor(
  person: PersonWithParty,
  given: readonly Role[],
  membership: MembershipRow | undefined,
  alternates: readonly AlternateRow[],
  at: string,
): Person {
  // whose party no membership tells of has yet to be verified in it
  const standing =
    person.party_id === null
      ? null
      : membership?.party_id === person.party_id
        ? standingOf({
            verifiedAt: membership.verified_at,
            suspendedAt: membership.suspended_at,
            endedAt: membership.ended_at,
          })
        : 'unverified'
  const own = alternates.filter(
    ({ party_id, ended_at }) => standing === 'active' && party_id === person.party_id && ended_at === null,
  )
  const next = own
    .flatMap(({ from_at, until_at }) => [from_at, until_at])
    .filter((instant) => instant > at)
    .sort()[0]
  const acting = own
    .filter(({ from_at, until_at }) => isActing({ fromAt: from_at, untilAt: until_at, endedAt: null }, at))
    .map(({ role }) => role)
    .filter((role, i, all) => !given.includes(role) && all.indexOf(role) === i)
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    party: person.party_code === null ? null : { code: person.party_code, name: person.party_name! },
    partyId: person.party_id,
    roles: [...rolesThatCount(given, standing), ...acting],
    ...(standing === 'unverified' || standing === 'suspended' ? { standing } : {}),
    ...(acting.length > 0 ? { alternateFor: acting } : {}),
    ...(next === undefined ? {} : { lastsMs: Date.parse(next) - Date.parse(at) }),
    capacity: isCapacity(person.capacity) ? person.capacity : null,
    officialTies: person.official_ties,
  }
}

export interface PartyRow {
  id: string
  code: string
  name: string
  names: string
  region: string | null
  contact_language: string | null
  time_zone: string | null
}

export const listParties = (rows: Rows): Promise<PartyRow[]> =>
  rows.selectFrom('party').selectAll().orderBy('code').execute()

/** Those that somebody heads, by code. */
export const partiesWithHead = (rows: Rows): Promise<PartyRow[]> =>
  rows
    .selectFrom('party')
    .selectAll()
    .where((e) =>
      e.exists(
        e
          .selectFrom('person')
          .innerJoin('person_role', 'person_role.person_id', 'person.id')
          .select('person.id')
          .whereRef('person.party_id', '=', 'party.id')
          .where('person.deactivated_at', 'is', null)
          .where('person_role.role', '=', 'head'),
      ),
    )
    .orderBy('code')
    .execute()

export const findPartyByCode = (rows: Rows, code: string): Promise<PartyRow | undefined> =>
  rows.selectFrom('party').selectAll().where('code', '=', code).executeTakeFirst()

export const findParty = (rows: Rows, id: string): Promise<PartyRow | undefined> =>
  rows.selectFrom('party').selectAll().where('id', '=', id).executeTakeFirst()

/** Throws the constraint on `party.code`. */
export async function insertParty(rows: Rows, party: PartyRow): Promise<void> {
  await rows.insertInto('party').values(party).execute()
}

export async function updateParty(rows: Rows, { id, code: _stays, ...party }: PartyRow): Promise<void> {
  await rows.updateTable('party').set(party).where('id', '=', id).execute()
}

/** Holds the party's row until the transaction ends: who becomes its head, and who belongs to it, is decided one after another. */
export async function holdParty(rows: Rows, id: string): Promise<PartyRow | undefined> {
  await rows
    .updateTable('party')
    .set((e) => ({ code: e.ref('code') }))
    .where('id', '=', id)
    .execute()
  return findParty(rows, id)
}

/** Whether anybody but `exceptId` is head of the party. Hold it first. */
export async function hasHead(rows: Rows, partyId: string, exceptId: string | null = null): Promise<boolean> {
  const head = await rows
    .selectFrom('person')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select('person.id')
    .where('person.party_id', '=', partyId)
    .where('person_role.role', '=', 'head')
    .where('person.id', '!=', exceptId ?? '')
    .executeTakeFirst()
  return head !== undefined
}

/** Holds the person's row until the transaction ends: what they may do does not change beside what is done in their name. */
export async function holdPerson(rows: Rows, id: string): Promise<PersonRow | undefined> {
  await rows
    .updateTable('person')
    .set((e) => ({ created_at: e.ref('created_at') }))
    .where('id', '=', id)
    .execute()
  return findPerson(rows, id)
}

/** Holds people, in the order of their ids, so that two who hold several do not wait for each other; those of them whose accounts are open. */
export async function holdPeople(rows: Rows, ids: readonly string[]): Promise<string[]> {
  const open: string[] = []
  for (const id of [...new Set(ids)].sort()) {
    const person = await holdPerson(rows, id)
    if (person && person.deactivated_at === null) open.push(id)
  }
  return open
}

/** Adds those parties whose code is not there yet; one that is there stays as it is. */
export async function addMissingParties(rows: Rows, parties: PartyRow[]): Promise<void> {
  if (parties.length === 0) return
  await rows
    .insertInto('party')
    .values(parties)
    .onConflict((c) => c.column('code').doNothing())
    .execute()
}

/** Row id -> the party as everybody may see it. */
export async function partiesById(rows: Rows, ids: readonly (string | null)[]): Promise<Map<string, Party>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const found = await rows.selectFrom('party').select(['id', 'code', 'name']).where('id', 'in', wanted).execute()
  return new Map(found.map(({ id, code, name }) => [id, { code, name }]))
}

/** The same with what each is called in other languages. */
export async function namedPartiesById(
  rows: Rows,
  ids: readonly string[],
): Promise<Map<string, { party: Party; names: Record<string, string> }>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const found = await rows
    .selectFrom('party')
    .select(['id', 'code', 'name', 'names'])
    .where('id', 'in', wanted)
    .execute()
  return new Map(
    found.map(({ id, code, name, names }) => [
      id,
      { party: { code, name }, names: JSON.parse(names) as Record<string, string> },
    ]),
  )
}

/** Person id -> who they are now: name, party, and whether the account is open. */
export async function authorsById(
  rows: Rows,
  ids: readonly (string | null)[],
): Promise<Map<string, { name: string; partyId: string | null; isActive: boolean }>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const found = await rows
    .selectFrom('person')
    .select(['id', 'name', 'party_id', 'deactivated_at'])
    .where('id', 'in', wanted)
    .execute()
  return new Map(
    found.map(({ id, name, party_id, deactivated_at }) => [
      id,
      { name, partyId: party_id, isActive: deactivated_at === null },
    ]),
  )
}

/** Person id -> id, name and party, as everybody at the table may see them. */
export async function namesAndParties(
  rows: Rows,
  ids: readonly (string | null)[],
): Promise<Map<string, { id: string; name: string; party: Party | null }>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const found = await rows
    .selectFrom('person')
    .leftJoin('party', 'party.id', 'person.party_id')
    .select(['person.id', 'person.name', 'party.code', 'party.name as party_name'])
    .where('person.id', 'in', wanted)
    .execute()
  return new Map(
    found.map(({ id, name, code, party_name }) => [
      id,
      { id, name, party: code === null ? null : { code, name: party_name! } },
    ]),
  )
}

/** What a person has declared: as what they speak, and their official ties. */
export async function declaredBy(
  rows: Rows,
  personId: string,
): Promise<{ capacity: string | null; ties: string | null }> {
  const found = await rows
    .selectFrom('person')
    .select(['capacity', 'official_ties'])
    .where('id', '=', personId)
    .executeTakeFirst()
  return { capacity: found?.capacity ?? null, ties: found?.official_ties ?? null }
}

/** Person id -> name. */
export async function namesById(rows: Rows, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const found = await rows.selectFrom('person').select(['id', 'name']).where('id', 'in', wanted).execute()
  return new Map(found.map(({ id, name }) => [id, name]))
}

/** Ids of people by folded address. */
export async function peopleByEmail(rows: Rows, emails: readonly string[]): Promise<Map<string, string>> {
  if (emails.length === 0) return new Map()
  const found = await rows
    .selectFrom('person')
    .select(['id', 'email'])
    .where('email', 'in', emails.map(foldEmail))
    .execute()
  return new Map(found.map(({ id, email }) => [email, id]))
}
