/** Which blocks of an article are deleted by agreement, beside its row: whoever reads its text asks for them. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  // JSON: ids of blocks, those whose `provision` says `deleted`; null: none
  await db.schema.alterTable('article').addColumn('deleted_blocks', 'text').execute()
}
