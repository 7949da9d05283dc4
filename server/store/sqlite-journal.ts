/** The journal on SQLite: hands batches to the thread that owns the database, and its answers back. */
import { StoreError } from './errors.ts'
import { makeJournal, type Batch, type JournalFront } from './journal.ts'
import type { SqliteLink } from './sqlite-link.ts'

export function sqliteJournal(link: SqliteLink): JournalFront {
  const sent = new Map<number, Batch>()
  let nextId = 1

  const finish = (id: number): Batch | undefined => {
    const batch = sent.get(id)
    sent.delete(id)
    return batch
  }
  link.listenToAppends({
    written: (id) => sent.get(id)?.written(),
    synced: (id) => finish(id)?.durable(),
    refused: (id, error) => finish(id)?.refused(error),
    lost(error) {
      front.stop(error)
      for (const id of [...sent.keys()]) finish(id)?.refused(error)
    },
  })

  const front = makeJournal((batches) => {
    const length = batches.reduce(
      (sum, { entries }) => sum + entries.reduce((all, { bytes }) => all + bytes.length, 0),
      0,
    )
    const bytes = new Uint8Array(length)
    let at = 0
    const packed = batches.map((batch) => {
      const id = nextId++
      sent.set(id, batch)
      return {
        id,
        entries: batch.entries.map(({ bytes: own, ...entry }) => {
          bytes.set(own, at)
          at += own.length
          return { ...entry, length: own.length }
        }),
      }
    })
    try {
      link.append({ kind: 'append', batches: packed, bytes })
    } catch (error) {
      const reason = error instanceof Error ? error : new StoreError('STORE_BROKEN', String(error))
      for (const { id } of packed) finish(id)?.refused(reason)
    }
  })
  return front
}
