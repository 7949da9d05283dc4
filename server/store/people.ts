/** Rows of parties, people and their roles. E-mail addresses are kept folded (`foldEmail`). */
import type { Actor, Party, Role } from '../../src/lib/domain/actor.ts'
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
}

export async function insertPerson(rows: Rows, person: PersonRow, roles: readonly Role[]): Promise<void> {
  await rows.insertInto('person').values(person).execute()
  if (roles.length > 0)
    await rows
      .insertInto('person_role')
      .values(roles.map((role) => ({ person_id: person.id, role })))
      .execute()
}

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

/** The person as an actor of no session; null when there is none or the account is closed. */
export async function loadActor(
  rows: Rows,
  personId: string,
): Promise<Omit<Actor, 'sessionId' | 'confirmedAt'> | null> {
  const found = await rows
    .selectFrom('person')
    .leftJoin('party', 'party.id', 'person.party_id')
    .leftJoin('person_role', 'person_role.person_id', 'person.id')
    .select([
      'person.id',
      'person.name',
      'person.email',
      'person.party_id',
      'person.deactivated_at',
      'party.code as party_code',
      'party.name as party_name',
      'person_role.role',
    ])
    .where('person.id', '=', personId)
    .orderBy('person_role.role')
    .execute()
  const person = found[0]
  if (!person || person.deactivated_at !== null) return null
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    party: person.party_code === null ? null : { code: person.party_code, name: person.party_name! },
    partyId: person.party_id,
    roles: found.flatMap(({ role }) => (role === null ? [] : [role as Role])),
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
