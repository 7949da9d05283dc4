/** What a paragraph said in a language when somebody was asked to look at it: whether it was written in since is told by that. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  // the last entry of its text's journal then; null: not known
  await db.schema.alterTable('language_flag').addColumn('seq', 'integer').execute()
}
