/** A sitting or an editorial fix that came in with a file names nobody: who began it, who proposed it, the file does not say. */
import { sql, SqliteAdapter, type Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const { schema } = db
  if (!(db.getExecutor().adapter instanceof SqliteAdapter)) {
    await schema
      .alterTable('sitting')
      .alterColumn('began_by', (c) => c.dropNotNull())
      .execute()
    await schema
      .alterTable('editorial_fix')
      .alterColumn('proposed_by', (c) => c.dropNotNull())
      .execute()
    return
  }
  // SQLite changes no column: the tables are made anew under their names, as in 0005
  await sql`pragma defer_foreign_keys = on`.execute(db)
  await sql`create table sitting_was as select * from sitting`.execute(db)
  await schema.dropTable('sitting').execute()
  await schema
    .createTable('sitting')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('chaired_by', 'text', (c) => c.references('person.id'))
    .addColumn('began_at', 'text', (c) => c.notNull())
    .addColumn('began_by', 'text', (c) => c.references('person.id')) // null: a file told of it
    .addColumn('ended_at', 'text')
    .addColumn('ended_by', 'text', (c) => c.references('person.id'))
    .addColumn('article_id', 'text', (c) => c.references('article.id'))
    .addColumn('block_id', 'text')
    .execute()
  await sql`insert into sitting select * from sitting_was`.execute(db)
  await schema.dropTable('sitting_was').execute()
  await schema
    .createIndex('sitting_open')
    .unique()
    .on('sitting')
    .column('charter_id')
    .where(sql.ref('ended_at'), 'is', null)
    .execute()
  await schema.createIndex('sitting_of_charter').on('sitting').columns(['charter_id', 'began_at']).execute()

  await sql`create table editorial_fix_was as select * from editorial_fix`.execute(db)
  await schema.dropTable('editorial_fix').execute()
  await schema
    .createTable('editorial_fix')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('block_id', 'text', (c) => c.notNull())
    .addColumn('base', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('why', 'text', (c) => c.notNull())
    .addColumn('proposed_by', 'text', (c) => c.references('person.id')) // null: a file told of it
    .addColumn('proposed_at', 'text', (c) => c.notNull())
    .addColumn('confirmed_by', 'text', (c) => c.references('person.id'))
    .addColumn('confirmed_at', 'text')
    .addColumn('until_at', 'text')
    .addColumn('objected_by', 'text', (c) => c.references('person.id'))
    .addColumn('objected_party', 'text', (c) => c.references('party.id'))
    .addColumn('objected_at', 'text')
    .addColumn('objection', 'text')
    .addColumn('withdrawn_at', 'text')
    .addColumn('taken_back_at', 'text')
    .execute()
  await sql`insert into editorial_fix select * from editorial_fix_was`.execute(db)
  await schema.dropTable('editorial_fix_was').execute()
  await schema.createIndex('editorial_fix_article').on('editorial_fix').columns(['article_id', 'proposed_at']).execute()
  await schema.createIndex('editorial_fix_document').on('editorial_fix').column('document_id').execute()
}
