/** Fresh, migrated databases for tests. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { openStore, type OpenOptions } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'

export type Dialect = Store['dialect']
export const DIALECTS: readonly Dialect[] = ['sqlite', 'postgres']

/** An empty database; open it as often as you like, then remove it. */
export interface TestDatabase {
  options: { dataDir: string; databaseUrl: string | null }
  remove(): Promise<void>
}

/** A store over a database of its own; `close` removes the database too. */
export interface TestStore extends Store {
  database: TestDatabase
}

/** Runs one statement on the cluster, outside any transaction. */
async function command(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgres') })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** PostgreSQL only in projects of `vitest.config.ts` with `tests/support/postgres-cluster.ts` as their global set-up. */
export async function makeTestDatabase(dialect: Dialect = 'sqlite'): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-test-'))
  if (dialect === 'sqlite')
    return {
      options: { dataDir, databaseUrl: null },
      remove() {
        rmSync(dataDir, { recursive: true })
        return Promise.resolve()
      },
    }
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await command(`create database ${name}`)
  const address = new URL(inject('postgres'))
  address.pathname = `/${name}`
  return {
    options: { dataDir, databaseUrl: address.href },
    async remove() {
      await command(`drop database ${name} with (force)`)
      rmSync(dataDir, { recursive: true })
    },
  }
}

/** A store over a fresh, migrated database. Close it in `afterAll` or `afterEach`. */
export async function openTestStore(dialect: Dialect = 'sqlite', more: Partial<OpenOptions> = {}): Promise<TestStore> {
  const database = await makeTestDatabase(dialect)
  const store = await openStore({ ...database.options, ...more })
  return {
    ...store,
    database,
    async close() {
      await store.close()
      await database.remove()
    },
  }
}
