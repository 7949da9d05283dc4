/**
 * The front of the journal, the same on both databases: keeps the order of the calls, gathers what arrives in one turn of the
 * event loop, bounds what waits, and tells each batch its two moments.
 */
import { StoreError } from './errors.ts'
import type { Appended, Journal, JournalEntry } from './store.ts'

/** Bytes that may wait for a slow disk. Beyond, appends are refused: rooms then slow their writers down. */
export const MAX_WAITING_BYTES = 64 * 1024 * 1024

/** A batch on its way. Exactly one of `written` and `refused` is called, then after `written` exactly one of `durable` and `lost`. */
export interface Batch {
  entries: JournalEntry[]
  /** Survives a killed process. */
  written(): void
  /** Survives a power cut. */
  durable(): void
  /** Not kept (or, `JOURNAL_IN_DOUBT`, perhaps). */
  refused(error: Error): void
}

export interface JournalFront extends Journal {
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>
  /** Sends what has gathered at once. */
  flush(): void
  /** From now on every new append is refused with this error. */
  stop(error: Error): void
}

/** `send`: writes these batches in this order; batches of later calls after them. */
export function makeJournal(send: (batches: Batch[]) => void): JournalFront {
  let gathered: Batch[] = []
  let waitingBytes = 0
  const onTheWay = new Set<Promise<void>>()
  let stopped: Error | null = null

  const append = (entries: JournalEntry[]): Appended => {
    const size = entries.reduce((sum, entry) => sum + entry.bytes.byteLength, 0)
    const problem =
      stopped ??
      (waitingBytes + size > MAX_WAITING_BYTES && waitingBytes > 0
        ? new StoreError('JOURNAL_FULL', 'Too much waits to be written to the journal.')
        : outOfOrder(entries))
    if (problem !== null) return refused(problem)
    if (entries.length === 0) return KEPT
    const written = Promise.withResolvers<void>()
    const durable = Promise.withResolvers<void>()
    // Whoever asks for one moment only need not handle the other; each rejection still reaches those who ask.
    written.promise.catch(() => {})
    durable.promise.catch(() => {})
    waitingBytes += size
    const leave = (): void => {
      waitingBytes -= size
      onTheWay.delete(durable.promise)
    }
    onTheWay.add(durable.promise)
    const batch: Batch = {
      entries,
      written: () => written.resolve(),
      durable: () => {
        leave()
        durable.resolve()
      },
      refused: (error) => {
        leave()
        written.reject(error)
        durable.reject(error)
      },
    }
    if (gathered.push(batch) === 1) setImmediate(flush)
    // a database that is written to directly has stored what it says is durable
    return { written: written.promise, durable: durable.promise, stored: durable.promise }
  }

  // What was taken before a close is still sent.
  const flush = (): void => {
    if (gathered.length === 0) return
    const batches = gathered
    gathered = []
    send(batches)
  }

  return {
    append,
    flush,
    async settled() {
      while (onTheWay.size > 0) await Promise.allSettled(onTheWay)
    },
    stop(error) {
      stopped ??= error
    },
  }
}

const DONE = Promise.resolve()

/** Of what is in the database already, or of nothing: every moment has come. */
export const KEPT: Appended = { written: DONE, durable: DONE, stored: DONE }

/** Of what is not taken. */
export function refused(error: Error): Appended {
  const promise = Promise.reject<void>(error)
  // each rejection still reaches those who ask
  promise.catch(() => {})
  return { written: promise, durable: promise, stored: promise }
}

/** Within a batch the entries of a document count upwards one by one; whether they follow what is kept, the database says. */
export function outOfOrder(entries: JournalEntry[]): StoreError | null {
  const last = new Map<string, number>()
  for (const { documentId, seq } of entries) {
    const before = last.get(documentId)
    if (!Number.isSafeInteger(seq) || seq < 1 || (before !== undefined && seq !== before + 1))
      return new StoreError(
        'JOURNAL_SEQUENCE',
        `Entry ${seq} of document ${documentId} does not follow ${before ?? 0}.`,
      )
    last.set(documentId, seq)
  }
  return null
}
