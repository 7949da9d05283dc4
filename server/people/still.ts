/** Whoever acts on people is asked about anew within the transaction (rule PE10): what they could do when they asked may be over. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { holdPerson, loadActor } from '../store/people.ts'
import type { Rows } from '../store/store.ts'

/**
 * The actor as they are at `at`, null where the account is closed. Their row and that of `otherId` are held until the transaction ends, in the
 * order of the ids, so that two people who act on each other do not wait for each other.
 */
export async function stillActing(
  rows: Rows,
  actor: Actor,
  at: string,
  otherId: string = actor.id,
): Promise<Actor | null> {
  for (const id of [...new Set([actor.id, otherId])].sort()) await holdPerson(rows, id)
  const still = await loadActor(rows, actor.id, at)
  // without what no longer holds: `standing`, `alternateFor`
  const { sessionId, confirmedAt, request } = actor
  return still && { ...still, sessionId, confirmedAt, ...(request && { request }) }
}
