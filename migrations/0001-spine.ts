// Over 250 lines: the tables of the spine refer to one another and are read together.
/**
 * The spine: people, charters, texts and their journal, comments, versions, sign-offs, the record.
 * Valid on SQLite and PostgreSQL. Instants are RFC 3339 UTC text with milliseconds and `Z`, so that they sort and compare alike on both.
 */
import { PostgresAdapter, sql, type Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter
  const bytes = isPostgres ? sql`bytea` : sql`blob`
  const schema = db.schema

  await schema
    .createTable('setting')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute()

  await schema
    .createTable('party')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('code', 'text', (c) => c.notNull().unique())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('names', 'text', (c) => c.notNull()) // JSON: language -> name
    .addColumn('region', 'text')
    .addColumn('contact_language', 'text')
    .addColumn('time_zone', 'text')
    .execute()

  await schema
    .createTable('person')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('email', 'text', (c) => c.notNull().unique()) // lower case
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('password_hash', 'text') // null: no password sign-in
    .addColumn('party_id', 'text', (c) => c.references('party.id'))
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('deactivated_at', 'text')
    .execute()

  await schema
    .createTable('person_role')
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('role', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('person_role_pk', ['person_id', 'role'])
    .execute()

  await schema
    .createTable('session')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('secret_hash', bytes, (c) => c.notNull()) // SHA-256 of the secret; the secret is nowhere
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'text', (c) => c.notNull())
    .addColumn('confirmed_at', 'text', (c) => c.notNull()) // when the password was last given
    .execute()
  await schema.createIndex('session_person').on('session').column('person_id').execute()

  await schema
    .createTable('charter')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('slug', 'text', (c) => c.notNull().unique())
    .addColumn('titles', 'text', (c) => c.notNull()) // JSON: language -> title; the original language always
    .addColumn('original_language', 'text', (c) => c.notNull())
    .addColumn('languages', 'text', (c) => c.notNull()) // JSON array, original first
    .addColumn('source', 'text') // JSON: what an imported file says beside its text (version, notice, rounds, silences, societies, translation status)
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute()

  // people assigned as drafters to every new article of the charter
  await schema
    .createTable('drafting_group')
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addPrimaryKeyConstraint('drafting_group_pk', ['charter_id', 'person_id'])
    .execute()

  await schema
    .createTable('article')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('kind', 'text', (c) => c.notNull()) // preamble | article
    .addColumn('position', 'integer', (c) => c.notNull()) // order in the charter; the preamble is 0
    .addColumn('number', 'text') // "14 bis"; null for the preamble
    .addColumn('heading_block', 'text', (c) => c.notNull()) // block id of its heading, the target of references to the article
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('sources', 'text', (c) => c.notNull()) // JSON: [{label, note}]
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addUniqueConstraint('article_position', ['charter_id', 'position'])
    .addUniqueConstraint('article_number', ['charter_id', 'number'])
    .execute()

  await schema
    .createTable('document')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('schema_version', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addUniqueConstraint('document_language', ['article_id', 'lang'])
    .execute()

  await schema
    .createTable('assignment')
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('kind', 'text', (c) => c.notNull()) // drafter | pen_holder | language_reviewer
    .addColumn('lang', 'text', (c) => c.notNull()) // '*' for every language
    .addPrimaryKeyConstraint('assignment_pk', ['article_id', 'person_id', 'kind', 'lang'])
    .execute()
  await schema.createIndex('assignment_person').on('assignment').column('person_id').execute()

  // append-only: every accepted update, who sent it and when
  await schema
    .createTable('journal')
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('seq', 'integer', (c) => c.notNull()) // 1, 2, 3 ... in each document
    .addColumn('author_id', 'text', (c) => c.references('person.id')) // null: the system (import)
    .addColumn('party_id', 'text', (c) => c.references('party.id')) // the author's party then
    .addColumn('bytes', bytes, (c) => c.notNull()) // a Yjs V1 update
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('journal_pk', ['document_id', 'seq'])
    .execute()

  // compacted states: replay of the journal up to and including `seq`
  await schema
    .createTable('snapshot')
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('bytes', bytes, (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('snapshot_pk', ['document_id', 'seq'])
    .execute()

  // whose words a Yjs client id writes, per document
  await schema
    .createTable('client_binding')
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('client_id', 'bigint', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.references('person.id')) // null: the system
    .addPrimaryKeyConstraint('client_binding_pk', ['document_id', 'client_id'])
    .execute()

  // who stands behind brackets and options; the text carries ids, kind and labels only
  await schema
    .createTable('bracket')
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('level', 'text', (c) => c.notNull()) // inline | block | article
    .addColumn('note', 'text')
    .addColumn('reserved_by', 'text') // JSON array of party codes; null where the file says nothing
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('bracket_pk', ['article_id', 'id'])
    .execute()
  await schema
    .createTable('bracket_option')
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('bracket_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.notNull()) // JSON array of party codes; empty = unattributed
    .addColumn('origin', 'text') // "facilitator": the chair's text
    .addPrimaryKeyConstraint('bracket_option_pk', ['article_id', 'bracket_id', 'id'])
    .addForeignKeyConstraint('bracket_option_bracket', ['article_id', 'bracket_id'], 'bracket', ['article_id', 'id'])
    .execute()

  await schema
    .createTable('comment')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('thread_id', 'text', (c) => c.references('comment.id')) // null: opens a thread
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('author_id', 'text', (c) => c.references('person.id')) // null: a record of the past
    .addColumn('author_name', 'text', (c) => c.notNull()) // as it was then
    .addColumn('party_id', 'text', (c) => c.references('party.id'))
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull()) // open | answered | resolved | ...
    .addColumn('visibility', 'text', (c) => c.notNull())
    .addColumn('anchor', 'text') // JSON {blockId, exact, prefix, suffix, optionId, relative: {start, end}} or null
    .addColumn('contribution_id', 'text') // the imported contribution it shows
    .addColumn('created_at', 'text', (c) => c.notNull())
    .execute()
  await schema.createIndex('comment_article').on('comment').columns(['article_id', 'created_at']).execute()

  // contributions of an imported file, whole: the record of earlier rounds
  await schema
    .createTable('contribution')
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('target', 'text') // block id
    .addColumn('party_id', 'text', (c) => c.references('party.id'))
    .addColumn('author_id', 'text', (c) => c.references('person.id'))
    .addColumn('data', 'text', (c) => c.notNull()) // JSON, as in the file
    .addPrimaryKeyConstraint('contribution_pk', ['charter_id', 'id'])
    .execute()

  await schema
    .createTable('version')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('notes', 'text', (c) => c.notNull())
    .addColumn('stage', 'text', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('canonical', bytes, (c) => c.notNull())
    .addColumn('titles', 'text', (c) => c.notNull()) // JSON, as at the cut
    .addColumn('cut_at', 'text', (c) => c.notNull())
    .addColumn('cut_by', 'text', (c) => c.references('person.id'))
    .addColumn('published_at', 'text')
    .addColumn('withdrawn_at', 'text')
    .addColumn('withdrawn_reason', 'text')
    .addUniqueConstraint('version_number', ['charter_id', 'number'])
    .addUniqueConstraint('version_label', ['charter_id', 'label'])
    .execute()

  await schema
    .createTable('version_article')
    .addColumn('version_id', 'text', (c) => c.notNull().references('version.id'))
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('number', 'text')
    .addColumn('heading', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('doc', 'text', (c) => c.notNull()) // JSON: ArticleDoc
    .addPrimaryKeyConstraint('version_article_pk', ['version_id', 'article_id', 'lang'])
    .execute()

  await schema
    .createTable('signoff')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('version_id', 'text', (c) => c.notNull().references('version.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('signatory_name', 'text', (c) => c.notNull()) // as signed
    .addColumn('capacity', 'text')
    .addColumn('place', 'text')
    .addColumn('decision', 'text', (c) => c.notNull()) // endorse | endorse_with_statement | decline
    .addColumn('statement', 'text')
    .addColumn('stage', 'text', (c) => c.notNull()) // the version's stage then
    .addColumn('sha256', 'text', (c) => c.notNull()) // what was signed
    .addColumn('signed_at', 'text', (c) => c.notNull())
    .addColumn('withdrawn_at', 'text')
    .addColumn('withdrawn_reason', 'text')
    .execute()
  // one standing sign-off per version and party: decided here, not by a check before
  await schema
    .createIndex('signoff_standing')
    .unique()
    .on('signoff')
    .columns(['version_id', 'party_id'])
    .where(sql.ref('withdrawn_at'), 'is', null)
    .execute()

  await schema
    .createTable('signoff_article')
    .addColumn('signoff_id', 'text', (c) => c.notNull().references('signoff.id'))
    .addColumn('position', 'integer', (c) => c.notNull())
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull()) // reservation | declaration
    .addColumn('text', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('signoff_article_pk', ['signoff_id', 'position'])
    .execute()

  // the record: append-only, each row carrying the hash of the one before it
  await schema
    .createTable('audit')
    .addColumn('seq', 'integer', (c) => c.primaryKey())
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('actor', 'text') // JSON {id, role, party} or null: the system
    .addColumn('act', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull()) // JSON {kind, id}
    .addColumn('data', 'text', (c) => c.notNull()) // JSON
    .addColumn('prev_hash', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .execute()
  // one row: the end of the chain. Updating it first serialises writers on both databases.
  await schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('seq', 'integer', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .execute()
  await sql`insert into audit_head (id, seq, hash) values (1, 0, ${'0'.repeat(64)})`.execute(db)
}
