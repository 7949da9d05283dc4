/** The store on SQLite: one file in the data folder, owned by one thread. */
import fs from 'node:fs/promises'
import { Kysely, sql } from 'kysely'
import { StoreError } from './errors.ts'
import { makeGuard } from './guard.ts'
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
}

/** The store, and a way to let its thread die, for tests. */
export interface SqliteStore extends Store {
  killWorker(): Promise<void>
}

export async function openSqlite({ dataDir, isAlongside, maxPages, until, now }: SqliteOptions): Promise<SqliteStore> {
  // Hashes of passwords and unpublished texts are in it.
  await fs.mkdir(dataDir, { recursive: true, mode: 0o700 })
  const open = async (isExclusive: boolean): Promise<{ link: SqliteLink; store: SqliteStore }> => {
    const link = await SqliteLink.open({ dataDir, isExclusive, maxPages })
    return { link, store: makeStore(link, now) }
  }
  const { store } = await open(!isAlongside)
  try {
    if (!isAlongside) await migrate(store.db, until)
    else if ((await pendingMigrations(store.db)).length > 0) {
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

function makeStore(link: SqliteLink, now: (() => string) | null): SqliteStore {
  const guard = makeGuard()
  const db = new Kysely<Tables>({ dialect: sqliteDialect(link, guard) })
  const journal = sqliteJournal(link)
  return {
    db,
    dialect: 'sqlite',
    journal,
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
    async close() {
      journal.stop(new StoreError('STORE_CLOSED', 'The store is closed.'))
      await journal.settled()
      await db.destroy()
      // Kysely never opened its driver if it was not used.
      await link.close()
    },
    killWorker: () => link.kill(),
  }
}
