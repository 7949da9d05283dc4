/** Words that came into a text after somebody else had removed their place, kept for their author until they have read it (rule TX28). */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('recovered_words')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('seq', 'integer', (c) => c.notNull()) // of the journal entry that brought them
    .addColumn('n', 'integer', (c) => c.notNull()) // one entry may have several
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id')) // their author, and nobody else's business
    .addColumn('block_id', 'text', (c) => c.notNull()) // where they were written
    .addColumn('option_id', 'text') // null: the block itself was gone
    .addColumn('words', 'text', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull()) // JSON: which units of the text they are, and which their place was
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('dismissed_at', 'text') // null: not read yet
    .addUniqueConstraint('recovered_words_entry', ['document_id', 'seq', 'n'])
    .execute()
  await schema.createIndex('recovered_words_person').on('recovered_words').column('person_id').execute()
}
