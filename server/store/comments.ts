// Over 250 lines: threads, replies and the memory of their places are read together.
/** Rows of comments: threads and their replies. */
import type { Anchor, AnchorMemory, PastFields } from '../../src/lib/domain/contract.ts'
import type { Rows } from './store.ts'

export type Visibility = 'participants' | 'delegation' | 'public' | 'private'

export interface CommentRow {
  id: string
  articleId: string
  /** Null: opens a thread. */
  threadId: string | null
  lang: string
  /** Null: a record of the past whose author has no account. */
  authorId: string | null
  /** As it was then. */
  authorName: string
  partyId: string | null
  body: string
  status: string
  visibility: Visibility
  anchor: Anchor | null
  /** Of an anchor; null: nothing is known beside it. */
  memory: AnchorMemory | null
  contributionId: string | null
  createdAt: string
  /** As what the author spoke (`AUTHOR_ROLES`), the capacity they had declared then and their ties. */
  authorRole: string | null
  authorCapacity: string | null
  authorTies: string | null
  /** When it was last settled, and by whom (a person's id). */
  settledAt: string | null
  settledBy: string | null
  /** Why it was closed without action or withheld. */
  ground: string | null
  /** The proposal that a thread is about; absent: none. */
  proposalId?: string | null
}

interface Stored {
  id: string
  article_id: string
  thread_id: string | null
  lang: string
  author_id: string | null
  author_name: string
  party_id: string | null
  body: string
  status: string
  visibility: string
  anchor: string | null
  contribution_id: string | null
  created_at: string
  author_role: string | null
  author_capacity: string | null
  author_ties: string | null
  settled_at: string | null
  settled_by: string | null
  ground: string | null
  proposal_id: string | null
}

const decode = (row: Stored): CommentRow => ({
  id: row.id,
  articleId: row.article_id,
  threadId: row.thread_id,
  lang: row.lang,
  authorId: row.author_id,
  authorName: row.author_name,
  partyId: row.party_id,
  body: row.body,
  status: row.status,
  visibility: row.visibility as Visibility,
  ...anchorOf(row.anchor),
  contributionId: row.contribution_id,
  createdAt: row.created_at,
  authorRole: row.author_role,
  authorCapacity: row.author_capacity,
  authorTies: row.author_ties,
  settledAt: row.settled_at,
  settledBy: row.settled_by,
  ground: row.ground,
  proposalId: row.proposal_id,
})

/** One JSON text holds the anchor and what is remembered with it. */
export function anchorOf(json: string | null): Pick<CommentRow, 'anchor' | 'memory'> {
  if (json === null) return { anchor: null, memory: null }
  const { memory = null, ...anchor } = JSON.parse(json) as Anchor & { memory?: AnchorMemory }
  return { anchor, memory }
}
const anchorText = ({ anchor, memory }: CommentRow): string | null =>
  anchor === null ? null : JSON.stringify(memory === null ? anchor : { ...anchor, memory })

export async function insertComment(rows: Rows, comment: CommentRow): Promise<void> {
  await rows
    .insertInto('comment')
    .values({
      id: comment.id,
      article_id: comment.articleId,
      thread_id: comment.threadId,
      lang: comment.lang,
      author_id: comment.authorId,
      author_name: comment.authorName,
      party_id: comment.partyId,
      body: comment.body,
      status: comment.status,
      visibility: comment.visibility,
      anchor: anchorText(comment),
      contribution_id: comment.contributionId,
      created_at: comment.createdAt,
      author_role: comment.authorRole,
      author_capacity: comment.authorCapacity,
      author_ties: comment.authorTies,
      settled_at: comment.settledAt,
      settled_by: comment.settledBy,
      ground: comment.ground,
      proposal_id: comment.proposalId ?? null,
    })
    .execute()
}

export async function findComment(rows: Rows, id: string): Promise<CommentRow | undefined> {
  const row = await rows.selectFrom('comment').selectAll().where('id', '=', id).executeTakeFirst()
  return row && decode(row)
}

/** Holds a thread until the transaction ends, so that an answer to it and the end of another are one after the other; reads it. */
export async function holdThread(rows: Rows, id: string): Promise<CommentRow | undefined> {
  await rows
    .updateTable('comment')
    .set((e) => ({ status: e.ref('status') }))
    .where('id', '=', id)
    .execute()
  return findComment(rows, id)
}

/** Everything said on an article, threads and replies, oldest first. */
export const listCommentRows = async (rows: Rows, articleId: string): Promise<CommentRow[]> =>
  (
    await rows
      .selectFrom('comment')
      .selectAll()
      .where('article_id', '=', articleId)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  ).map(decode)

/** A thread and its replies, oldest first; empty when there is no such thread. */
export const listThreadRows = async (rows: Rows, threadId: string): Promise<CommentRow[]> =>
  (
    await rows
      .selectFrom('comment')
      .selectAll()
      .where((e) => e.or([e('id', '=', threadId), e('thread_id', '=', threadId)]))
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  ).map(decode)

/** Everything said on the articles of a charter, oldest first. */
export const listCharterCommentRows = async (rows: Rows, charterId: string): Promise<CommentRow[]> =>
  (
    await rows
      .selectFrom('comment')
      .innerJoin('article', 'article.id', 'comment.article_id')
      .selectAll('comment')
      .where('article.charter_id', '=', charterId)
      .orderBy('comment.created_at')
      .orderBy('comment.id')
      .execute()
  ).map(decode)

/** What opens each thread of a charter's working articles, as far as it is asked who sees it and whether it is settled. */
export const listThreadHeads = async (
  rows: Rows,
  charterId: string,
): Promise<Pick<CommentRow, 'articleId' | 'authorId' | 'partyId' | 'visibility' | 'status'>[]> =>
  (
    await rows
      .selectFrom('comment')
      .innerJoin('article', 'article.id', 'comment.article_id')
      .select(['comment.article_id', 'comment.author_id', 'comment.party_id', 'comment.visibility', 'comment.status'])
      .where('article.charter_id', '=', charterId)
      .where('article.removed_at', 'is', null)
      .where('comment.thread_id', 'is', null)
      .execute()
  ).map((row) => ({
    articleId: row.article_id,
    authorId: row.author_id,
    partyId: row.party_id,
    visibility: row.visibility as Visibility,
    status: row.status,
  }))

/** The same of threads about words, with what finds these again. */
export const listAnchors = async (
  rows: Rows,
  charterId: string,
): Promise<
  Pick<CommentRow, 'articleId' | 'authorId' | 'partyId' | 'visibility' | 'status' | 'lang' | 'anchor' | 'memory'>[]
> =>
  (
    await rows
      .selectFrom('comment')
      .innerJoin('article', 'article.id', 'comment.article_id')
      .selectAll('comment')
      .where('article.charter_id', '=', charterId)
      .where('article.removed_at', 'is', null)
      .where('comment.thread_id', 'is', null)
      .where('comment.anchor', 'is not', null)
      .execute()
  ).map(decode)

/** Everything said on a charter, as far as it is asked who sees it and when something became of it; threads and replies, by id. */
export const listCommentTurns = async (
  rows: Rows,
  charterId: string,
): Promise<Pick<CommentRow, 'id' | 'threadId' | 'authorId' | 'partyId' | 'visibility' | 'status' | 'settledAt'>[]> =>
  (
    await rows
      .selectFrom('comment')
      .innerJoin('article', 'article.id', 'comment.article_id')
      .select(['comment.id', 'comment.thread_id', 'comment.author_id', 'comment.party_id', 'comment.visibility'])
      .select(['comment.status', 'comment.settled_at'])
      .where('article.charter_id', '=', charterId)
      .orderBy('comment.id')
      .execute()
  ).map((row) => ({
    id: row.id,
    threadId: row.thread_id,
    authorId: row.author_id,
    partyId: row.party_id,
    visibility: row.visibility as Visibility,
    status: row.status,
    settledAt: row.settled_at,
  }))

/** Contribution id -> what the file says of it, of those asked for. */
export async function listPastFields(
  rows: Rows,
  charterId: string,
  ids: readonly string[],
): Promise<Map<string, PastFields>> {
  if (ids.length === 0) return new Map()
  const found = await rows
    .selectFrom('contribution')
    .select(['id', 'data'])
    .where('charter_id', '=', charterId)
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(found.map(({ id, data }) => [id, JSON.parse(data) as PastFields]))
}

/** When a person last went through the comments of an article; null: never. */
export async function commentVisitOf(rows: Rows, personId: string, articleId: string): Promise<string | null> {
  const found = await rows
    .selectFrom('comment_visit')
    .select('at')
    .where('person_id', '=', personId)
    .where('article_id', '=', articleId)
    .executeTakeFirst()
  return found?.at ?? null
}

/** Keeps the later of two visits. */
export async function keepCommentVisit(rows: Rows, personId: string, articleId: string, at: string): Promise<void> {
  await rows
    .insertInto('comment_visit')
    .values({ person_id: personId, article_id: articleId, at })
    .onConflict((conflict) =>
      conflict.columns(['person_id', 'article_id']).doUpdateSet({ at }).where('comment_visit.at', '<', at),
    )
    .execute()
}

/** Whether a charter shows capacities and ties beside statements. */
export async function isCapacityShown(rows: Rows, charterId: string): Promise<boolean> {
  const found = await rows.selectFrom('charter').select('capacities').where('id', '=', charterId).executeTakeFirst()
  return found?.capacities === 'shown'
}

/** Sets the status of a comment, and why, if it is one of those, or none of those; whether it was. */
export async function moveCommentStatus(
  rows: Rows,
  id: string,
  is: { from: readonly string[] } | { notFrom: readonly string[] },
  to: string,
  by: { at: string; personId: string; ground?: string },
): Promise<boolean> {
  let update = rows
    .updateTable('comment')
    .set({ status: to, settled_at: by.at, settled_by: by.personId, ground: by.ground ?? null })
    .where('id', '=', id)
  update = 'from' in is ? update.where('status', 'in', is.from) : update.where('status', 'not in', is.notFrom)
  return (await update.executeTakeFirst()).numUpdatedRows > 0n
}

/** Withholds a comment that stands in none of these; how it stood is kept. Whether it did. */
export async function withholdComment(
  rows: Rows,
  id: string,
  notFrom: readonly string[],
  by: { at: string; personId: string; ground: string },
): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('comment')
    .set((e) => ({
      was_status: e.ref('status'),
      was_settled_at: e.ref('settled_at'),
      was_settled_by: e.ref('settled_by'),
      was_ground: e.ref('ground'),
      status: 'withheld',
      settled_at: by.at,
      settled_by: by.personId,
      ground: by.ground,
    }))
    .where('id', '=', id)
    .where('status', 'not in', notFrom)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Brings a withheld comment back to how it stood; one that came withheld from a file is open. Whether it was withheld. */
export async function releaseComment(rows: Rows, id: string): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('comment')
    .set((e) => ({
      status: e.fn.coalesce('was_status', e.val('open')),
      settled_at: e.ref('was_settled_at'),
      settled_by: e.ref('was_settled_by'),
      ground: e.ref('was_ground'),
      was_status: null,
      was_settled_at: null,
      was_settled_by: null,
      was_ground: null,
    }))
    .where('id', '=', id)
    .where('status', '=', 'withheld')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The thread that an imported contribution opened; undefined: it opened none. */
export async function threadOfContribution(
  rows: Rows,
  charterId: string,
  contributionId: string,
): Promise<string | undefined> {
  const found = await rows
    .selectFrom('comment')
    .innerJoin('article', 'article.id', 'comment.article_id')
    .select('comment.id')
    .where('article.charter_id', '=', charterId)
    .where('comment.contribution_id', '=', contributionId)
    .where('comment.thread_id', 'is', null)
    .executeTakeFirst()
  return found?.id
}

/** Says of the thread that an imported contribution opened that it is about this proposal. */
export async function linkThread(
  rows: Rows,
  charterId: string,
  contributionId: string,
  proposalId: string,
): Promise<void> {
  const id = await threadOfContribution(rows, charterId, contributionId)
  if (id !== undefined)
    await rows.updateTable('comment').set({ proposal_id: proposalId }).where('id', '=', id).execute()
}
