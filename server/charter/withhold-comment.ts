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
import {
  holdThread,
  releaseComment as setReleased,
  withholdComment as setWithheld,
  type CommentRow,
} from '../store/comments.ts'
import type { Rows } from '../store/store.ts'
import { standAgainWith, standWithout } from './answers.ts'
import { seeThread, viewThread } from './comments.ts'
import { cleanText, LONGEST } from './input.ts'
import { record } from './record.ts'
import { commentAct, commentSubject } from './threads.ts'

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
  return turn(context, actor, found, done, async (rows, at) => {
    const by = { at, personId: actor.id }
    if (!(await setWithheld(rows, entry.id, COMMENT_TURNS.withhold.notFrom, { ...by, ground }))) return false
    if (entry.id !== thread.id) await standWithout(rows, thread.id, by)
    return true
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
  return turn(context, actor, found, { act: 'comment.released' }, async (rows, _at, held) => {
    if (!(await setReleased(rows, entry.id))) return false
    if (entry.id !== thread.id) await standAgainWith(rows, entry, held)
    return true
  })
}

async function turn(
  context: Context,
  actor: Actor,
  { thread, entry, seen }: NonNullable<Awaited<ReturnType<typeof seeThread>>>,
  { act, reason }: { act: string; reason?: string },
  set: (rows: Rows, at: string, held: CommentRow) => Promise<boolean>,
): Promise<Result<Thread>> {
  const { store, events } = context
  const isDone = await store.transaction(async (rows) => {
    const held = await holdThread(rows, thread.id)
    const at = await store.now(rows)
    if (!held || !(await set(rows, at, held))) return false
    await record(rows, { at, actor, act, ...commentAct(entry, reason) })
    return true
  })
  if (!isDone) return refuse('already-so')
  events.tell({ kind: 'comment-changed', articleId: thread.articleId, commentId: thread.id })
  return viewThread(context, actor, seen, thread.id)
}
