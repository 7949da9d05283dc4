// Over 250 lines: an article, its documents and those assigned to it are read together everywhere.
/** Rows of articles, their documents and assignments. */
import { sql } from 'kysely'
import type { ArticleStatus } from '../../src/lib/domain/article.ts'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import type { Assignment } from '../../src/lib/domain/permissions.ts'
import type { RoundNumbers } from '../../src/lib/domain/places.ts'
import type { Author } from '../../src/lib/domain/authored.ts'
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
  /** Marked deleted (AR5); its number is kept. */
  deletedAt: string | null
  deletedReason: string | null
  /** The numbers that its blocks had when the round began; null: they are numbered by position. */
  round: RoundNumbers | null
  /** Blocks of its text that are deleted by agreement (AG12), as `provision` says: they stand in the text until a version without them is published. */
  deletedBlocks: readonly string[]
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
  deleted_at: string | null
  deleted_reason: string | null
  numbers: string | null
  deleted_blocks: string | null
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
  deletedAt: row.deleted_at,
  deletedReason: row.deleted_reason,
  round: row.numbers === null ? null : (JSON.parse(row.numbers) as RoundNumbers),
  deletedBlocks: row.deleted_blocks === null ? [] : (JSON.parse(row.deleted_blocks) as string[]),
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

/** Article id -> the blocks that are deleted by agreement; of those that have any. */
export async function deletedBlocksOf(rows: Rows, articleIds: readonly string[]): Promise<Map<string, string[]>> {
  if (articleIds.length === 0) return new Map()
  const found = await rows
    .selectFrom('article')
    .select(['id', 'deleted_blocks'])
    .where('id', 'in', [...new Set(articleIds)])
    .where('deleted_blocks', 'is not', null)
    .execute()
  return new Map(found.map(({ id, deleted_blocks }) => [id, JSON.parse(deleted_blocks!) as string[]]))
}

/** In charter order; those marked deleted too, those removed not. */
export const listArticleRows = async (rows: Rows, charterId: string): Promise<ArticleRow[]> =>
  (
    await rows
      .selectFrom('article')
      .selectAll()
      .where('charter_id', '=', charterId)
      .where('removed_at', 'is', null)
      .orderBy('position')
      .execute()
  ).map(decode)

/** Those that were removed and on which something was said, oldest removal first: the article, its documents, and when it went. */
export async function listRemovedWithComments(
  rows: Rows,
  charterId: string,
): Promise<{ article: ArticleRow; removedAt: string; documents: DocumentRow[] }[]> {
  const found = await rows
    .selectFrom('article')
    .selectAll()
    .where('charter_id', '=', charterId)
    .where('removed_at', 'is not', null)
    .where((e) =>
      e.exists(e.selectFrom('comment').select('comment.id').whereRef('comment.article_id', '=', 'article.id')),
    )
    .orderBy('removed_at')
    .orderBy('id')
    .execute()
  if (found.length === 0) return []
  const documents = await rows
    .selectFrom('document')
    .select(['id', 'article_id', 'lang'])
    .where(
      'article_id',
      'in',
      found.map(({ id }) => id),
    )
    .orderBy('lang')
    .execute()
  return found.map((row) => ({
    article: decode(row),
    removedAt: row.removed_at!,
    documents: documents
      .filter(({ article_id }) => article_id === row.id)
      .map(({ id, lang }) => ({ id, articleId: row.id, lang })),
  }))
}

/** One that was removed is not there. */
export async function findArticle(rows: Rows, id: string): Promise<ArticleRow | undefined> {
  const row = await rows
    .selectFrom('article')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row && decode(row)
}

export async function insertArticle(
  rows: Rows,
  article: Omit<ArticleRow, 'deletedAt' | 'deletedReason' | 'round' | 'deletedBlocks'>,
): Promise<void> {
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
    .where('removed_at', 'is', null)
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

/** Gives articles their places and numbers, all at once: out of each other's way first, since both are unique in a charter. */
export async function writeOrder(
  rows: Rows,
  charterId: string,
  order: readonly { id: string; position: number; number: string | null }[],
): Promise<void> {
  const lowest = await lowestPosition(rows, charterId)
  for (const [i, { id }] of order.entries())
    await rows
      .updateTable('article')
      .set({ position: lowest - 1 - i, number: null })
      .where('id', '=', id)
      .execute()
  for (const { id, position, number } of order)
    await rows.updateTable('article').set({ position, number }).where('id', '=', id).execute()
}

/** A version was cut: from now on these are the numbers of the article's blocks. */
export const beginRound = async (rows: Rows, id: string, numbers: RoundNumbers): Promise<void> => {
  await rows
    .updateTable('article')
    .set({ numbers: JSON.stringify(numbers) })
    .where('id', '=', id)
    .execute()
}

/** From now on the blocks of this charter are numbered by position. */
export const endRound = async (rows: Rows, charterId: string): Promise<void> => {
  await rows.updateTable('article').set({ numbers: null }).where('charter_id', '=', charterId).execute()
}

/** At most 0: what was removed keeps a place of its own below all others, since places are unique. */
export const lowestPosition = async (rows: Rows, charterId: string): Promise<number> =>
  Math.min(
    0,
    (
      await rows
        .selectFrom('article')
        .select((e) => e.fn.min('position').as('lowest'))
        .where('charter_id', '=', charterId)
        .executeTakeFirst()
    )?.lowest ?? 0,
  )

/** Marks an article deleted, or (`null`) not any more. Whether it was this call that did. */
export async function markDeleted(
  rows: Rows,
  id: string,
  mark: { at: string; reason: string } | null,
): Promise<boolean> {
  const done = await rows
    .updateTable('article')
    .set({ deleted_at: mark?.at ?? null, deleted_reason: mark?.reason ?? null })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .where('deleted_at', mark === null ? 'is not' : 'is', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Takes an article out of the working text: place and number are free, its rows stay. */
export async function removeArticle(rows: Rows, charterId: string, id: string, at: string): Promise<void> {
  const position = (await lowestPosition(rows, charterId)) - 1
  await rows
    .updateTable('article')
    .set({ removed_at: at, position, number: null })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .execute()
}

/** Whether people said anything about an article, or a version that stands or stood in public has it. */
export async function isArticleKnown(rows: Rows, id: string): Promise<boolean> {
  const comment = await rows.selectFrom('comment').select('id').where('article_id', '=', id).limit(1).executeTakeFirst()
  if (comment) return true
  const version = await rows
    .selectFrom('version_article')
    .innerJoin('version', 'version.id', 'version_article.version_id')
    .select('version.id')
    .where('version_article.article_id', '=', id)
    .where((e) => e.or([e('version.published_at', 'is not', null), e('version.withdrawn_at', 'is', null)]))
    .limit(1)
    .executeTakeFirst()
  return version !== undefined
}

/** Sets the status if it is still `from`; whether it was. */
export async function moveStatus(rows: Rows, id: string, from: ArticleStatus, to: ArticleStatus): Promise<boolean> {
  const done = await rows
    .updateTable('article')
    .set({ status: to })
    .where('id', '=', id)
    .where('status', '=', from)
    .where('deleted_at', 'is', null)
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
      .select(['document.id', 'article.id as article_id', 'document.lang'])
      .where('article.charter_id', '=', charterId)
      .where('article.removed_at', 'is', null)
      .orderBy('article.position')
      .orderBy('document.lang')
      .execute()
  ).map(({ id, article_id, lang }) => ({ id, articleId: article_id, lang }))

export const listDocumentsOf = async (rows: Rows, articleId: string): Promise<DocumentRow[]> =>
  (
    await rows
      .selectFrom('document')
      .select(['id', 'lang'])
      .where('article_id', '=', articleId)
      .orderBy('lang')
      .execute()
  ).map(({ id, lang }) => ({ id, articleId, lang }))

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
  {
    documentId,
    bytes,
    clients,
    by,
    at,
  }: { documentId: string; bytes: Uint8Array; clients: number[]; by: Author; at: string },
): Promise<void> {
  const { authorId, partyId, hat } = by
  await rows
    .insertInto('journal')
    .values({ document_id: documentId, seq: 1, author_id: authorId, party_id: partyId, hat, bytes, at })
    .execute()
  if (clients.length > 0)
    await rows
      .insertInto('client_binding')
      .values(clients.map((client_id) => ({ document_id: documentId, client_id, person_id: authorId })))
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

/** What somebody is assigned to do in an article, in which language. */
export interface AssignedTo {
  kind: Assignment
  lang: string
}

/**
 * What a person is assigned to, by name or as a drafter of their party: article id -> assignments with their language. One that the person
 * has by both ways may stand twice.
 */
export const assignmentsOf = async (
  rows: Rows,
  personId: string,
  where: { charterId: string } | { articleId: string },
): Promise<Map<string, AssignedTo[]>> =>
  (await assignmentsOfAll(rows, [personId], 'articleId' in where ? { articleIds: [where.articleId] } : where)).get(
    personId,
  ) ?? new Map<string, AssignedTo[]>()

/** As `assignmentsOf`, of several people: person id -> article id -> assignments. */
export async function assignmentsOfAll(
  rows: Rows,
  personIds: readonly string[],
  where: { charterId: string } | { articleIds: readonly string[] },
): Promise<Map<string, Map<string, AssignedTo[]>>> {
  const own = rows
    .selectFrom('assignment')
    .innerJoin('article', 'article.id', 'assignment.article_id')
    .select([
      'assignment.person_id',
      'assignment.article_id',
      sql<Assignment>`assignment.kind`.as('kind'),
      'assignment.lang',
    ])
    .where('assignment.person_id', 'in', personIds)
    .where((e) =>
      'charterId' in where
        ? e('article.charter_id', '=', where.charterId)
        : e('assignment.article_id', 'in', where.articleIds),
    )
  const ofParty = rows
    .selectFrom('party_assignment')
    .innerJoin('article', 'article.id', 'party_assignment.article_id')
    .innerJoin('person', 'person.party_id', 'party_assignment.party_id')
    .innerJoin('person_role', 'person_role.person_id', 'person.id')
    .select([
      'person.id as person_id',
      'party_assignment.article_id',
      sql<Assignment>`party_assignment.kind`.as('kind'),
      'party_assignment.lang',
    ])
    .where('person.id', 'in', personIds)
    .where('person_role.role', '=', 'drafter')
    .where((e) =>
      'charterId' in where
        ? e('article.charter_id', '=', where.charterId)
        : e('party_assignment.article_id', 'in', where.articleIds),
    )
  const byPerson = new Map<string, Map<string, AssignedTo[]>>()
  for (const { person_id, article_id, kind, lang } of await own.unionAll(ofParty).execute()) {
    let byArticle = byPerson.get(person_id)
    if (byArticle === undefined) byPerson.set(person_id, (byArticle = new Map()))
    const of = byArticle.get(article_id) ?? []
    of.push({ kind, lang })
    byArticle.set(article_id, of)
  }
  return byPerson
}

/** Of `document` and `proposal` (both may be joined): the article whose text it is, or to whose text it proposes something. */
export const ITS_ARTICLE = sql<string>`coalesce(document.article_id, proposal.article_id)`

/** A document, its article, and whom its charter shows to whom. */
export interface DocumentWithArticle {
  document: DocumentRow
  article: ArticleRow
  presence: Disclosure
  /** Whose own text it is; null: the article's. */
  proposalId: string | null
}

/** For sockets: by the id of the document, those that there are; a proposal's texts with the article they are about. */
export async function findDocumentsWithArticle(
  rows: Rows,
  documentIds: readonly string[],
): Promise<Map<string, DocumentWithArticle>> {
  const found = await rows
    .selectFrom('document')
    .leftJoin('proposal_text', 'proposal_text.document_id', 'document.id')
    .leftJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .innerJoin('article', (join) => join.on('article.id', '=', ITS_ARTICLE))
    .innerJoin('charter', 'charter.id', 'article.charter_id')
    .selectAll('article')
    .select(['document.id as document_id', 'document.lang as lang', 'charter.presence as presence'])
    .select('proposal.id as proposal_id')
    .where('document.id', 'in', documentIds)
    .where('article.removed_at', 'is', null)
    .execute()
  return new Map(
    found.map((row) => [
      row.document_id,
      {
        document: { id: row.document_id, articleId: row.id, lang: row.lang },
        article: decode(row),
        presence: row.presence,
        proposalId: row.proposal_id,
      },
    ]),
  )
}
