/** Reads for whoever holds what is stored against itself: everything of one kind, a little at a time. */
import type { Rows } from './store.ts'

/** Every text's id, in order. */
export async function allDocumentIds(rows: Rows): Promise<string[]> {
  const found = await rows.selectFrom('document').select('id').orderBy('id').execute()
  return found.map(({ id }) => id)
}

/** The compacted states of a text that are kept, the earliest first. */
export async function snapshotsOf(rows: Rows, documentId: string): Promise<{ seq: number; bytes: Uint8Array }[]> {
  return rows
    .selectFrom('snapshot')
    .select(['seq', 'bytes'])
    .where('document_id', '=', documentId)
    .orderBy('seq')
    .execute()
}

/** Every version by its label and published hash; its bytes are read one by one (`readCanonical`). */
export async function versionHashes(rows: Rows): Promise<{ id: string; label: string; sha256: string }[]> {
  return rows.selectFrom('version').select(['id', 'label', 'sha256']).orderBy('id').execute()
}

/** Sign-offs that name another hash than their version has. */
export async function signoffsOfOtherHashes(rows: Rows): Promise<string[]> {
  const found = await rows
    .selectFrom('signoff')
    .innerJoin('version', 'version.id', 'signoff.version_id')
    .select('signoff.id')
    .whereRef('signoff.sha256', '!=', 'version.sha256')
    .execute()
  return found.map(({ id }) => id)
}

/** The instant of the last row of the record; null: there is none. */
export async function lastRecorded(rows: Rows): Promise<string | null> {
  const found = await rows.selectFrom('audit').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return found?.at ?? null
}

/** Accounts that may sign in, of a role, or with an address that ends so. */
export async function countAccounts(
  rows: Rows,
  { role, addressEnds }: { role?: string; addressEnds?: string },
): Promise<number> {
  let query = rows
    .selectFrom('person')
    .select((e) => e.fn.countAll().as('n'))
    .where('deactivated_at', 'is', null)
    .where('password_hash', 'is not', null)
  if (role !== undefined)
    query = query.where('id', 'in', (e) => e.selectFrom('person_role').select('person_id').where('role', '=', role))
  if (addressEnds !== undefined) query = query.where('email', 'like', `%${addressEnds}`)
  return Number((await query.executeTakeFirstOrThrow()).n)
}
