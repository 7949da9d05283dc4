/** What can be asked of a database at any time: whether it answers, and whether it has what this code needs. Reads little, writes nothing. */
import { sql, type Kysely } from 'kysely'
import { MIGRATIONS } from './migrations.ts'
import type { Tables } from './tables.ts'

/** Rejects where the database does not answer. */
export async function ping(db: Kysely<Tables>): Promise<void> {
  await sql`select 1 as one`.execute(db)
}

/** Migrations of this code that the database has not seen; those of newer code are no matter. */
export async function missingMigrations(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const applied = new Set(rows.map(({ name }) => name))
  return Object.keys(MIGRATIONS).filter((name) => !applied.has(name))
}
