/** TH14: a thread is answered while an answer stands in it. */
import { isAnswer } from '../../src/lib/domain/thread.ts'
import { assignmentsOf } from '../store/articles.ts'
import { listThreadRows, moveCommentStatus, type CommentRow } from '../store/comments.ts'
import type { Rows } from '../store/store.ts'

const holdsPen = async (rows: Rows, { authorId, articleId }: CommentRow): Promise<boolean> =>
  authorId !== null &&
  ((await assignmentsOf(rows, authorId, { articleId })).get(articleId) ?? []).some(({ kind }) => kind === 'pen_holder')

/** Whether this reply, as it stands, is the answer of the secretariat or of a pen-holder to another's thread. */
export const answers = async (rows: Rows, reply: CommentRow, thread: CommentRow): Promise<boolean> =>
  isAnswer(reply, thread, await holdsPen(rows, reply))

/** A reply was taken back or withheld: the thread is open again where no answer is left in it. The thread is to be held. */
export async function standWithout(rows: Rows, threadId: string, by: { at: string; personId: string }): Promise<void> {
  const said = await listThreadRows(rows, threadId)
  const thread = said.find(({ id }) => id === threadId)
  if (thread?.status !== 'answered') return
  for (const reply of said) if (reply.id !== threadId && (await answers(rows, reply, thread))) return
  await moveCommentStatus(rows, threadId, { from: ['answered'] }, 'open', by)
}

/** A withheld reply was released: it answers again what nobody turned meanwhile. `reply`: as it stood withheld. The thread is to be held. */
export async function standAgainWith(rows: Rows, reply: CommentRow, thread: CommentRow): Promise<void> {
  if (thread.status !== 'open' || thread.settledAt === null || thread.settledAt !== reply.settledAt) return
  if (!(await answers(rows, { ...reply, status: 'open' }, thread)) || reply.authorId === null) return
  await moveCommentStatus(rows, thread.id, { from: ['open'] }, 'answered', {
    at: reply.createdAt,
    personId: reply.authorId,
  })
}
