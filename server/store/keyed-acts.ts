/** Acts that were sent under a key, so that none is done twice (AU6). */
import type { ActSubject, RequestKey } from '../../src/lib/domain/actor.ts'
import { StoreError } from './errors.ts'
import type { Rows } from './store.ts'

/** An act was done before, under the same key: what this transaction did is not kept. */
export class DoneAlready extends StoreError {
  readonly subject: ActSubject

  constructor(subject: ActSubject) {
    super('DONE_ALREADY', `This was done already, with ${subject.kind} ${subject.id}.`)
    this.subject = subject
  }
}

/** After so long nothing is sent again of itself. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000

/** The last instant of which keys are known at `at`; RFC 3339 UTC both. */
const since = (at: string): string => new Date(Date.parse(at) - KEPT_MS).toISOString()

/**
 * AU6: keeps, in the transaction of an act, that it was sent so. Who sends the same in the same moment waits for that transaction to end. Several
 * acts of one request are one. Throws `DoneAlready` where another request did it; `at`: RFC 3339 UTC.
 */
export async function keepKey(
  rows: Rows,
  personId: string,
  { key, request }: RequestKey,
  subject: ActSubject,
  at: string,
): Promise<void> {
  const theirs = rows.selectFrom('keyed_act').where('person_id', '=', personId).where('key', '=', key)
  await rows
    .deleteFrom('keyed_act')
    .where('person_id', '=', personId)
    .where('key', '=', key)
    .where('at', '<', since(at))
    .execute()
  for (;;) {
    const mine = await rows
      .insertInto('keyed_act')
      .values({ person_id: personId, key, request, at, subject: JSON.stringify(subject) })
      .onConflict((conflict) => conflict.columns(['person_id', 'key']).doNothing())
      .returning('key')
      .executeTakeFirst()
    if (mine !== undefined) return
    const kept = await theirs.select(['request', 'subject']).executeTakeFirst()
    if (kept?.request === request) return
    // forgotten between the two
    if (kept !== undefined) throw new DoneAlready(JSON.parse(kept.subject) as ActSubject)
  }
}

/** What another request did under this key, as far as is known at `at` (RFC 3339 UTC); null: nothing. */
export async function findKeyed(
  rows: Rows,
  personId: string,
  { key, request }: RequestKey,
  at: string,
): Promise<ActSubject | null> {
  const kept = await rows
    .selectFrom('keyed_act')
    .select('subject')
    .where('person_id', '=', personId)
    .where('key', '=', key)
    .where('request', '!=', request)
    .where('at', '>=', since(at))
    .executeTakeFirst()
  return kept === undefined ? null : (JSON.parse(kept.subject) as ActSubject)
}

/** Forgets what is not asked for any more at `at`, RFC 3339 UTC. */
export async function forgetKeys(rows: Rows, at: string): Promise<void> {
  await rows.deleteFrom('keyed_act').where('at', '<', since(at)).execute()
}
