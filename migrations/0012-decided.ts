/** What decisions did to the words, of decisions that came in with a file: the journals that they wrote in are elsewhere. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  // JSON: by language, the blocks that were others since; null: `seqs` tells
  await db.schema.alterTable('decision').addColumn('texts', 'text').execute()
}
