// Over 250 lines: one state machine of one connection, which must be read in one piece.
/**
 * The thread that owns SQLite: the only place of a process where the database file is open. Longer than usual: one state
 * machine of one connection, which must be read in one piece.
 *
 * - WAL, synchronous NORMAL: a commit survives a killed process at once; it survives a power cut after `fdatasync` of the
 *   `-wal` file, which runs in the thread pool, one at a time, so that other work goes on meanwhile. If a checkpoint comes between,
 *   SQLite has synced the file itself.
 * - Journal batches that have gathered become one commit (sqlite-journal-writer.ts: one refused batch leaves the others).
 *   They wait while somebody's transaction is open, and go first when it ends.
 * - A server's journal has a log in front of it (`log-journal.ts`), so what the database cannot take for now (full, locked) stays here, in order,
 *   and is tried again; meanwhile whatever asks for the journal is refused. Who asks for it while batches wait for somebody's transaction waits too.
 * - A failed fdatasync may have lost pages for good while the next one reports success, so it breaks the store.
 */
import fs from 'node:fs'
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { holdFolder } from './hold-folder.ts'
import { JournalWriter, passes } from './sqlite-journal-writer.ts'
import { unpack } from './sqlite-packing.ts'
import {
  concernsJournal,
  type Answer,
  type Handle,
  type Request,
  type SqliteStart,
  type WireError,
} from './sqlite-wire.ts'
import type { JournalEntry } from './store.ts'

/** A transaction that stands idle so long is rolled back, lest the journal wait for ever (PostgreSQL: idle_in_transaction_session_timeout). */
const IDLE_TRANSACTION_MS = 30_000
/** What the database could not take is tried again after so long. */
const RETRY_MS = 500
/** Statements kept prepared per connection. */
const PREPARED = 300

const start = workerData as SqliteStart
const port = parentPort!
const file = path.join(start.dataDir, 'concord.sqlite')

const say = (answer: Answer): void => port.postMessage(answer)
const asWire = (error: unknown): WireError => ({
  code: error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'STORE',
  message: error instanceof Error ? error.message : String(error),
})
const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code })

/** One connection with its prepared statements, the least recently used dropped. */
class Connection {
  readonly db: Database.Database
  #prepared = new Map<string, Database.Statement>()

  constructor(options: Database.Options = {}) {
    this.db = new Database(file, { timeout: 5000, ...options })
    this.db.pragma('foreign_keys = ON')
    this.db.pragma('synchronous = NORMAL')
    this.db.pragma('cache_size = -16000')
  }

  prepare(text: string): Database.Statement {
    let statement = this.#prepared.get(text)
    if (statement === undefined) {
      statement = this.db.prepare(text)
      if (this.#prepared.size >= PREPARED) this.#prepared.delete(this.#prepared.keys().next().value!)
    } else this.#prepared.delete(text)
    this.#prepared.set(text, statement)
    return statement
  }

  run(text: string, parameters: unknown[] = []): { rows: unknown[]; changes: number } {
    const statement = this.prepare(text)
    const values = parameters.map((value) => (typeof value === 'boolean' ? Number(value) : value))
    if (statement.reader) return { rows: statement.all(values), changes: 0 }
    return { rows: [], changes: statement.run(values).changes }
  }
}

const lock = start.isExclusive ? holdFolder(start.dataDir) : null
const writer = new Connection()
writer.db.pragma('journal_mode = WAL')
writer.db.pragma('wal_autocheckpoint = 4000')
if (start.maxPages !== null) writer.db.pragma(`max_page_count = ${start.maxPages}`)
// The first read makes the -wal file; the descriptor stays good as long as this connection does. Writable: Windows syncs no other.
writer.run('SELECT count(*) FROM sqlite_master')
const wal = fs.openSync(`${file}-wal`, 'r+')
const journal = new JournalWriter(writer.db)
const reader = new Connection()
reader.db.pragma('query_only = ON')
const reads = new Map<number, Connection>()

let isBroken = false
function breakDown(error: unknown): void {
  isBroken = true
  say({ kind: 'broken', error: asWire(error) })
}

// --- syncing -----------------------------------------------------------------------------------------------------

let isSyncing = false
let waiting: (() => void)[] = []

/** Calls `then` when everything committed so far is on the disk. */
function synced(then: () => void): void {
  waiting.push(then)
  if (!isSyncing) sync()
}

function sync(): void {
  const these = waiting
  waiting = []
  isSyncing = true
  fs.fdatasync(wal, (error) => {
    if (error) {
      breakDown(error)
      return
    }
    isSyncing = false
    for (const then of these) then()
    if (waiting.length > 0) sync()
  })
}

// --- transactions ------------------------------------------------------------------------------------------------

/** The transaction open on the writer. */
let open: number | null = null
let idle: NodeJS.Timeout | null = null

function watch(): void {
  if (idle !== null) clearTimeout(idle)
  idle = open === null ? null : setTimeout(abandon, IDLE_TRANSACTION_MS)
}

function abandon(): void {
  end('ROLLBACK')
}

/** Ends the writer's transaction; the journal goes first then. */
function end(how: 'COMMIT' | 'ROLLBACK'): void {
  try {
    if (writer.db.inTransaction) writer.run(how)
  } finally {
    // A commit that failed (disk full) leaves the transaction open.
    if (writer.db.inTransaction) writer.run('ROLLBACK')
    open = null
    watch()
    drain()
    for (const request of held.splice(0)) receive(request)
  }
}

function connection(handle: Handle): Connection {
  if (handle === 'writer') return writer
  if (handle === 'reader') return reader
  const read = reads.get(handle)
  if (read === undefined) throw coded('TRANSACTION', 'This reading transaction is over.')
  return read
}

function assertOpen(transaction: number): void {
  if (open !== transaction || !writer.db.inTransaction)
    throw coded('TRANSACTION', 'This transaction is over: it stood idle for too long, or an error has ended it.')
}

/** Keeps a few reading connections for the next reader. */
const spare: Connection[] = []

type Asking = Exclude<Request, { kind: 'append' | 'close' }>

function receive(request: Asking): void {
  try {
    if (concernsJournal(request)) {
      if (open === null && stuck === null) drain()
      if (stuck !== null && request.kind === 'query') throw stuck
      const isReading = typeof request.handle === 'number' ? request.kind === 'begin' : request.handle === 'reader'
      if (isReading && open !== null && batches.length > 0) return void held.push(request)
    }
    handle(request)
  } catch (error) {
    say({ kind: 'failed', id: request.id, error: asWire(error) })
  }
}

function handle(request: Asking): void {
  const done = (result: { rows: unknown[]; changes: number } = { rows: [], changes: 0 }): void =>
    say({ kind: 'done', id: request.id, ...result })
  if (request.kind === 'query') {
    if (request.handle === 'writer' && request.transaction !== null) {
      assertOpen(request.transaction)
      watch()
    }
    const result = connection(request.handle).run(request.sql, request.parameters)
    if (request.handle === 'writer' && request.transaction === null) synced(() => done(result))
    else done(result)
    return
  }
  if (typeof request.handle === 'number') {
    if (request.kind === 'begin') {
      const read = spare.pop() ?? new Connection({ readonly: true })
      read.run('BEGIN')
      // The state is fixed by the first read, not by BEGIN.
      read.run('SELECT count(*) FROM sqlite_master')
      reads.set(request.handle, read)
    } else {
      const read = connection(request.handle)
      reads.delete(request.handle)
      read.run('ROLLBACK')
      if (spare.length < 4) spare.push(read)
      else read.db.close()
    }
    done()
    return
  }
  if (request.kind === 'begin') {
    writer.run('BEGIN IMMEDIATE')
    open = request.transaction
    watch()
    done()
  } else if (request.kind === 'commit') {
    assertOpen(request.transaction)
    end('COMMIT')
    synced(() => done())
  } else {
    if (open === request.transaction) end('ROLLBACK')
    done()
  }
}

// --- the journal -------------------------------------------------------------------------------------------------

/** What waits to be written; the first of it has the number `first`. */
let batches: JournalEntry[][] = []
let first = 1
let isDraining = false
/** Why nothing of what waits could be written; null: nothing stands in the way. */
let stuck: unknown = null
/** Asks for the journal while batches wait for the open transaction. */
const held: Asking[] = []

function retryLater(error: unknown): void {
  if (stuck === null) setTimeout(retry, RETRY_MS).unref()
  stuck = error
  say({ kind: 'stuck', error: asWire(error) })
}

function retry(): void {
  if (stuck === null) return
  const before = stuck
  stuck = null
  drain()
  // somebody's transaction is open: its end tries again, and so does this
  if (stuck === null && batches.length > 0) retryLater(before)
}

function take(request: Extract<Request, { kind: 'append' }>): void {
  if (batches.length === 0) first = request.first
  batches.push(...unpack(request))
  // What else has arrived by now joins the same commit.
  if (!isDraining && stuck === null) setImmediate(drain)
  isDraining = true
}

function drain(): void {
  isDraining = false
  if (batches.length === 0 || open !== null || isBroken) return
  const these = batches
  batches = []
  const upTo = first + these.length - 1
  let outcomes: (Error | null)[]
  try {
    outcomes = journal.write(these)
  } catch (error) {
    if (start.isExclusive && passes(error)) {
      batches = these
      retryLater(error)
    } else say({ kind: 'refused', batches: these.map((_, n) => first + n), error: asWire(error) })
    return
  }
  stuck = null
  outcomes.forEach((error, n) => {
    if (error !== null) say({ kind: 'refused', batches: [first + n], error: asWire(error) })
  })
  if (outcomes.every((error) => error !== null)) return
  say({ kind: 'written', upTo })
  synced(() => say({ kind: 'synced', upTo }))
}

// -----------------------------------------------------------------------------------------------------------------

function close(id: number): void {
  drain()
  if (batches.length > 0) {
    const error = asWire(stuck ?? coded('STORE_CLOSED', 'The store is closed.'))
    say({ kind: 'refused', batches: batches.splice(0).map((_, n) => first + n), error })
  }
  synced(() => {
    for (const read of [...reads.values(), ...spare]) read.db.close()
    reader.db.close()
    fs.closeSync(wal)
    writer.db.close()
    lock?.close()
    say({ kind: 'done', id, rows: [], changes: 0 })
    port.close()
  })
}

port.on('message', (request: Request) => {
  if (isBroken) return
  if (request.kind === 'append') take(request)
  else if (request.kind === 'close') close(request.id)
  else receive(request)
})

say({ kind: 'ready' })
