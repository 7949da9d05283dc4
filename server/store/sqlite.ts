/** The store on SQLite: one file in the data folder, owned by one thread. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { Kysely, sql } from 'kysely'
import { StoreError } from './errors.ts'
import { makeGuard } from './guard.ts'
import type { JournalFront } from './journal.ts'
import { makeLogJournal, systemLogClock } from './log-journal.ts'
import { readLog } from './log-read.ts'
import { recoverLog } from './log-recovery.ts'
import { Log } from './log.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { sqliteJournal } from './sqlite-journal.ts'
import { SqliteLink } from './sqlite-link.ts'
import type { Rows, Store } from './store.ts'
import type { Tables } from './tables.ts'

export interface SqliteOptions {
  dataDir: string
  /** See `OpenOptions` in `open.ts`. */
  isAlongside: boolean
  maxPages: number | null
  until: string | null
  now: (() => string) | null
  warn: (message: string) => void
}

/** The store, and a way to let its thread die, for tests. */
export interface SqliteStore extends Store {
  killWorker(): Promise<void>
}

export async function openSqlite({
  dataDir,
  isAlongside,
  maxPages,
  until,
  now,
  warn,
}: SqliteOptions): Promise<SqliteStore> {
  // Hashes of passwords and unpublished texts are in it.
  await fs.mkdir(dataDir, { recursive: true, mode: 0o700 })
  const folder = path.join(dataDir, 'journal')
  const open = async (isExclusive: boolean): Promise<{ link: SqliteLink; store: DirectStore }> => {
    const link = await SqliteLink.open({ dataDir, isExclusive, maxPages })
    return { link, store: makeStore(link, now, folder) }
  }
  const { link, store } = await open(!isAlongside)
  try {
    if (!isAlongside) {
      await migrate(store.db, until)
      const log = await Log.begin(folder, await recoverLog(folder, store, warn))
      return withLog(store, link, log, warn)
    }
    if ((await pendingMigrations(store.db)).length > 0) {
      // Nobody's server may be at work while the tables change.
      const holder = await open(true)
      try {
        await migrate(holder.store.db)
      } finally {
        await holder.store.close()
      }
    }
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A store whose journal writes to the database directly. */
interface DirectStore extends SqliteStore {
  journal: JournalFront
}

function makeStore(link: SqliteLink, now: (() => string) | null, folder: string): DirectStore {
  const guard = makeGuard()
  const db = new Kysely<Tables>({ dialect: sqliteDialect(link, guard) })
  const journal = sqliteJournal(link)
  return {
    db,
    dialect: 'sqlite',
    isShared: false,
    isAway: () => false,
    journal,
    logged: () => readLog(folder).batches.flat(),
    broken: link.broken,
    transaction: (work) => db.transaction().execute((rows) => guard.within(() => work(rows))),
    read: (work) =>
      db
        .transaction()
        .setAccessMode('read only')
        .execute((rows) => guard.within(() => work(rows))),
    async now(rows: Rows) {
      if (now !== null) return now()
      const instant = sql<{ at: string }>`select strftime('%Y-%m-%dT%H:%M:%fZ', 'now') as at`
      return (await instant.execute(rows)).rows[0]!.at
    },
    close: () => close(db, link, journal),
    killWorker: () => link.kill(),
  }
}

/** The store of a server: with a log in front of the journal. */
function withLog(store: DirectStore, link: SqliteLink, log: Log, warn: (message: string) => void): SqliteStore {
  const broken = Promise.withResolvers<Error>()
  const journal = makeLogJournal({ log, inner: store.journal, clock: systemLogClock, warn, broke: broken.resolve })
  link.beforeJournalIsRead = () => journal.flush()
  link.whenStuck = (error) => journal.stuck(error)
  void link.broken.then((error) => journal.lost(error))
  return {
    ...store,
    journal,
    logged: () => [],
    broken: broken.promise,
    async close() {
      await close(store.db, link, journal)
      await journal.end()
    },
  }
}

async function close(db: Kysely<Tables>, link: SqliteLink, journal: JournalFront): Promise<void> {
  journal.stop(new StoreError('STORE_CLOSED', 'The store is closed.'))
  await journal.settled()
  await db.destroy()
  // Kysely never opened its driver if it was not used.
  await link.close()
}
