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

/** Who held a pen: one of the two is null; `lang`: a language, or '*'. */
export type PenRow = Pick<AssignedRow, 'personId' | 'partyId' | 'lang'>

/** PN1: takes every pen of an article that writes in `lang` ('*': all of them), whoever has it. Hold the article first. */
export async function takePens(rows: Rows, articleId: string, lang: string): Promise<PenRow[]> {
  let people = rows.deleteFrom('assignment').where('article_id', '=', articleId).where('kind', '=', 'pen_holder')
  let parties = rows.deleteFrom('party_assignment').where('article_id', '=', articleId).where('kind', '=', 'pen_holder')
  if (lang !== '*') {
    people = people.where('lang', 'in', [lang, '*'])
    parties = parties.where('lang', 'in', [lang, '*'])
  }
  const [ofPeople, ofParties] = [
    await people.returning(['person_id', 'lang']).execute(),
    await parties.returning(['party_id', 'lang']).execute(),
  ]
  return [
    ...ofPeople.map((row) => ({ personId: row.person_id, partyId: null, lang: row.lang })),
    ...ofParties.map((row) => ({ personId: null, partyId: row.party_id, lang: row.lang })),
  ]
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
