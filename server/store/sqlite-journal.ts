/** The journal on SQLite: hands batches to the thread that owns the database, and its answers back. */
import { StoreError } from './errors.ts'
import { makeJournal, type Batch, type JournalFront } from './journal.ts'
import { pack } from './sqlite-packing.ts'
import type { SqliteLink } from './sqlite-link.ts'

export function sqliteJournal(link: SqliteLink): JournalFront {
  /** Batches on their way, by number: 1, 2, 3 ... in the order of the calls, in which they are also answered. */
  const sent = new Map<number, Batch>()
  let last = 0
  let lastWritten = 0
  let lastSynced = 0

  const finish = (number: number): Batch | undefined => {
    const batch = sent.get(number)
    sent.delete(number)
    return batch
  }
  link.listenToAppends({
    written(upTo) {
      while (lastWritten < upTo) sent.get(++lastWritten)?.written()
    },
    synced(upTo) {
      while (lastSynced < upTo) finish(++lastSynced)?.durable()
    },
    refused(numbers, error) {
      for (const number of numbers) finish(number)?.refused(error)
    },
    lost(error) {
      front.stop(error)
      for (const number of [...sent.keys()]) finish(number)?.refused(error)
    },
  })

  const front = makeJournal((batches) => {
    const first = last + 1
    for (const batch of batches) sent.set(++last, batch)
    try {
      link.append({ kind: 'append', first, ...pack(batches.map(({ entries }) => entries)) })
    } catch (error) {
      const reason = error instanceof Error ? error : new StoreError('STORE_BROKEN', String(error))
      for (let number = first; number <= last; number++) finish(number)?.refused(reason)
    }
  })
  return front
}
