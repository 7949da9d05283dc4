/** Brings a database up to this code, or refuses one that is ahead of it. */
import { sql, type Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StoreError } from './errors.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Tables } from './tables.ts'

const TABLE = 'kysely_migration'

/** Names of the migrations a database has seen, in order; empty for an empty database. */
export async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === TABLE)) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.id(TABLE)} order by name`.execute(db)
  return rows.map((row) => row.name)
}

/**
 * What is still to do on this database. Throws `StoreError` `STORE_VERSION`, naming the migration, if newer code was here:
 * running old code on it could write what the newer one no longer understands.
 */
export async function pendingMigrations(db: Kysely<Tables>): Promise<string[]> {
  const applied = await appliedMigrations(db)
  const unknown = applied.find((name) => !(name in MIGRATIONS))
  if (unknown !== undefined)
    throw new StoreError(
      'STORE_VERSION',
      `This database is newer than this Concord: migration "${unknown}" was applied to it and is not known here. ` +
        'Start the newer Concord, or restore a backup taken before the upgrade.',
    )
  return Object.keys(MIGRATIONS).filter((name) => !applied.includes(name))
}

/** Applies what is missing, each migration whole or not at all, one process at a time. `until`: no further than this one. Throws as `pendingMigrations`, or the migration's error. */
export async function migrate(db: Kysely<Tables>, until: string | null = null): Promise<void> {
  const pending = await pendingMigrations(db)
  if (pending.length === 0) return
  // A database that is further already is not taken back.
  if (until !== null && !pending.includes(until)) return
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } })
  const { error, results } = await (until === null ? migrator.migrateToLatest() : migrator.migrateTo(until))
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')?.migrationName
  throw new StoreError('STORE_VERSION', `Migration "${failed ?? '?'}" failed; the database is as it was before it.`, {
    cause: error,
  })
}
