/**
 * Proposals: forks of an article's text that are written by a delegation and its co-sponsors, tabled, and accepted by a merge of words.
 * A proposal's text is a document without an article, so that nothing that reads an article's documents can read it by accident.
 */
import { sql, SqliteAdapter, type ForeignKeyConstraintBuilder, type Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

/** From now on a document may be without an article. */
async function letDocumentsBeWithoutArticle(db: Kysely<Untyped>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof SqliteAdapter)) {
    await db.schema
      .alterTable('document')
      .alterColumn('article_id', (c) => c.dropNotNull())
      .execute()
    return
  }
  // SQLite changes no column: the table is made anew under its name, so that whatever points to it still does. Its rows are gone for a
  // moment, which is counted against what points to them, and forgiven as they come back, before the transaction ends.
  await sql`pragma defer_foreign_keys = on`.execute(db)
  await sql`create table document_was as select * from document`.execute(db)
  await db.schema.dropTable('document').execute()
  await db.schema
    .createTable('document')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.references('article.id')) // null: a proposal's (proposal_text)
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('schema_version', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addUniqueConstraint('document_language', ['article_id', 'lang'])
    .execute()
  await sql`insert into document (id, article_id, lang, schema_version, created_at)
    select id, article_id, lang, schema_version, created_at from document_was`.execute(db)
  await db.schema.dropTable('document_was').execute()
}

const atTheEnd = (key: ForeignKeyConstraintBuilder): ForeignKeyConstraintBuilder => key.deferrable().initiallyDeferred()

export async function up(db: Kysely<Untyped>): Promise<void> {
  const { schema } = db
  await letDocumentsBeWithoutArticle(db)

  await schema
    .createTable('proposal')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('code', 'text') // ART-7/P-3, given when it is submitted; null before
    .addColumn('kind', 'text', (c) => c.notNull()) // wording | bracket | bridging
    .addColumn('act', 'text') // JSON, of kind bracket: {op: keep | delete | choose, bracket, option?}
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('lang', 'text', (c) => c.notNull()) // in which it is written
    .addColumn('party_id', 'text', (c) => c.references('party.id')) // whose it is; null: the chair's
    .addColumn('created_by', 'text', (c) => c.references('person.id'))
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('submitted_by', 'text', (c) => c.references('person.id'))
    .addColumn('submitted_at', 'text')
    .addColumn('tabled_at', 'text')
    .addColumn('approval_asked_at', 'text') // where the party's head is to approve of what is submitted
    .addColumn('approved_by', 'text', (c) => c.references('person.id'))
    .addColumn('rationale', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('rationale_lang', 'text')
    .addColumn('group_name', 'text') // on behalf of whom, beside the sponsors
    .addColumn('amends_id', 'text') // a proposal to change that proposal
    .addColumn('succeeds_id', 'text') // new wording of
    .addColumn('answers_id', 'text')
    .addColumn('comment_id', 'text', (c) => c.references('comment.id')) // the thread it was made of
    .addColumn('contribution_id', 'text') // as it was imported
    .addColumn('is_late', 'integer', (c) => c.notNull().defaultTo(0)) // submitted after the deadline for proposals
    .addColumn('is_shown', 'integer', (c) => c.notNull().defaultTo(0)) // was read by everybody before it was tabled, and so stays readable
    .addColumn('settled_at', 'text') // when it was withdrawn, lapsed, or was decided
    .addColumn('rev', 'integer', (c) => c.notNull().defaultTo(0)) // counts its acts; each names the one it saw
    .addUniqueConstraint('proposal_code', ['charter_id', 'code'])
    // looked at when a transaction ends, so that a backup may bring its rows in any order
    .addForeignKeyConstraint('proposal_amends_fk', ['amends_id'], 'proposal', ['id'], atTheEnd)
    .addForeignKeyConstraint('proposal_succeeds_fk', ['succeeds_id'], 'proposal', ['id'], atTheEnd)
    .addForeignKeyConstraint('proposal_answers_fk', ['answers_id'], 'proposal', ['id'], atTheEnd)
    .execute()
  await schema.createIndex('proposal_article').on('proposal').columns(['article_id', 'status']).execute()
  await schema.createIndex('proposal_party').on('proposal').columns(['party_id', 'status']).execute()
  await schema.createIndex('proposal_amends').on('proposal').column('amends_id').execute()
  await schema.createIndex('proposal_comment').on('proposal').column('comment_id').execute()

  // the last number given under a stem (ART-7, PRE, ART-7/P-3): never given again
  await schema
    .createTable('proposal_counter')
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('stem', 'text', (c) => c.notNull())
    .addColumn('last', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('proposal_counter_pk', ['charter_id', 'stem'])
    .execute()

  await schema
    .createTable('proposal_sponsor')
    .addColumn('proposal_id', 'text', (c) => c.notNull().references('proposal.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('kind', 'text', (c) => c.notNull()) // main | co
    .addColumn('state', 'text', (c) => c.notNull()) // invited | joined | left
    .addColumn('at', 'text', (c) => c.notNull()) // since when; what was before stands among the events
    .addColumn('by', 'text', (c) => c.references('person.id'))
    .addPrimaryKeyConstraint('proposal_sponsor_pk', ['proposal_id', 'party_id'])
    .execute()
  await schema.createIndex('proposal_sponsor_party').on('proposal_sponsor').columns(['party_id', 'state']).execute()

  // of the group spoken for, whether they sponsor it or not
  await schema
    .createTable('proposal_member')
    .addColumn('proposal_id', 'text', (c) => c.notNull().references('proposal.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('is_except', 'integer', (c) => c.notNull()) // the group "except X"
    .addPrimaryKeyConstraint('proposal_member_pk', ['proposal_id', 'party_id'])
    .execute()

  await schema
    .createTable('proposal_text')
    .addColumn('proposal_id', 'text', (c) => c.notNull().references('proposal.id'))
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull()) // original | translation | modified (by the pen-holder, before it is accepted)
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('article_document_id', 'text', (c) => c.notNull().references('document.id')) // what it is a fork of
    .addColumn('base_seq', 'integer', (c) => c.notNull()) // the entry of the article's journal that it is based on
    .addColumn('text_seq', 'integer', (c) => c.notNull()) // the entry of its own journal that proposal_block tells of
    .addColumn('is_held', 'integer', (c) => c.notNull().defaultTo(0)) // something of it collides with the article
    .addColumn('made_by', 'text', (c) => c.references('person.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('proposal_text_pk', ['proposal_id', 'lang', 'kind'])
    .addUniqueConstraint('proposal_text_document', ['document_id'])
    .execute()
  await schema.createIndex('proposal_text_article').on('proposal_text').column('article_document_id').execute()

  // the blocks that a proposal changes, so that a list of a hundred loads no text
  await schema
    .createTable('proposal_block')
    .addColumn('proposal_id', 'text', (c) => c.notNull().references('proposal.id'))
    .addColumn('lang', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull()) // as in proposal_text
    .addColumn('block_id', 'text', (c) => c.notNull())
    .addColumn('position', 'integer', (c) => c.notNull()) // in the order of the text, from 0
    .addColumn('op', 'text', (c) => c.notNull()) // changed | added | removed | moved
    .addColumn('base', 'text') // JSON: the block as it was; null: added
    .addColumn('text', 'text') // JSON: the block as proposed; null: removed
    .addColumn('base_prev', 'text') // the block it stood behind, and stands behind now; null: the first
    .addColumn('prev', 'text')
    .addColumn('base_hash', 'text') // SHA-256 in hex of `base`: tells whether the article's block is another by now
    .addColumn('runs', 'text', (c) => c.notNull()) // JSON: its words, kept, taken out and put in
    .addColumn('flags', 'text', (c) => c.notNull()) // JSON: changes of modal verbs and conjunctions
    .addColumn('held', 'text') // JSON or null: what collides, and the three texts
    .addPrimaryKeyConstraint('proposal_block_pk', ['proposal_id', 'lang', 'kind', 'block_id'])
    .execute()

  // its whole story; the record begins when it is submitted, since that a delegation drafts is its own affair
  await schema
    .createTable('proposal_event')
    .addColumn('proposal_id', 'text', (c) => c.notNull().references('proposal.id'))
    .addColumn('n', 'integer', (c) => c.notNull()) // the proposal's `rev` after it
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.references('person.id')) // null: the system
    .addColumn('hat', 'text') // in which capacity: chair | secretariat | party | pen_holder; null: the system
    .addColumn('party_id', 'text', (c) => c.references('party.id'))
    .addColumn('act', 'text', (c) => c.notNull())
    .addColumn('from_status', 'text') // null: it began
    .addColumn('to_status', 'text', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull()) // JSON: reason, sponsors, decision, what was modified
    .addPrimaryKeyConstraint('proposal_event_pk', ['proposal_id', 'n'])
    .execute()

  // after this, what is submitted is late; null: no deadline
  await schema.alterTable('charter').addColumn('proposals_until', 'text').execute()
  // whether a delegation's head approves of what its drafters submit
  await schema
    .alterTable('party')
    .addColumn('proposals_need_head', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  // a thread about a proposal; no foreign key, since a proposal may be made of a thread
  await schema.alterTable('comment').addColumn('proposal_id', 'text').execute()
  await schema.createIndex('comment_proposal').on('comment').column('proposal_id').execute()
}
