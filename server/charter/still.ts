/** What somebody may do is asked anew where it is written: an act may have waited for others, and a role may have been taken meanwhile (rule SE1). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { loadActor } from '../store/people.ts'
import type { Rows } from '../store/store.ts'

/** The actor, in the capacity in which they act, with those of their roles alone that they have at `at`. */
export async function still(rows: Rows, actor: Actor, at: string): Promise<Actor> {
  const now = await loadActor(rows, actor.id, at)
  const isOf = actor.partyId === null || now?.partyId === actor.partyId
  return { ...actor, roles: isOf ? actor.roles.filter((role) => now?.roles.includes(role)) : [] }
}
