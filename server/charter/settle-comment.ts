/** Resolves a thread, closes it without action, reopens it: its author's or the secretariat's to do. Of two at once, one settles it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Fault, type RefusalCode, type Result } from '../../src/lib/domain/result.ts'
import { COMMENT_TURNS } from '../../src/lib/domain/thread.ts'
import type { Context } from '../context.ts'
import { moveCommentStatus } from '../store/comments.ts'
import { seeThread } from './comments.ts'
import { cleanText, LONGEST } from './input.ts'
import { commentSubject, isGone } from './threads.ts'
import { turnComment } from './turn-comment.ts'

interface Settling {
  by: 'resolve' | 'close' | 'reopen'
  act: string
  otherwise: RefusalCode
  /** Of what needs one. */
  reason?: string
}

async function settle(
  context: Context,
  actor: Actor | null,
  commentId: string,
  { by, act, otherwise, reason }: Settling,
): Promise<Result<Thread>> {
  if (actor === null) return refuse('not-signed-in')
  const found = await seeThread(context, actor, commentId)
  if (!found) return refuse('not-found')
  const { thread } = found
  const subject = commentSubject(thread)
  // what is withheld does not come into view again this way
  if (subject.isWithheld || !can(actor, 'comment.settle', subject)) return refuse('not-allowed')
  const errors: Fault[] = []
  const ground = reason === undefined ? undefined : cleanText(errors, 'reason', reason, LONGEST.reason)
  if (errors.length > 0) return refuse('invalid', { errors })
  const turn = COMMENT_TURNS[by]
  // of a reply its thread is meant
  const whole = { ...found, entry: thread }
  return turnComment(context, actor, whole, { act, reason: ground }, async (rows, by, held) => {
    if (await moveCommentStatus(rows, thread.id, turn, turn.to, { ...by, ...(ground !== undefined && { ground }) }))
      return null
    return isGone(held) ? 'already-so' : otherwise
  })
}

/** Refuses with `already-resolved`; with `already-so` what was taken back, as the others here do. */
export const resolveComment = (context: Context, actor: Actor | null, commentId: string): Promise<Result<Thread>> =>
  settle(context, actor, commentId, { by: 'resolve', act: 'comment.resolved', otherwise: 'already-resolved' })

/** TH11. Refuses with `invalid` (no reason), `already-so` (nothing is expected in it any more). */
export const closeComment = (
  context: Context,
  actor: Actor | null,
  commentId: string,
  { reason }: { reason: string },
): Promise<Result<Thread>> =>
  settle(context, actor, commentId, { by: 'close', act: 'comment.closed', otherwise: 'already-so', reason })

/** What was resolved or closed. Refuses with `not-resolved`. */
export const reopenComment = (context: Context, actor: Actor | null, commentId: string): Promise<Result<Thread>> =>
  settle(context, actor, commentId, { by: 'reopen', act: 'comment.reopened', otherwise: 'not-resolved' })
