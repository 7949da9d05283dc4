/** In which capacity words were written. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  // null: the system's, or written before this was recorded
  await db.schema.alterTable('journal').addColumn('hat', 'text').execute()
}
