/** What a proposal's text is based on, where its sponsors settled some of what collides with the article and not yet the rest. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  // JSON: a text; null: what the article said after its entry `base_seq`
  await db.schema.alterTable('proposal_text').addColumn('base', 'text').execute()
}
