/** Migrations where something comes between: several nodes that start at once, and signal 9 before one statement after another. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { inspectDatabase } from '../../server/store/inspect.ts'
import { appliedMigrations } from '../../server/store/migrate.ts'
import { MIGRATIONS } from '../../server/store/migrations.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { DIALECTS, makeTestDatabase, type TestDatabase } from '../support/database.ts'
import { addDocuments } from '../support/rows.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ALL = Object.keys(MIGRATIONS)
/** The database is filled as of this one. */
const EARLY = '0003-people'
/** Statements between one kill and the next; no divisor of what a migration has. */
const STRIDE = 17

const schemaOf = async ({ db }: Store) =>
  (await db.introspection.getTables())
    .map(({ name, columns }) => [name, columns.map((one) => `${one.name} ${one.dataType} ${one.isNullable}`).sort()])
    .sort()

describe.each(DIALECTS)('on %s', (dialect) => {
  const databases: TestDatabase[] = []
  const make = async (): Promise<TestDatabase> => {
    const database = await makeTestDatabase(dialect)
    databases.push(database)
    return database
  }
  afterEach(async () => {
    for (const database of databases.splice(0)) await database.remove()
  })

  /** A command that migrates, where no server is there; killed before that statement. */
  const migrateKilledAt = ({ options }: TestDatabase, at: number): Promise<number | null> =>
    new Promise((resolve) => {
      const args = ['--import', './tests/support/killed-at-statement.mjs', 'server/cli/admin.ts', 'verify-audit']
      const env = { DATA_DIR: options.dataDir, DATABASE_URL: options.databaseUrl ?? '', KILL_AT: String(at) }
      const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore', env: { ...process.env, ...env } })
      child.once('close', (code) => resolve(code))
    })

  it('killed before any statement, it is as it was before that migration; begun again, it ends as ever', async () => {
    const [database, other] = [await make(), await make()]
    const early = await openStore({ ...database.options, until: EARLY })
    await early.transaction((rows) => addDocuments(rows, ['en'], ['ana']))
    await early.close()
    const kills: string[] = []
    let at = 5
    for (; (await migrateKilledAt(database, at)) === null; at += STRIDE) {
      const { state, migrations } = await inspectDatabase(database.options)
      // whole migrations, from the first on, or none
      expect([state, migrations]).toEqual(['behind', ALL.slice(ALL.length - migrations.length)])
      kills.push(migrations[0]!)
    }
    expect(kills.length).toBeGreaterThan(2)
    const [migrated, made] = [await openStore(database.options), await openStore(other.options)]
    expect(await appliedMigrations(migrated.db)).toEqual(ALL)
    expect(await schemaOf(migrated)).toEqual(await schemaOf(made))
    expect(await migrated.db.selectFrom('document').select('id').execute()).toEqual([{ id: 'en' }])
    for (const store of [migrated, made]) await store.close()
  })

  it('of nodes that start at once on an empty database one migrates, and none twice', async () => {
    const { options } = await make()
    const nodes = await Promise.allSettled(
      [1, 2, 3].map(() => openStore({ ...options, isShared: dialect === 'postgres' })),
    )
    const open = nodes.flatMap((node) => (node.status === 'fulfilled' ? [node.value] : []))
    const refused = nodes.flatMap((node) =>
      node.status === 'rejected' ? [(node.reason as { code: string }).code] : [],
    )
    // SQLite has one server
    expect([open.length, refused]).toEqual(dialect === 'postgres' ? [3, []] : [1, ['STORE_IN_USE', 'STORE_IN_USE']])
    for (const { db } of open) {
      const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
      expect(rows.map(({ name }) => name)).toEqual(ALL)
    }
    for (const store of open) await store.close()
  })
})
