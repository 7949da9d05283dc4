/** Rows that home and triage ask for together, of a whole charter at once. */
import type { AuditRow } from '../../src/lib/domain/contract.ts'
import type { Role } from '../../src/lib/domain/actor.ts'
import { decodeAudit, lastOfRecord } from './audit.ts'
import { listCommentRows, type CommentRow } from './comments.ts'
import type { Rows } from './store.ts'

/** Everything said on a charter, oldest first within each article. */
export async function listCommentsOfCharter(rows: Rows, charterId: string): Promise<CommentRow[]> {
  const said = await rows
    .selectFrom('comment')
    .innerJoin('article', 'article.id', 'comment.article_id')
    .select('comment.article_id as id')
    .distinct()
    .where('article.charter_id', '=', charterId)
    .execute()
  return (await Promise.all(said.map(({ id }) => listCommentRows(rows, id)))).flat()
}

/** Ids of those who speak for the house: secretariat and chair. */
export const listHouse = async (rows: Rows): Promise<Set<string>> =>
  new Set(
    (
      await rows.selectFrom('person_role').select('person_id').where('role', 'in', ['secretariat', 'chair']).execute()
    ).map(({ person_id }) => person_id),
  )

/** Document id -> when this person last had it open. */
export const visitsOf = async (rows: Rows, charterId: string, personId: string): Promise<Map<string, string>> =>
  new Map(
    (
      await rows
        .selectFrom('visit')
        .innerJoin('document', 'document.id', 'visit.document_id')
        .innerJoin('article', 'article.id', 'document.article_id')
        .select(['visit.document_id', 'visit.at'])
        .where('article.charter_id', '=', charterId)
        .where('visit.person_id', '=', personId)
        .execute()
    ).map(({ document_id, at }) => [document_id, at]),
  )

/** Article id -> when this person last went through its comments. */
export const commentVisitsOf = async (rows: Rows, charterId: string, personId: string): Promise<Map<string, string>> =>
  new Map(
    (
      await rows
        .selectFrom('comment_visit')
        .innerJoin('article', 'article.id', 'comment_visit.article_id')
        .select(['comment_visit.article_id', 'comment_visit.at'])
        .where('article.charter_id', '=', charterId)
        .where('comment_visit.person_id', '=', personId)
        .execute()
    ).map(({ article_id, at }) => [article_id, at]),
  )

export interface VisitorRow {
  id: string
  name: string
  partyId: string | null
  party: { code: string; name: string } | null
  roles: Role[]
}

/** Who had a text of the charter open since `since` and still has an account, by name. How often is nobody's business. */
export async function listVisitors(rows: Rows, charterId: string, since: string): Promise<VisitorRow[]> {
  const found = await rows
    .selectFrom('person')
    .leftJoin('party', 'party.id', 'person.party_id')
    .leftJoin('person_role', 'person_role.person_id', 'person.id')
    .select([
      'person.id',
      'person.name',
      'person.party_id',
      'party.code',
      'party.name as party_name',
      'person_role.role',
    ])
    .where('person.deactivated_at', 'is', null)
    .where((e) =>
      e.exists(
        e
          .selectFrom('visit')
          .innerJoin('document', 'document.id', 'visit.document_id')
          .innerJoin('article', 'article.id', 'document.article_id')
          .select('visit.person_id')
          .whereRef('visit.person_id', '=', 'person.id')
          .where('article.charter_id', '=', charterId)
          .where('visit.at', '>=', since),
      ),
    )
    .orderBy('person.name')
    .orderBy('person.id')
    .execute()
  const people = new Map<string, VisitorRow>()
  for (const { id, name, party_id, code, party_name, role } of found) {
    const person = people.get(id) ?? {
      id,
      name,
      partyId: party_id,
      party: code === null ? null : { code, name: party_name! },
      roles: [],
    }
    if (role !== null) person.roles.push(role as Role)
    people.set(id, person)
  }
  return [...people.values()]
}

/** People of parties whose credentials nobody has seen yet, longest waiting first. `partyId` null: of every party. */
export async function listUnverified(
  rows: Rows,
  partyId: string | null,
): Promise<{ id: string; name: string; party: { code: string; name: string }; since: string }[]> {
  let query = rows
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person_id')
    .innerJoin('party', 'party.id', 'membership.party_id')
    .select(['person.id', 'person.name', 'party.code', 'party.name as party_name', 'membership.began_at'])
    .where('membership.ended_at', 'is', null)
    .where('membership.verified_at', 'is', null)
    .where('person.deactivated_at', 'is', null)
  if (partyId !== null) query = query.where('membership.party_id', '=', partyId)
  const found = await query.orderBy('membership.began_at').orderBy('membership.id').execute()
  return found.map(({ id, name, code, party_name, began_at }) => ({
    id,
    name,
    party: { code, name: party_name },
    since: began_at,
  }))
}

/** Invitations into a party that still work, counted, and when the first of them ends; null: there are none. */
export async function openInvitations(
  rows: Rows,
  partyId: string,
  now: string,
): Promise<{ count: number; nextExpiry: string } | null> {
  const found = await rows
    .selectFrom('one_time_link')
    .select((e) => [e.fn.countAll().as('count'), e.fn.min('expires_at').as('next')])
    .where('kind', '=', 'invitation')
    .where('party_id', '=', partyId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  return Number(found.count) === 0 ? null : { count: Number(found.count), nextExpiry: found.next }
}

/** The newest rows of the record of these acts, newest first; a row that was written over is left out. */
export async function recentAudit(rows: Rows, acts: readonly string[], limit: number): Promise<AuditRow[]> {
  const found = await rows
    .selectFrom('audit')
    .selectAll()
    .where('act', 'in', acts)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return found.flatMap((stored) => decodeAudit(stored) ?? [])
}

export async function readRecordEnd(rows: Rows): Promise<{ entries: number; lastAt: string | null }> {
  const entries = await lastOfRecord(rows)
  const last = await rows.selectFrom('audit').select('at').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return { entries, lastAt: last?.at ?? null }
}
