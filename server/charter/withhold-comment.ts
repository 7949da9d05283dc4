/**
 * TH10: the secretariat withholds a thread or a reply, for a ground that its author reads; the author appeals to the chair. Released, it stands as it
 * stood before.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { COMMENT_TURNS } from '../../src/lib/domain/thread.ts'
import type { Context } from '../context.ts'
import { releaseComment as setReleased, withholdComment as setWithheld } from '../store/comments.ts'
import { standAgainWith, standWithout } from './answers.ts'
import { seeThread } from './comments.ts'
import { cleanText, LONGEST } from './input.ts'
import { commentSubject } from './threads.ts'
import { turnComment } from './turn-comment.ts'

/** Answers with the thread. Refuses with `not-allowed`, `invalid` (no ground), `already-so` (withheld or taken back already). */
export async function withholdComment(
  context: Context,
  actor: Actor | null,
  commentId: string,
  input: { reason: string },
): Promise<Result<Thread>> {
  if (actor === null) return refuse('not-signed-in')
  const found = await seeThread(context, actor, commentId)
  if (!found) return refuse('not-found')
  const { entry, thread } = found
  const subject = commentSubject(entry)
  if (!can(actor, 'comment.withhold', { ...subject, isWithheld: false })) return refuse('not-allowed')
  const errors: Fault[] = []
  const ground = cleanText(errors, 'reason', input.reason, LONGEST.reason)
  if (errors.length > 0) return refuse('invalid', { errors })
  const done = { act: 'comment.withheld', reason: ground }
  return turnComment(context, actor, found, done, async (rows, by) => {
    if (!(await setWithheld(rows, entry.id, COMMENT_TURNS.withhold.notFrom, { ...by, ground }))) return 'already-so'
    if (entry.id !== thread.id) await standWithout(rows, thread.id, by)
    return null
  })
}

/** Answers with the thread. Refuses with `not-allowed`, `already-so` (it is not withheld). */
export async function releaseComment(
  context: Context,
  actor: Actor | null,
  commentId: string,
): Promise<Result<Thread>> {
  if (actor === null) return refuse('not-signed-in')
  const found = await seeThread(context, actor, commentId)
  if (!found) return refuse('not-found')
  const { entry, thread } = found
  if (!can(actor, 'comment.release', { ...commentSubject(entry), isWithheld: true })) return refuse('not-allowed')
  return turnComment(context, actor, found, { act: 'comment.released' }, async (rows, _by, held) => {
    if (!(await setReleased(rows, entry.id))) return 'already-so'
    if (entry.id !== thread.id) await standAgainWith(rows, entry, held)
    return null
  })
}
