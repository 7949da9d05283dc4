/**
 * SQLite for Kysely, over the line to the thread that owns it.
 * Reads outside a transaction go to a reading connection and wait for nobody; writes and transactions take turns on the one that writes.
 */
import {
  RawNode,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import { codeOf } from './errors.ts'
import type { Guard } from './guard.ts'
import type { SqliteLink } from './sqlite-link.ts'
import type { Handle } from './sqlite-wire.ts'

/** One at a time, in the order of asking. */
class Turn {
  #last: Promise<void> = Promise.resolve()

  /** Resolves with what gives the turn on. */
  async take(): Promise<() => void> {
    const before = this.#last
    let release!: () => void
    this.#last = new Promise((resolve) => (release = resolve))
    await before
    return release
  }
}

/** A view on part of a larger buffer would be sent with the whole of it. */
const trimmed = (value: unknown): unknown =>
  value instanceof Uint8Array && value.byteLength < value.buffer.byteLength ? Uint8Array.from(value) : value

class SqliteConnection implements DatabaseConnection {
  #link: SqliteLink
  #turn: Turn
  #nextNumber: () => number
  /** The open transaction: its number, where it runs, and what gives the turn on. */
  #transaction: { number: number; handle: Handle; release: () => void } | null = null

  constructor(link: SqliteLink, turn: Turn, nextNumber: () => number) {
    this.#link = link
    this.#turn = turn
    this.#nextNumber = nextNumber
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = query
    const ask = async (handle: Handle, transaction: number | null): Promise<QueryResult<R>> => {
      const { rows, changes } = await this.#link.ask({
        kind: 'query',
        handle,
        transaction,
        sql,
        parameters: parameters.map(trimmed),
      })
      return { rows: rows as R[], numAffectedRows: BigInt(changes) }
    }
    if (this.#transaction !== null) return ask(this.#transaction.handle, this.#transaction.number)
    if (SelectQueryNode.is(query.query)) return ask('reader', null)
    if (RawNode.is(query.query) && /^\s*(select|with)\b/i.test(sql))
      try {
        return await ask('reader', null)
      } catch (error) {
        // `with ... insert` begins like a question.
        if (codeOf(error) !== 'SQLITE_READONLY') throw error
      }
    const release = await this.#turn.take()
    try {
      return await ask('writer', null)
    } finally {
      release()
    }
  }

  // eslint-disable-next-line require-yield -- the interface wants a generator
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Read by pages instead: SQLite answers here are whole.')
  }

  async begin(settings: TransactionSettings): Promise<void> {
    const number = this.#nextNumber()
    const isReading = settings.accessMode === 'read only'
    const handle = isReading ? number : 'writer'
    const release = isReading ? () => {} : await this.#turn.take()
    try {
      await this.#link.ask({ kind: 'begin', handle, transaction: number })
    } catch (error) {
      release()
      throw error
    }
    this.#transaction = { number, handle, release }
  }

  async end(how: 'commit' | 'rollback'): Promise<void> {
    const transaction = this.#transaction
    if (transaction === null) return
    this.#transaction = null
    try {
      await this.#link.ask({ kind: how, handle: transaction.handle, transaction: transaction.number })
    } finally {
      transaction.release()
    }
  }
}

class SqliteWorkerDriver implements Driver {
  #link: SqliteLink
  #guard: Guard
  #turn = new Turn()
  #number = 0

  constructor(link: SqliteLink, guard: Guard) {
    this.#link = link
    this.#guard = guard
  }

  init(): Promise<void> {
    return Promise.resolve()
  }

  acquireConnection(): Promise<SqliteConnection> {
    this.#guard.assertOutside()
    return Promise.resolve(new SqliteConnection(this.#link, this.#turn, () => ++this.#number))
  }

  beginTransaction(connection: SqliteConnection, settings: TransactionSettings): Promise<void> {
    return connection.begin(settings)
  }

  commitTransaction(connection: SqliteConnection): Promise<void> {
    return connection.end('commit')
  }

  rollbackTransaction(connection: SqliteConnection): Promise<void> {
    return connection.end('rollback')
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }

  destroy(): Promise<void> {
    return this.#link.close()
  }
}

/** Kysely's adapter is written for one shared connection and for schema changes outside transactions; neither is so here. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

export function sqliteDialect(link: SqliteLink, guard: Guard): Dialect {
  return {
    createDriver: () => new SqliteWorkerDriver(link, guard),
    createAdapter: () => new Adapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  }
}
