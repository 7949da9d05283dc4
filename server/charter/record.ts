/** Every act leaves a row in the record, in the transaction of the act, and what is sent twice under one key leaves it once (rules AU*). */
import type { Actor, ActSubject, Role } from '../../src/lib/domain/actor.ts'
import { appendAudit } from '../store/audit.ts'
import { findKeyed, keepKey } from '../store/keyed-acts.ts'
import type { Rows, Store } from '../store/store.ts'

export interface Act {
  /** The database's instant of the act, RFC 3339 UTC. */
  at: string
  /** Null: the system, from the command line. */
  actor: Actor | null
  /** In which of the actor's roles; where it does not matter, the first. */
  as?: Role
  /** What was done: `version.published`. */
  act: string
  subject: ActSubject
  /** What the record needs to be understood without other tables. No e-mail addresses, no secrets. */
  data?: Record<string, unknown>
}

/** AU1, AU6. Throws `DoneAlready` where another request with the same key did it. */
export async function record(rows: Rows, { at, actor, as, act, subject, data = {} }: Act): Promise<void> {
  if (actor) await once(rows, actor, subject, at)
  const role = actor && (as !== undefined && actor.roles.includes(as) ? as : (actor.roles[0] ?? 'none'))
  await appendAudit(rows, {
    at,
    actor: actor && {
      id: actor.id,
      role: role ?? 'none',
      party: actor.party,
      // AL3: done for a head or a signatory who is away
      ...(actor.alternateFor?.some((one) => one === role) ? { alternate: true as const } : {}),
    },
    act,
    subject,
    data,
  })
}

/** AU6, alone where the record does not tell of an act. `at`: RFC 3339 UTC. Throws `DoneAlready`. */
export async function once(rows: Rows, { id, request }: Actor, subject: ActSubject, at: string): Promise<void> {
  if (request) await keepKey(rows, id, request, subject, at)
}

/** AU6: what the same request did when it came before; null: nothing, as far as is known. */
export const doneBefore = async (store: Store, { id, request }: Actor): Promise<ActSubject | null> =>
  request === undefined ? null : findKeyed(store.db, id, request, await store.now(store.db))
