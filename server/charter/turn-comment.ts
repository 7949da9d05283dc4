/** What every turn of a comment shares: its thread is held, the turn is made and recorded or refused, and open pages are told. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Thread } from '../../src/lib/domain/contract.ts'
import { refuse, type RefusalCode, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { holdThread, type CommentRow } from '../store/comments.ts'
import type { Rows } from '../store/store.ts'
import { viewThread, type SeenThread } from './comments.ts'
import { record } from './record.ts'
import { commentAct } from './threads.ts'

/**
 * Of two at once, one turns it. `reason`: for the record. `set`: makes the turn of `entry`; null where it did, else why it could not.
 * Answers with the thread. Refuses as `set` does.
 */
export async function turnComment(
  context: Context,
  actor: Actor,
  { thread, entry, seen }: SeenThread,
  { act, reason }: { act: string; reason?: string | undefined },
  set: (rows: Rows, by: { at: string; personId: string }, held: CommentRow) => Promise<RefusalCode | null>,
): Promise<Result<Thread>> {
  const { store, events } = context
  const refusal = await store.transaction(async (rows) => {
    const held = await holdThread(rows, thread.id)
    const at = await store.now(rows)
    const why = held ? await set(rows, { at, personId: actor.id }, held) : ('already-so' as const)
    if (why === null) await record(rows, { at, actor, act, ...commentAct(entry, reason) })
    return why
  })
  if (refusal !== null) return refuse(refusal)
  events.tell({ kind: 'comment-changed', articleId: thread.articleId, commentId: thread.id })
  return viewThread(context, actor, seen, thread.id)
}
