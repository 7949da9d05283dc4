/** Rows of alternates: who acts for the head or a signatory of a party, from when until when. */
import type { Rows } from './store.ts'

export interface AlternateRow {
  id: string
  party_id: string
  /** The alternate. */
  person_id: string
  role: 'head' | 'signatory'
  from_at: string
  until_at: string
  created_by: string | null
  created_at: string
  ended_at: string | null
}

export async function insertAlternate(rows: Rows, alternate: AlternateRow): Promise<void> {
  await rows.insertInto('alternate').values(alternate).execute()
}

/** What a person is, was or will be an alternate for. */
/** What these people are or were alternates for, the earliest first. */
export const listAlternatesOf = (rows: Rows, personIds: readonly string[]): Promise<AlternateRow[]> =>
  rows
    .selectFrom('alternate')
    .selectAll()
    .where('person_id', 'in', personIds)
    .orderBy('from_at')
    .orderBy('id')
    .execute()

export const listAlternatesIn = (rows: Rows, partyId: string): Promise<AlternateRow[]> =>
  rows.selectFrom('alternate').selectAll().where('party_id', '=', partyId).orderBy('from_at').orderBy('id').execute()

/** Person id -> what they act for at `at`, or will: everybody's, or one's. */
export async function alternatesStanding(
  rows: Rows,
  at: string,
  personId?: string,
): Promise<Map<string, AlternateRow['role'][]>> {
  let query = rows
    .selectFrom('alternate')
    .select(['person_id', 'role'])
    .where('ended_at', 'is', null)
    .where('until_at', '>', at)
  if (personId !== undefined) query = query.where('person_id', '=', personId)
  const roles = new Map<string, AlternateRow['role'][]>()
  for (const { person_id, role } of await query.execute()) roles.set(person_id, [...(roles.get(person_id) ?? []), role])
  return roles
}

/** How many of a party act or will act at `at`. Hold the party first. */
export const countAlternates = async (rows: Rows, partyId: string, at: string): Promise<number> =>
  Number(
    (
      await rows
        .selectFrom('alternate')
        .select((e) => e.fn.countAll().as('count'))
        .where('party_id', '=', partyId)
        .where('ended_at', 'is', null)
        .where('until_at', '>', at)
        .executeTakeFirstOrThrow()
    ).count,
  )

export const findAlternate = (rows: Rows, id: string): Promise<AlternateRow | undefined> =>
  rows.selectFrom('alternate').selectAll().where('id', '=', id).executeTakeFirst()

/** Ends it before its time; whether it was this call that did. */
export async function endAlternate(rows: Rows, id: string, at: string): Promise<boolean> {
  const done = await rows
    .updateTable('alternate')
    .set({ ended_at: at })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('until_at', '>', at)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Ends whatever the person is or will be an alternate for. */
export async function endAlternatesOf(rows: Rows, personId: string, at: string): Promise<void> {
  await rows
    .updateTable('alternate')
    .set({ ended_at: at })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .where('until_at', '>', at)
    .execute()
}
