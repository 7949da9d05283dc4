/** Rows of memberships: a person's time in a delegation. Of those that have not ended each person has at most one (`membership_standing`). */
import type { Rows } from './store.ts'

export interface MembershipRow {
  id: string
  person_id: string
  party_id: string
  began_at: string
  began_by: string | null
  verified_at: string | null
  verified_by: string | null
  suspended_at: string | null
  suspended_by: string | null
  ended_at: string | null
  ended_by: string | null
}

/** Throws the constraint on `membership.person_id` where the person belongs to a delegation. */
export async function insertMembership(
  rows: Rows,
  membership: Pick<MembershipRow, 'id' | 'person_id' | 'party_id' | 'began_at'> & Partial<MembershipRow>,
): Promise<void> {
  await rows
    .insertInto('membership')
    .values({ began_by: null, verified_at: null, verified_by: null, ended_at: null, ended_by: null, ...membership })
    .execute()
}

export const findStandingMembership = async (rows: Rows, personId: string): Promise<MembershipRow | undefined> =>
  (await standingMembershipsOf(rows, [personId])).get(personId)

/** The memberships of these people that stand, by person. */
export async function standingMembershipsOf(
  rows: Rows,
  personIds: readonly string[],
): Promise<Map<string, MembershipRow>> {
  const found = await rows
    .selectFrom('membership')
    .selectAll()
    .where('person_id', 'in', personIds)
    .where('ended_at', 'is', null)
    .execute()
  return new Map(found.map((membership) => [membership.person_id, membership]))
}

/** Every membership of a person, oldest first. */
export const listMembershipsOf = (rows: Rows, personId: string): Promise<MembershipRow[]> =>
  rows
    .selectFrom('membership')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('began_at')
    .orderBy('id')
    .execute()

/** Ends the membership that stands; it, or undefined where there was none. */
export const endMembership = (
  rows: Rows,
  personId: string,
  at: string,
  by: string | null,
): Promise<MembershipRow | undefined> =>
  rows
    .updateTable('membership')
    .set({ ended_at: at, ended_by: by })
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .returningAll()
    .executeTakeFirst()

/** Says that the credentials were seen; whether this call was the first to. */
export async function verifyMembership(rows: Rows, id: string, at: string, by: string): Promise<boolean> {
  const done = await rows
    .updateTable('membership')
    .set({ verified_at: at, verified_by: by })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('verified_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Suspends a membership that stands, or lifts that (`at` null); whether it was this call that did. */
export async function suspendMembership(rows: Rows, id: string, at: string | null, by: string): Promise<boolean> {
  const done = await rows
    .updateTable('membership')
    .set({ suspended_at: at, suspended_by: at === null ? null : by })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('suspended_at', at === null ? 'is not' : 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}
