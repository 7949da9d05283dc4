/**
 * The writing desk: who sees whom and whose words (settings of a charter), what each person has seen, which translated paragraphs were checked.
 * Stored texts become version 2 of the encoding: footnotes, defined terms and `b.from` are additions, so that a text of version 1
 * is one of version 2 as it stands (rule TX7); only tabs of version 1 have to reload.
 */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const schema = db.schema

  // all | own_party | off; presence reveals tactics, so that a charter begins careful
  for (const setting of ['presence', 'authorship'])
    await schema
      .alterTable('charter')
      .addColumn(setting, 'text', (c) => c.notNull().defaultTo('own_party'))
      .execute()

  // the last row of a document's journal that a person has had on the screen
  await schema
    .createTable('visit')
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('visit_pk', ['person_id', 'document_id'])
    .execute()

  // "this still says the same": the source as it stood at `source_seq` was compared with this paragraph of a translation
  await schema
    .createTable('translation_check')
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id')) // the translation
    .addColumn('block_id', 'text', (c) => c.notNull())
    .addColumn('source_seq', 'integer', (c) => c.notNull()) // of the source's journal
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('translation_check_pk', ['document_id', 'block_id'])
    .execute()

  await db.updateTable('document').set({ schema_version: 2 }).where('schema_version', '<', 2).execute()
}
