/** Rows of links that work once: invitations and new passwords. Of a secret only its SHA-256, in hex, is kept (LI2). */
import type { Rows } from './store.ts'

export interface LinkRow {
  id: string
  secret_hash: string
  kind: 'invitation' | 'password'
  party_id: string | null
  email: string | null
  name: string | null
  /** JSON array */
  roles: string
  person_id: string | null
  created_by: string | null
  created_at: string
  expires_at: string
  used_at: string | null
  revoked_at: string | null
}

export async function insertLink(rows: Rows, link: LinkRow): Promise<void> {
  await rows.insertInto('one_time_link').values(link).execute()
}

export const findLink = (rows: Rows, id: string): Promise<LinkRow | undefined> =>
  rows.selectFrom('one_time_link').selectAll().where('id', '=', id).executeTakeFirst()

export const findLinkBySecret = (rows: Rows, kind: LinkRow['kind'], secretHash: string): Promise<LinkRow | undefined> =>
  rows
    .selectFrom('one_time_link')
    .selectAll()
    .where('secret_hash', '=', secretHash)
    .where('kind', '=', kind)
    .executeTakeFirst()

/** Uses a link that is open at `at`; whether it was this call that did. Of two uses at once the second waits for the first, then finds it used. */
export async function spendLink(rows: Rows, id: string, at: string): Promise<boolean> {
  const done = await rows
    .updateTable('one_time_link')
    .set({ used_at: at })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Who came of an invitation. */
export async function setLinkPerson(rows: Rows, id: string, personId: string): Promise<void> {
  await rows.updateTable('one_time_link').set({ person_id: personId }).where('id', '=', id).execute()
}

/** Revokes a link that was neither used nor revoked; whether it was this call that did. */
export async function revokeLink(rows: Rows, id: string, at: string): Promise<boolean> {
  const done = await rows
    .updateTable('one_time_link')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Revokes every open link for a new password of a person: only the last one made works. */
export async function revokePasswordLinks(rows: Rows, personId: string, at: string): Promise<void> {
  await rows
    .updateTable('one_time_link')
    .set({ revoked_at: at })
    .where('kind', '=', 'password')
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Revokes every open link that a person made, whoever it is for; their ids. */
export async function revokeLinksBy(rows: Rows, personId: string, at: string): Promise<string[]> {
  const revoked = await rows
    .updateTable('one_time_link')
    .set({ revoked_at: at })
    .where('created_by', '=', personId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .returning('id')
    .execute()
  return revoked.map(({ id }) => id).sort()
}

const invitations = (rows: Rows, partyId: string | null) =>
  rows
    .selectFrom('one_time_link')
    .where('kind', '=', 'invitation')
    .where('party_id', partyId === null ? 'is' : '=', partyId)

/** How many invitations into a party, or (null) the house, can be used at `at`. */
export const countOpenInvitations = async (rows: Rows, partyId: string | null, at: string): Promise<number> =>
  Number(
    (
      await invitations(rows, partyId)
        .select((e) => e.fn.countAll().as('count'))
        .where('used_at', 'is', null)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', at)
        .executeTakeFirstOrThrow()
    ).count,
  )

/** Invitations into a party, or (null) the house, the newest first: `limit` of them, before all others those that can be used at `at`. */
export const listInvitationRows = async (
  rows: Rows,
  partyId: string | null,
  limit: number,
  at: string,
): Promise<LinkRow[]> => {
  const found = await invitations(rows, partyId)
    .selectAll()
    .orderBy((e) =>
      e
        .case()
        .when(e.and([e('used_at', 'is', null), e('revoked_at', 'is', null), e('expires_at', '>', at)]))
        .then(0)
        .else(1)
        .end(),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return found.sort((a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : 0))
}
