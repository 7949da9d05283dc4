/** TH17: what a comment becomes when the proposal that was made of it comes before the table. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { COMMENT_TURNS } from '../../src/lib/domain/thread.ts'
import { findComment, holdThread, moveCommentStatus } from '../store/comments.ts'
import type { ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { record } from './record.ts'
import { commentAct } from './threads.ts'

/** In the transaction that tables it, by whoever does. Answers the thread that was turned into wording; null: none, or something settled it before. */
export async function convertComment(
  rows: Rows,
  actor: Actor,
  { commentId }: Pick<ProposalRow, 'commentId'>,
  at: string,
): Promise<string | null> {
  const said = commentId === null ? undefined : await findComment(rows, commentId)
  const thread = said && (await holdThread(rows, said.threadId ?? said.id))
  const turn = COMMENT_TURNS.convert
  if (!thread || !(await moveCommentStatus(rows, thread.id, turn, turn.to, { at, personId: actor.id }))) return null
  await record(rows, { at, actor, act: 'comment.converted', ...commentAct(thread) })
  return thread.id
}
