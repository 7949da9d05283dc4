/** TH15: a mark of what stands among the comments of a charter, so that a page that is open knows when to offer what is new. */
import { createHash } from 'node:crypto'
import type { Actor } from '../../src/lib/domain/actor.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { listCommentTurns } from '../store/comments.ts'
import { readsWorkingTexts, seeCharter } from './see.ts'
import { commentSubject } from './threads.ts'

/** Another whenever something was said, settled, taken back or withheld that this person may see, and then alone. */
export async function readCommentsMark(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
): Promise<Result<{ mark: string }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const said = (await listCommentTurns(store.db, charter.id)).filter((one) =>
    can(actor, 'comment.see', commentSubject(one)),
  )
  const threads = new Set(said.flatMap(({ id, threadId }) => (threadId === null ? [id] : [])))
  const hash = createHash('sha256')
  for (const { id, threadId, status, settledAt } of said)
    // a reply is seen with its thread
    if (threadId === null || threads.has(threadId)) hash.update(`${id} ${status} ${settledAt ?? ''}\n`)
  return ok({ mark: hash.digest('base64url').slice(0, 22) })
}
