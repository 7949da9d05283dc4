/** Resolves and reopens a thread: its author's or the secretariat's to do. Of two at once, one settles it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type RefusalCode, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { moveCommentStatus } from '../store/comments.ts'
import { seeThread, viewThread } from './comments.ts'
import { record } from './record.ts'
import { commentSubject, isGone, RESOLVED, RETRACTED, WITHHELD } from './threads.ts'

interface Settling {
  act: string
  is: { from: string } | { notFrom: readonly string[] }
  to: string
  otherwise: RefusalCode
}

async function settle(
  context: Context,
  actor: Actor | null,
  commentId: string,
  settling: Settling,
): Promise<Result<Thread>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const found = await seeThread(context, actor, commentId)
  if (!found) return refuse('not-found')
  const { thread, seen } = found
  // it does not come into view again this way
  if (isGone(thread) || !can(actor, 'comment.settle', commentSubject(thread))) return refuse('not-allowed')
  const isSettled = await store.transaction(async (rows) => {
    const at = await store.now(rows)
    if (!(await moveCommentStatus(rows, thread.id, settling.is, settling.to, { at, personId: actor.id }))) return false
    await record(rows, {
      at,
      actor,
      act: settling.act,
      subject: { kind: 'comment', id: thread.id },
      data: { article: thread.articleId },
    })
    return true
  })
  if (!isSettled) return refuse(settling.otherwise)
  events.tell({ kind: 'comment-changed', articleId: thread.articleId, commentId: thread.id })
  return viewThread(context, actor, seen, thread.id)
}

/** Refuses with `already-resolved`. */
export const resolveComment = (context: Context, actor: Actor | null, commentId: string): Promise<Result<Thread>> =>
  settle(context, actor, commentId, {
    act: 'comment.resolved',
    is: { notFrom: [RESOLVED, WITHHELD, RETRACTED] },
    to: RESOLVED,
    otherwise: 'already-resolved',
  })

/** Refuses with `not-resolved`. */
export const reopenComment = (context: Context, actor: Actor | null, commentId: string): Promise<Result<Thread>> =>
  settle(context, actor, commentId, {
    act: 'comment.reopened',
    is: { from: RESOLVED },
    to: 'open',
    otherwise: 'not-resolved',
  })
