/**
 * TH6, TH9: an author takes back what they said, a thread or a reply, while nothing has settled it. That it was said stays to be seen; the words stay
 * in the table, for their author alone.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Result } from '../../src/lib/domain/result.ts'
import { COMMENT_TURNS } from '../../src/lib/domain/thread.ts'
import type { Context } from '../context.ts'
import { moveCommentStatus } from '../store/comments.ts'
import { standWithout } from './answers.ts'
import { seeThread } from './comments.ts'
import { commentSubject } from './threads.ts'
import { turnComment } from './turn-comment.ts'

/** Answers with the thread. Refuses with `not-allowed` (another's, or withheld), `already-so` (settled or taken back already). */
export async function retractComment(
  context: Context,
  actor: Actor | null,
  commentId: string,
): Promise<Result<Thread>> {
  if (actor === null) return refuse('not-signed-in')
  const found = await seeThread(context, actor, commentId)
  if (!found) return refuse('not-found')
  const { thread, entry } = found
  const subject = commentSubject(entry)
  if (subject.isWithheld || !can(actor, 'comment.retract', subject)) return refuse('not-allowed')
  const turn = COMMENT_TURNS.retract
  return turnComment(context, actor, found, { act: 'comment.retracted' }, async (rows, by) => {
    if (!(await moveCommentStatus(rows, entry.id, turn, turn.to, by))) return 'already-so'
    if (entry.id !== thread.id) await standWithout(rows, thread.id, by)
    return null
  })
}
