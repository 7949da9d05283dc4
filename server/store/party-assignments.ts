/** Rows of assignments of whole parties, and those of an article or a person together with assignments by name. */
import { sql } from 'kysely'
import type { Assignment } from '../../src/lib/domain/permissions.ts'
import type { Rows } from './store.ts'

export interface PartyAssignmentRow {
  articleId: string
  partyId: string
  kind: 'drafter' | 'pen_holder'
  /** A language, or '*'. */
  lang: string
}

/** Throws the constraint on `party_assignment.party_id` when it stands already. */
export async function insertPartyAssignment(rows: Rows, row: PartyAssignmentRow): Promise<void> {
  await rows
    .insertInto('party_assignment')
    .values({ article_id: row.articleId, party_id: row.partyId, kind: row.kind, lang: row.lang })
    .execute()
}

/** Whether there was one. */
export async function deletePartyAssignment(rows: Rows, row: PartyAssignmentRow): Promise<boolean> {
  const done = await rows
    .deleteFrom('party_assignment')
    .where('article_id', '=', row.articleId)
    .where('party_id', '=', row.partyId)
    .where('kind', '=', row.kind)
    .where('lang', '=', row.lang)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** Who was pen-holder of an article in a language and is no more: ids of a person and of a party. Hold the article first. */
export async function takePen(
  rows: Rows,
  articleId: string,
  lang: string,
): Promise<{ personId: string | null; partyId: string | null }> {
  const where = { article_id: articleId, kind: 'pen_holder', lang } as const
  const [person, party] = [
    await rows
      .deleteFrom('assignment')
      .where((e) => e.and(where))
      .returning('person_id')
      .executeTakeFirst(),
    await rows
      .deleteFrom('party_assignment')
      .where((e) => e.and(where))
      .returning('party_id')
      .executeTakeFirst(),
  ]
  return { personId: person?.person_id ?? null, partyId: party?.party_id ?? null }
}

/** Takes a person off every article and drafting group; the ids of the articles. */
export async function takeAssignmentsOff(rows: Rows, personId: string): Promise<string[]> {
  await rows.deleteFrom('drafting_group').where('person_id', '=', personId).execute()
  const taken = await rows.deleteFrom('assignment').where('person_id', '=', personId).returning('article_id').execute()
  return [...new Set(taken.map(({ article_id }) => article_id))].sort()
}

export interface AssignedRow {
  articleId: string
  kind: Assignment
  lang: string
  /** One of the two is null. */
  personId: string | null
  partyId: string | null
}

/** Everybody assigned to an article, or to those of a charter, in charter order: parties before people. */
export async function listAssignedTo(
  rows: Rows,
  where: { charterId: string } | { articleId: string },
): Promise<AssignedRow[]> {
  const parties = rows
    .selectFrom('party_assignment')
    .innerJoin('article', 'article.id', 'party_assignment.article_id')
    .select([
      'article.position',
      'party_assignment.article_id',
      'party_assignment.lang',
      sql<Assignment>`party_assignment.kind`.as('kind'),
      'party_assignment.party_id',
      sql<string | null>`null`.as('person_id'),
    ])
    .where((e) =>
      'charterId' in where ? e('article.charter_id', '=', where.charterId) : e('article.id', '=', where.articleId),
    )
  const people = rows
    .selectFrom('assignment')
    .innerJoin('article', 'article.id', 'assignment.article_id')
    .select([
      'article.position',
      'assignment.article_id',
      'assignment.lang',
      sql<Assignment>`assignment.kind`.as('kind'),
      sql<string | null>`null`.as('party_id'),
      'assignment.person_id',
    ])
    .where((e) =>
      'charterId' in where ? e('article.charter_id', '=', where.charterId) : e('article.id', '=', where.articleId),
    )
  const found = [...(await parties.execute()), ...(await people.execute())]
  return found
    .sort((a, b) => a.position - b.position)
    .map((row) => ({
      articleId: row.article_id,
      kind: row.kind,
      lang: row.lang,
      personId: row.person_id,
      partyId: row.party_id,
    }))
}
