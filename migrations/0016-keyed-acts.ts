/** What was done under a key that its sender gave it: sent again, it is not done again (AU6). */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  await db.schema
    .createTable('keyed_act')
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('key', 'text', (c) => c.notNull()) // SHA-256 of the sender's key and of all that was sent, in hexadecimal
    .addColumn('request', 'text', (c) => c.notNull()) // which sending of it was the one
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull()) // JSON: {kind, id}, as the record has it
    .addPrimaryKeyConstraint('keyed_act_pk', ['person_id', 'key'])
    .execute()
  await db.schema.createIndex('keyed_act_at').on('keyed_act').column('at').execute()
}
