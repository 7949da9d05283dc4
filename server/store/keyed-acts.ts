/** Acts that were sent under a key, so that none is done twice (AU6). */
import type { RequestKey } from '../../src/lib/domain/actor.ts'
import { StoreError } from './errors.ts'
import type { Rows } from './store.ts'

/** What an act is about, as the record names it. */
export interface ActSubject {
  kind: string
  id: string
}

/** An act was done before, under the same key: what this transaction did is not kept. */
export class DoneAlready extends StoreError {
  readonly subject: ActSubject

  constructor(subject: ActSubject) {
    super('DONE_ALREADY', `This was done already, with ${subject.kind} ${subject.id}.`)
    this.subject = subject
  }
}

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
  await rows
    .insertInto('keyed_act')
    .values({ person_id: personId, key, request, at, subject: JSON.stringify(subject) })
    .onConflict((conflict) => conflict.columns(['person_id', 'key']).doNothing())
    .execute()
  const kept = await rows
    .selectFrom('keyed_act')
    .select(['request', 'subject'])
    .where('person_id', '=', personId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (kept.request !== request) throw new DoneAlready(JSON.parse(kept.subject) as ActSubject)
}

/** What was done under a key of this person; null: nothing that is kept. */
export async function findKeyed(rows: Rows, personId: string, key: string): Promise<ActSubject | null> {
  const kept = await rows
    .selectFrom('keyed_act')
    .select('subject')
    .where('person_id', '=', personId)
    .where('key', '=', key)
    .executeTakeFirst()
  return kept === undefined ? null : (JSON.parse(kept.subject) as ActSubject)
}

/** Forgets what was sent before an instant, RFC 3339 UTC. */
export async function forgetKeys(rows: Rows, before: string): Promise<void> {
  await rows.deleteFrom('keyed_act').where('at', '<', before).execute()
}
