/** Numbers that do not move within a round: those that a version froze, and what became of them where one was renumbered. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  // JSON: block id -> its number and what it is numbered in; null: numbered by position. Of an article those of the last version,
  // with which the round began; versions from before this have none, and their blocks are numbered by position as they were then.
  await db.schema.alterTable('article').addColumn('numbers', 'text').execute()
  await db.schema.alterTable('version_article').addColumn('numbers', 'text').execute()

  // articles that a version renumbered, with the numbers they and their blocks had until then
  await db.schema
    .createTable('renumbering')
    .addColumn('version_id', 'text', (c) => c.notNull().references('version.id'))
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('number_before', 'text') // null: the preamble
    .addColumn('number_after', 'text') // null: the preamble, or it was left out
    .addColumn('is_left_out', 'integer', (c) => c.notNull()) // 0 or 1: marked deleted, and so no part of the version
    .addColumn('numbers_before', 'text', (c) => c.notNull()) // JSON as above
    .addColumn('numbers_after', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('renumbering_pk', ['version_id', 'article_id'])
    .execute()
  await db.schema.createIndex('renumbering_number').on('renumbering').column('number_before').execute()
}
