/** Sittings of the talks: when, where, in whose chair; and what was decided in which of them. */
import { sql, type Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('sitting')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull()) // '': nothing is said of it
    .addColumn('chaired_by', 'text', (c) => c.references('person.id')) // null: nobody is named
    .addColumn('began_at', 'text', (c) => c.notNull())
    .addColumn('began_by', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('ended_at', 'text') // null: it goes on
    .addColumn('ended_by', 'text', (c) => c.references('person.id'))
    // where the room is: the paragraph on the wall, for whoever follows
    .addColumn('article_id', 'text', (c) => c.references('article.id'))
    .addColumn('block_id', 'text')
    .execute()
  // one goes on at a time
  await schema
    .createIndex('sitting_open')
    .unique()
    .on('sitting')
    .column('charter_id')
    .where(sql.ref('ended_at'), 'is', null)
    .execute()
  await schema.createIndex('sitting_of_charter').on('sitting').columns(['charter_id', 'began_at']).execute()

  // decisions have theirs already
  await schema
    .alterTable('provision_event')
    .addColumn('sitting_id', 'text', (c) => c.references('sitting.id'))
    .execute()
  await schema.createIndex('provision_event_sitting').on('provision_event').column('sitting_id').execute()
  await schema.createIndex('decision_sitting').on('decision').column('sitting_id').execute()
}
