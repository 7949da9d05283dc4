/** Rows of sessions, and the person behind one. */
import type { Rows } from './store.ts'

export interface SessionRow {
  id: string
  secret_hash: Uint8Array
  person_id: string
  created_at: string
  expires_at: string
  confirmed_at: string
}

export async function insertSession(rows: Rows, session: SessionRow): Promise<void> {
  await rows.insertInto('session').values(session).execute()
}

export const findSession = async (rows: Rows, id: string): Promise<SessionRow | undefined> =>
  (await findSessions(rows, [id])).get(id)

/** By id, those that there are. */
export async function findSessions(rows: Rows, ids: readonly string[]): Promise<Map<string, SessionRow>> {
  const found = await rows.selectFrom('session').selectAll().where('id', 'in', ids).execute()
  return new Map(found.map((session) => [session.id, session]))
}

export async function extendSession(rows: Rows, id: string, expiresAt: string): Promise<void> {
  await rows.updateTable('session').set({ expires_at: expiresAt }).where('id', '=', id).execute()
}

export async function confirmSession(rows: Rows, id: string, at: string): Promise<void> {
  await rows.updateTable('session').set({ confirmed_at: at }).where('id', '=', id).execute()
}

/** Whether there was one. */
export async function deleteSession(rows: Rows, id: string): Promise<boolean> {
  const done = await rows.deleteFrom('session').where('id', '=', id).executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** Sessions that ran out before `now`. */
export async function deleteExpiredSessions(rows: Rows, now: string): Promise<void> {
  await rows.deleteFrom('session').where('expires_at', '<=', now).execute()
}

/** The sessions of a person that have not run out, the newest first. */
export const listSessionsOf = (rows: Rows, personId: string, now: string): Promise<SessionRow[]> =>
  rows
    .selectFrom('session')
    .selectAll()
    .where('person_id', '=', personId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()

/** Ends a session of this person; whether there was one. */
export async function deleteSessionOf(rows: Rows, personId: string, id: string): Promise<boolean> {
  const done = await rows
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** Ends all but the `most` sessions of a person that were begun or renewed last, and never `keptId`. */
export async function deleteSessionsBeyond(rows: Rows, personId: string, most: number, keptId: string): Promise<void> {
  const kept = rows
    .selectFrom('session')
    .select('id')
    .where('person_id', '=', personId)
    .orderBy((e) => e.case().when('id', '=', keptId).then(0).else(1).end())
    .orderBy('expires_at', 'desc')
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(most)
  await rows.deleteFrom('session').where('person_id', '=', personId).where('id', 'not in', kept).execute()
}

/** Ends every session of a person but one (null: every one); how many. */
export async function deleteSessionsOf(rows: Rows, personId: string, exceptId: string | null): Promise<number> {
  const done = await rows
    .deleteFrom('session')
    .where('person_id', '=', personId)
    .where('id', '!=', exceptId ?? '')
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}
