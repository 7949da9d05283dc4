/**
 * A database that everything of another is being brought into: how far that is stands in a table of its own, in the same transactions as the rows. While it is
 * there nothing else works on the database; with the last transaction it is gone.
 */
import { sql, type Kysely } from 'kysely'
import { StoreError } from './errors.ts'
import type { Rows } from './store.ts'
import type { Tables } from './tables.ts'

const TABLE = sql.table('concord_move')

/** How far it is: so many rows of this table, and all of those before it. */
export interface Progress {
  /** What is being moved, by a hash of all of it. */
  source: string
  table: string
  done: number
}

/** Null: no move was begun here, or the last one has ended. */
export async function findMove(db: Kysely<Tables>): Promise<Progress | null> {
  const tables = await db.introspection.getTables()
  if (!tables.some(({ name }) => name === 'concord_move')) return null
  const { rows } = await sql<{ source: string; at_table: string; done: number }>`
    select source, at_table, done from ${TABLE}`.execute(db)
  const { source, at_table, done } = rows[0]!
  return { source, table: at_table, done }
}

export async function beginMove(rows: Rows, source: string): Promise<void> {
  await sql`create table ${TABLE} (source text not null, at_table text not null, done integer not null)`.execute(rows)
  await sql`insert into ${TABLE} values (${source}, '', 0)`.execute(rows)
}

export async function noteMove(rows: Rows, { table, done }: Omit<Progress, 'source'>): Promise<void> {
  await sql`update ${TABLE} set at_table = ${table}, done = ${done}`.execute(rows)
}

export async function endMove(rows: Rows): Promise<void> {
  await sql`drop table ${TABLE}`.execute(rows)
}

/** Throws `StoreError` `STORE_MOVING` where a move into this database was begun and has not ended. */
export async function assertNotMoving(db: Kysely<Tables>): Promise<void> {
  if ((await findMove(db)) === null) return
  throw new StoreError(
    'STORE_MOVING',
    'A move into this database was begun and has not ended: run `npm run admin -- migrate-database` again, or drop the database and begin anew.',
  )
}
