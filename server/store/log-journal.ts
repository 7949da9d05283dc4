// Over 250 lines: the three moments of a batch are one state machine, which must be read in one piece.
/**
 * The journal of a server on SQLite: a batch is written when it is in the log, by one small write on this thread; durable after the log's next
 * fdatasync, one for all that waited; stored when the database has it. It goes there in bulk, through the journal below, and at once before
 * anybody asks the database for it (`SqliteLink.beforeJournalIsRead`).
 *
 * What the database cannot take for now (full, locked) stays in the log and is tried again, up to `MAX_WAITING_BYTES`. What it refuses for
 * good was called written all the same: then the store is broken, and the log keeps it.
 */
import { asError, StoreError } from './errors.ts'
import { KEPT, MAX_WAITING_BYTES, outOfOrder, refused, type JournalFront } from './journal.ts'
import type { Log } from './log.ts'
import { Moment } from './moment.ts'
import type { Appended, JournalEntry } from './store.ts'

/** From one fdatasync's start to the next at least so long. */
export const SYNC_EVERY_MS = 20
/** What is in the log goes into the database after so long at most ... */
export const MOVE_AFTER_MS = 500
/** ... or when so many bytes of updates have gathered. */
export const MOVE_BYTES = 256 * 1024
/** After so long without a word the log is emptied. */
export const EMPTY_AFTER_MS = 10_000

/** Time as the log uses it, so that tests own it: milliseconds; `after` never keeps the process alive. */
export interface LogClock {
  now(): number
  after(ms: number, work: () => void): () => void
}

export const systemLogClock: LogClock = {
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface LogJournalParts {
  log: Log
  /** The journal of the database. */
  inner: JournalFront
  clock: LogClock
  /** Hears, once, that the database takes nothing for now. */
  warn(message: string): void
  /** Hears, once, that nothing can be written any more. */
  broke(error: Error): void
}

export interface LogJournal extends JournalFront {
  /** The database cannot take what it was given for now. */
  stuck(error: Error): void
  /** The database is gone: nothing more is taken. */
  lost(error: Error): void
  /** Ends the log, which is left empty if the database has all of it. The database is closed by then. */
  end(): Promise<void>
}

class Logged implements Appended {
  readonly written = KEPT.written
  readonly #synced: Moment
  readonly #moved: Moment

  constructor(synced: Moment, moved: Moment) {
    this.#synced = synced
    this.#moved = moved
  }

  get durable(): Promise<void> {
    return this.#synced.promise
  }

  get stored(): Promise<void> {
    return this.#moved.promise
  }
}

export function makeLogJournal({ log, inner, clock, warn, broke }: LogJournalParts): LogJournal {
  let stopped: Error | null = null
  let isBroken = false
  let isStuck = false
  let whenStuck = Promise.withResolvers<void>()
  /** Bytes of updates that the database does not have yet. */
  let waitingBytes = 0
  /** Document -> its last entry, where the database may not have it yet. */
  const lastOf = new Map<string, number>()

  // --- syncing ---

  /** What is written and not being synced yet. */
  let synced = new Moment()
  let isDirty = false
  let isSyncing = false
  let isSyncPlanned = false
  let syncedAt = -Infinity
  const syncing = new Set<Moment>()

  const planSync = (): void => {
    isDirty = true
    if (isSyncPlanned || isSyncing || isBroken) return
    isSyncPlanned = true
    const wait = syncedAt + SYNC_EVERY_MS - clock.now()
    // what else is written in this turn of the event loop joins
    if (wait <= 0) setImmediate(sync)
    else clock.after(wait, sync)
  }

  function sync(): void {
    isSyncPlanned = false
    if (isBroken || !isDirty) return
    isDirty = false
    isSyncing = true
    syncedAt = clock.now()
    const mine = synced
    synced = new Moment()
    syncing.add(mine)
    log.sync().then(
      () => {
        isSyncing = false
        syncing.delete(mine)
        mine.come()
        if (isDirty) planSync()
      },
      (error: unknown) => breakDown('The disk failed', error),
    )
  }

  // --- moving ---

  let gathered: JournalEntry[] = []
  let gatheredBytes = 0
  let cancelMove = (): void => {}
  let moved = new Moment()
  const moving = new Set<Moment>()

  function move(): void {
    if (gathered.length === 0 || isBroken) return
    cancelMove()
    const [entries, bytes, mine, serial] = [gathered, gatheredBytes, moved, log.serial]
    gathered = []
    gatheredBytes = 0
    moved = new Moment()
    moving.add(mine)
    inner.append(entries).durable.then(
      () => {
        isStuck = false
        moving.delete(mine)
        waitingBytes -= bytes
        for (const { documentId, seq } of entries) if (lastOf.get(documentId) === seq) lastOf.delete(documentId)
        mine.come()
        if (moving.size === 0 && gathered.length === 0) planEmptying()
        remove(serial)
      },
      (error: unknown) => {
        // after a close it stays in the log for the next start
        if (stopped === null) breakDown('The database refused what the log holds', error)
        else mine.fail(error)
      },
    )
    inner.flush()
  }

  function remove(serial: number): void {
    // tried again when more is stored
    log.stored(serial).catch((error: unknown) => warn(`A part of the log could not be removed: ${String(error)}`))
  }

  let isEmptyingPlanned = false
  function planEmptying(): void {
    if (isEmptyingPlanned || stopped !== null || !log.isCurrentUsed) return
    isEmptyingPlanned = true
    const { serial } = log
    clock.after(EMPTY_AFTER_MS, () => {
      isEmptyingPlanned = false
      if (stopped !== null || moving.size > 0 || gathered.length > 0) return
      if (log.serial !== serial) return planEmptying()
      void log.turnOver().then(() => remove(serial))
    })
  }

  // --- all of it ---

  function breakDown(what: string, cause: unknown): void {
    if (isBroken) return
    isBroken = true
    const error =
      cause instanceof StoreError && cause.code === 'STORE_BROKEN'
        ? cause
        : new StoreError('STORE_BROKEN', `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
            cause,
          })
    stopped ??= error
    cancelMove()
    for (const moment of [...syncing, ...moving, synced, moved]) moment.fail(error)
    whenStuck.resolve()
    broke(error)
  }

  /** What the database would refuse: an entry that does not follow one that waits for it. */
  const outOfStep = (entries: JournalEntry[]): StoreError | null => {
    const problem = outOfOrder(entries)
    if (problem !== null) return problem
    const seen = entries.length > 1 ? new Set<string>() : null
    for (const { documentId, seq } of entries) {
      if (seen?.has(documentId)) continue
      seen?.add(documentId)
      const last = lastOf.get(documentId)
      if (last !== undefined && seq !== last + 1)
        return new StoreError('JOURNAL_SEQUENCE', `Entry ${seq} of document ${documentId} does not follow ${last}.`)
    }
    return null
  }

  const append = (entries: JournalEntry[]): Appended => {
    if (stopped !== null) return refused(stopped)
    if (entries.length === 0) return KEPT
    let size = 0
    for (const { bytes } of entries) size += bytes.byteLength
    if (waitingBytes + size > MAX_WAITING_BYTES && waitingBytes > 0)
      return refused(new StoreError('JOURNAL_FULL', 'Too much waits to be written to the database.'))
    const problem = outOfStep(entries)
    if (problem !== null) return refused(problem)
    let packed: JournalEntry[]
    try {
      packed = log.append(entries)
    } catch (error) {
      if (error instanceof StoreError && error.code === 'STORE_BROKEN') breakDown('The log cannot be written', error)
      return refused(asError(error))
    }
    for (const entry of packed) {
      lastOf.set(entry.documentId, entry.seq)
      gathered.push(entry)
    }
    waitingBytes += size
    gatheredBytes += size
    const appended = new Logged(synced, moved)
    if (gatheredBytes >= MOVE_BYTES) move()
    else if (gathered.length === packed.length) cancelMove = clock.after(MOVE_AFTER_MS, move)
    planSync()
    return appended
  }

  return {
    append,
    flush: move,
    stuck(error) {
      whenStuck.resolve()
      if (isStuck) return
      isStuck = true
      warn(`The database takes nothing for now, and what is written waits in the log: ${error.message}`)
    },
    lost: (error) => breakDown('The database is gone', error),
    async settled() {
      move()
      while (!isBroken && (isDirty || isSyncing))
        await Promise.allSettled(isDirty ? [synced.promise] : [...syncing].map(({ promise }) => promise))
      whenStuck = Promise.withResolvers()
      if (isBroken || isStuck) return
      await Promise.race([inner.settled(), whenStuck.promise])
    },
    stop(error) {
      stopped ??= error
    },
    end: () => log.end(!isBroken && waitingBytes === 0 && moving.size === 0 && gathered.length === 0),
  }
}
