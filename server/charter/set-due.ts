/** What is due next in a charter, and when: the secretariat says it, everybody reads it. The server's clock decides what is past. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Due } from '../../src/lib/domain/home.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { updateDue } from '../store/charters.ts'
import { cleanLine } from './input.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'

/** Longest description of what is due, in UTF-16 units: a line. */
const LINE = 120

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text) && !Number.isNaN(Date.parse(text))

/** `due` null: nothing is due. `at`: RFC 3339 UTC with Z, an instant to come. Refuses with `invalid` and `not-allowed`. */
export async function setDue(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
  due: Due | null,
): Promise<Result<{ due: Due | null }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!can(actor, 'charter.settings', charterSubject(charter))) return refuse('not-allowed')
  const now = await store.now(store.db)
  const errors: Fault[] = []
  const what = due ? cleanLine(errors, 'what', due.what, LINE) : ''
  if (due && (!isInstant(due.at) || new Date(due.at).toISOString() <= now))
    errors.push({ path: 'at', message: 'must be an instant to come, RFC 3339 UTC' })
  if (errors.length > 0) return refuse('invalid', { errors })
  const next = due && { at: new Date(due.at).toISOString(), what }
  await store.transaction(async (rows) => {
    await updateDue(rows, charter.id, next)
    await record(rows, {
      at: await store.now(rows),
      actor,
      as: 'secretariat',
      act: 'charter.due-set',
      subject: { kind: 'charter', id: charter.id },
      data: { due: next },
    })
  })
  return ok({ due: next })
}
