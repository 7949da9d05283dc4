/** How far parts of an article are agreed, what was agreed ad referendum and who confirmed it, editorial fixes of agreed words, and positions. */
import type { Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const { schema } = db

  // every change of how far an article, or a part of it, is agreed
  await schema
    .createTable('provision_event')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('block_id', 'text', (c) => c.notNull()) // the part's first block; '': the article as a whole
    .addColumn('from_status', 'text', (c) => c.notNull())
    .addColumn('to_status', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text', (c) => c.references('person.id'))
    .addColumn('hat', 'text', (c) => c.notNull()) // in which capacity
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('reason', 'text') // of a reopening
    .addColumn('group_name', 'text') // of the group that agreed
    .addColumn('objections', 'text', (c) => c.notNull()) // JSON: ids of the parties that objected to it then
    .execute()
  await schema.createIndex('provision_event_article').on('provision_event').columns(['article_id', 'at']).execute()

  // what is agreed by itself; a block without a row is as its article is
  await schema
    .createTable('provision')
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('block_id', 'text', (c) => c.notNull()) // '': the article as a whole, of which the status stands in its row
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('since', 'text', (c) => c.notNull())
    .addColumn('event_id', 'text', (c) => c.references('provision_event.id')) // which brought it there; null: it came so
    .addColumn('confirm_by', 'text') // until when agreement ad referendum is to be confirmed; null: no deadline
    .addColumn('empty_in', 'text', (c) => c.notNull()) // JSON: languages in which it had no words then
    .addPrimaryKeyConstraint('provision_pk', ['article_id', 'block_id'])
    .execute()
  await schema.createIndex('provision_event_id').on('provision').column('event_id').execute()

  // whose leadership is to confirm what was agreed ad referendum
  await schema
    .createTable('confirmation')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('event_id', 'text', (c) => c.notNull().references('provision_event.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('confirmed_at', 'text')
    .addColumn('refused_at', 'text')
    .addColumn('reason', 'text')
    .addColumn('by', 'text', (c) => c.references('person.id'))
    .addUniqueConstraint('confirmation_party', ['event_id', 'party_id'])
    .execute()
  await schema.createIndex('confirmation_of_party').on('confirmation').column('party_id').execute()

  // words of agreed text put right, shown to everybody for some days
  await schema
    .createTable('editorial_fix')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('block_id', 'text', (c) => c.notNull())
    .addColumn('base', 'text', (c) => c.notNull()) // JSON: the block before
    .addColumn('text', 'text', (c) => c.notNull()) // JSON: the block after
    .addColumn('why', 'text', (c) => c.notNull())
    .addColumn('proposed_by', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('proposed_at', 'text', (c) => c.notNull())
    .addColumn('confirmed_by', 'text', (c) => c.references('person.id')) // another person
    .addColumn('confirmed_at', 'text')
    .addColumn('until_at', 'text') // before this instant it can be objected to
    .addColumn('objected_by', 'text', (c) => c.references('person.id'))
    .addColumn('objected_party', 'text', (c) => c.references('party.id'))
    .addColumn('objected_at', 'text')
    .addColumn('objection', 'text')
    .addColumn('withdrawn_at', 'text')
    .addColumn('taken_back_at', 'text') // after an objection: the words as they were before
    .execute()
  await schema.createIndex('editorial_fix_article').on('editorial_fix').columns(['article_id', 'proposed_at']).execute()
  await schema.createIndex('editorial_fix_document').on('editorial_fix').column('document_id').execute()

  // where delegations stand; rows are added and never changed, the last of a party counts
  await schema
    .createTable('position')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('block_id', 'text', (c) => c.notNull()) // '': the article as a whole
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('n', 'integer', (c) => c.notNull()) // of this party on this provision, from 1
    .addColumn('stand', 'text', (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull()) // for its own people, secretariat and chair
    .addColumn('shown_to', 'text', (c) => c.notNull()) // as the charter said when it was taken: chair | all
    .addColumn('by', 'text', (c) => c.references('person.id'))
    .addColumn('hat', 'text', (c) => c.notNull())
    .addColumn('at', 'text', (c) => c.notNull())
    .addUniqueConstraint('position_order', ['article_id', 'block_id', 'party_id', 'n'])
    .execute()
  await schema.createIndex('position_party').on('position').columns(['party_id', 'at']).execute()

  // to whom positions are shown beside their own delegation: chair (and secretariat) | all
  await schema
    .alterTable('charter')
    .addColumn('positions', 'text', (c) => c.notNull().defaultTo('chair'))
    .execute()
  // whether a delegation's head alone sets its positions
  await schema
    .alterTable('party')
    .addColumn('positions_need_head', 'integer', (c) => c.notNull().defaultTo(1))
    .execute()
}
