/** Rows of comments: threads and their replies. */
import type { Anchor } from '../../src/lib/domain/contract.ts'
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
  contributionId: string | null
  createdAt: string
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
  anchor: row.anchor === null ? null : (JSON.parse(row.anchor) as Anchor),
  contributionId: row.contribution_id,
  createdAt: row.created_at,
})

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
      anchor: comment.anchor === null ? null : JSON.stringify(comment.anchor),
      contribution_id: comment.contributionId,
      created_at: comment.createdAt,
    })
    .execute()
}

export async function findComment(rows: Rows, id: string): Promise<CommentRow | undefined> {
  const row = await rows.selectFrom('comment').selectAll().where('id', '=', id).executeTakeFirst()
  return row && decode(row)
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

/** Sets the status of a thread if it is the one, or none of those; whether it was. */
export async function moveCommentStatus(
  rows: Rows,
  id: string,
  is: { from: string } | { notFrom: readonly string[] },
  to: string,
): Promise<boolean> {
  let update = rows.updateTable('comment').set({ status: to }).where('id', '=', id)
  update = 'from' in is ? update.where('status', '=', is.from) : update.where('status', 'not in', is.notFrom)
  return (await update.executeTakeFirst()).numUpdatedRows > 0n
}
