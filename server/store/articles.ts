// Over 250 lines: an article, its documents and those assigned to it are read together everywhere.
/** Rows of articles, their documents and assignments. */
import { sql } from 'kysely'
import type { ArticleStatus } from '../../src/lib/domain/article.ts'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import type { Assignment } from '../../src/lib/domain/permissions.ts'

import type { Rows } from './store.ts'

export interface ArticleRow {
  id: string
  charterId: string
  kind: 'preamble' | 'article'
  position: number
  number: string | null
  headingBlock: string
  status: ArticleStatus
  sources: { label: string; note: string }[]
  createdAt: string
}

const decode = (row: {
  id: string
  charter_id: string
  kind: 'preamble' | 'article'
  position: number
  number: string | null
  heading_block: string
  status: string
  sources: string
  created_at: string
}): ArticleRow => ({
  id: row.id,
  charterId: row.charter_id,
  kind: row.kind,
  position: row.position,
  number: row.number,
  headingBlock: row.heading_block,
  status: row.status as ArticleStatus,
  sources: JSON.parse(row.sources) as ArticleRow['sources'],
  createdAt: row.created_at,
})

/** Holds the article's row until the transaction ends, so that it is not locked while its text is being written, and reads it. */
export async function holdArticle(rows: Rows, id: string): Promise<ArticleRow | undefined> {
  await rows
    .updateTable('article')
    .set((e) => ({ position: e.ref('position') }))
    .where('id', '=', id)
    .execute()
  return findArticle(rows, id)
}

/** In charter order. */
export const listArticleRows = async (rows: Rows, charterId: string): Promise<ArticleRow[]> =>
  (await rows.selectFrom('article').selectAll().where('charter_id', '=', charterId).orderBy('position').execute()).map(
    decode,
  )

export async function findArticle(rows: Rows, id: string): Promise<ArticleRow | undefined> {
  const row = await rows.selectFrom('article').selectAll().where('id', '=', id).executeTakeFirst()
  return row && decode(row)
}

export async function insertArticle(rows: Rows, article: ArticleRow): Promise<void> {
  await rows
    .insertInto('article')
    .values({
      id: article.id,
      charter_id: article.charterId,
      kind: article.kind,
      position: article.position,
      number: article.number,
      heading_block: article.headingBlock,
      status: article.status,
      sources: JSON.stringify(article.sources),
      created_at: article.createdAt,
    })
    .execute()
}

/** Makes room at `from`: everything there and behind moves one place on. One row at a time from the end, since positions are unique. */
export async function openPosition(rows: Rows, charterId: string, from: number): Promise<void> {
  const behind = await rows
    .selectFrom('article')
    .select(['id', 'position'])
    .where('charter_id', '=', charterId)
    .where('position', '>=', from)
    .orderBy('position', 'desc')
    .execute()
  for (const { id, position } of behind)
    await rows
      .updateTable('article')
      .set({ position: position + 1 })
      .where('id', '=', id)
      .execute()
}

/** Sets the status if it is still `from`; whether it was. */
export async function moveStatus(rows: Rows, id: string, from: ArticleStatus, to: ArticleStatus): Promise<boolean> {
  const done = await rows
    .updateTable('article')
    .set({ status: to })
    .where('id', '=', id)
    .where('status', '=', from)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

export interface DocumentRow {
  id: string
  articleId: string
  lang: string
}

export const listDocuments = async (rows: Rows, charterId: string): Promise<DocumentRow[]> =>
  (
    await rows
      .selectFrom('document')
      .innerJoin('article', 'article.id', 'document.article_id')
      .select(['document.id', 'document.article_id', 'document.lang'])
      .where('article.charter_id', '=', charterId)
      .orderBy('article.position')
      .orderBy('document.lang')
      .execute()
  ).map(({ id, article_id, lang }) => ({ id, articleId: article_id, lang }))

export const listDocumentsOf = async (rows: Rows, articleId: string): Promise<DocumentRow[]> =>
  (
    await rows
      .selectFrom('document')
      .select(['id', 'article_id', 'lang'])
      .where('article_id', '=', articleId)
      .orderBy('lang')
      .execute()
  ).map(({ id, article_id, lang }) => ({ id, articleId: article_id, lang }))

/** The order in which rooms of one article are held: the original language first, since the others follow it. */
export const leadingFirst =
  (originalLanguage: string) =>
  (a: DocumentRow, b: DocumentRow): number =>
    Number(b.lang === originalLanguage) - Number(a.lang === originalLanguage) || (a.id < b.id ? -1 : 1)

export async function insertDocument(
  rows: Rows,
  document: DocumentRow & { schemaVersion: number; createdAt: string },
): Promise<void> {
  await rows
    .insertInto('document')
    .values({
      id: document.id,
      article_id: document.articleId,
      lang: document.lang,
      schema_version: document.schemaVersion,
      created_at: document.createdAt,
    })
    .execute()
}

/** The first text of a new document: entry 1 of its journal, with the ids of the clients that wrote it bound to their author. */
export async function insertFirstText(
  rows: Rows,
  entry: {
    documentId: string
    bytes: Uint8Array
    clients: number[]
    authorId: string | null
    partyId: string | null
    at: string
  },
): Promise<void> {
  await rows
    .insertInto('journal')
    .values({
      document_id: entry.documentId,
      seq: 1,
      author_id: entry.authorId,
      party_id: entry.partyId,
      bytes: entry.bytes,
      at: entry.at,
    })
    .execute()
  if (entry.clients.length > 0)
    await rows
      .insertInto('client_binding')
      .values(
        entry.clients.map((client_id) => ({
          document_id: entry.documentId,
          client_id,
          person_id: entry.authorId,
        })),
      )
      .execute()
}

export interface AssignmentRow {
  articleId: string
  personId: string
  kind: Assignment
  /** A language, or '*'. */
  lang: string
}

/** Throws the constraint `assignment_pk` when it stands already. */
export async function insertAssignment(rows: Rows, row: AssignmentRow): Promise<void> {
  await rows
    .insertInto('assignment')
    .values({ article_id: row.articleId, person_id: row.personId, kind: row.kind, lang: row.lang })
    .execute()
}

/** Whether there was one. */
export async function deleteAssignment(rows: Rows, row: AssignmentRow): Promise<boolean> {
  const done = await rows
    .deleteFrom('assignment')
    .where('article_id', '=', row.articleId)
    .where('person_id', '=', row.personId)
    .where('kind', '=', row.kind)
    .where('lang', '=', row.lang)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/**
 * What a person is assigned to, by name or as a drafter of their party: article id -> assignments with their language. One that the person
 * has by both ways may stand twice.
 */
export async function assignmentsOf(
  rows: Rows,
  personId: string,
  where: { charterId: string } | { articleId: string },
): Promise<Map<string, { kind: Assignment; lang: string }[]>> {
  const own = rows
    .selectFrom('assignment')
    .innerJoin('article', 'article.id', 'assignment.article_id')
    .select(['assignment.article_id', sql<Assignment>`assignment.kind`.as('kind'), 'assignment.lang'])
    .where('assignment.person_id', '=', personId)
    .where((e) =>
      'charterId' in where
        ? e('article.charter_id', '=', where.charterId)
        : e('assignment.article_id', '=', where.articleId),
    )
  const ofParty = rows
    .selectFrom('party_assignment')
    .innerJoin('article', 'article.id', 'party_assignment.article_id')
    .innerJoin('person', 'person.party_id', 'party_assignment.party_id')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select(['party_assignment.article_id', sql<Assignment>`party_assignment.kind`.as('kind'), 'party_assignment.lang'])
    .where('person.id', '=', personId)
    .where('person_role.role', '=', 'drafter')
    .where((e) =>
      'charterId' in where
        ? e('article.charter_id', '=', where.charterId)
        : e('party_assignment.article_id', '=', where.articleId),
    )
  const byArticle = new Map<string, { kind: Assignment; lang: string }[]>()
  for (const { article_id, kind, lang } of await own.unionAll(ofParty).execute()) {
    const of = byArticle.get(article_id) ?? []
    of.push({ kind, lang })
    byArticle.set(article_id, of)
  }
  return byArticle
}

/** A document with its article and whom its charter shows to whom, for a socket; undefined when there is none. */
export async function findDocumentWithArticle(
  rows: Rows,
  documentId: string,
): Promise<{ document: DocumentRow; article: ArticleRow; presence: Disclosure } | undefined> {
  const row = await rows
    .selectFrom('document')
    .innerJoin('article', 'article.id', 'document.article_id')
    .innerJoin('charter', 'charter.id', 'article.charter_id')
    .selectAll('article')
    .select(['document.id as document_id', 'document.lang as lang', 'charter.presence as presence'])
    .where('document.id', '=', documentId)
    .executeTakeFirst()
  return (
    row && {
      document: { id: row.document_id, articleId: row.id, lang: row.lang },
      article: decode(row),
      presence: row.presence,
    }
  )
}
