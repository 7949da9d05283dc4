/** What is due next in a charter, and when: the secretariat says it, everybody reads it. The server's clock decides what is past. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { dueFault } from '../../src/lib/domain/due.ts'
import type { Due } from '../../src/lib/domain/home.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { updateDue } from '../store/charters.ts'
import { cleanLine } from './input.ts'
import { record } from './record.ts'
import { charterSubject, seeCharter } from './see.ts'
import { asWorn, mayStill, wear } from './wear.ts'

/** Longest description of what is due, in UTF-16 units: a line. */
const LINE = 120

/** For programs; pages have words of their own. */
export const FAULTS_OF_DUE = {
  'no-instant': 'must be an instant that there is, RFC 3339 UTC with Z',
  midnight: 'must not be midnight UTC, which is unclear: of which day?',
  past: 'must be an instant to come',
} as const

/** `due` null: nothing is due. `at`: RFC 3339 UTC with Z (DU1-DU3). Refuses with `invalid` and `not-allowed`. */
export async function setDue(
  { store }: Context,
  actor: Actor | null,
  charterId: string,
  due: Due | null,
): Promise<Result<{ due: Due | null }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const worn = wear(actor, undefined, 'charter.settings', () => charterSubject(charter))
  if (!worn.ok) return worn
  const errors: Fault[] = []
  const what = due ? cleanLine(errors, 'what', due.what, LINE) : ''
  const set = await store.transaction(async (rows): Promise<Result<Due | null>> => {
    const now = await store.now(rows)
    if (!(await mayStill(rows, worn.value, now, 'charter.settings', charterSubject(charter))))
      return refuse('not-allowed')
    const fault = due && dueFault(due.at, now)
    if (fault) errors.push({ path: 'at', message: FAULTS_OF_DUE[fault] })
    if (errors.length > 0) return refuse('invalid', { errors })
    const next = due && { at: new Date(due.at).toISOString(), what }
    await updateDue(rows, charter.id, next)
    await record(rows, {
      at: now,
      ...asWorn(worn.value),
      act: 'charter.due-set',
      subject: { kind: 'charter', id: charter.id },
      data: { due: next },
    })
    return ok(next)
  })
  return set.ok ? ok({ due: set.value }) : set
}
