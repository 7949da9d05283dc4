/** A database that tells of each query that was answered, how long it took: for traces. Those of transactions are not told of. */
import type { Kysely, QueryId } from 'kysely'
import type { Tables } from './tables.ts'

/** `now`: milliseconds, of a clock that never goes back. `answered` hears in the context of whoever asked. */
export function watchQueries(
  db: Kysely<Tables>,
  answered: (ms: number) => void,
  now: () => number = () => performance.now(),
): Kysely<Tables> {
  const asked = new WeakMap<QueryId, number>()
  return db.withPlugin({
    transformQuery({ queryId, node }) {
      asked.set(queryId, now())
      return node
    },
    transformResult({ queryId, result }) {
      answered(now() - asked.get(queryId)!)
      return Promise.resolve(result)
    },
  })
}
