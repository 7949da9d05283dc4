/** Every act leaves a row in the record, in the transaction of the act (rules AU*). */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { appendAudit } from '../store/audit.ts'
import type { Rows } from '../store/store.ts'

export interface Act {
  /** The database's instant of the act, RFC 3339 UTC. */
  at: string
  /** Null: the system, from the command line. */
  actor: Actor | null
  /** In which of the actor's roles; where it does not matter, the first. */
  as?: Role
  /** What was done: `version.published`. */
  act: string
  subject: { kind: string; id: string }
  /** What the record needs to be understood without other tables. No e-mail addresses, no secrets. */
  data?: Record<string, unknown>
}

export async function record(rows: Rows, { at, actor, as, act, subject, data = {} }: Act): Promise<void> {
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
