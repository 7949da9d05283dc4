/**
 * The people around the text: how they come and go, for whom they speak and since when, who acts for whom, and what is asked of them by when.
 */
import { sql, type Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

export async function up(db: Kysely<Untyped>): Promise<void> {
  const schema = db.schema

  // as what a person speaks (national_society | ifrc | icrc | partner | state_observer), their official ties, and how they read
  for (const column of ['capacity', 'official_ties', 'language', 'time_zone'])
    await schema.alterTable('person').addColumn(column, 'text').execute()

  // a person's time in a delegation; one that ended stays, so that old acts keep the party and the role they were done in
  await schema
    .createTable('membership')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('began_at', 'text', (c) => c.notNull())
    .addColumn('began_by', 'text', (c) => c.references('person.id')) // null: the system
    .addColumn('verified_at', 'text') // credentials seen by the secretariat
    .addColumn('verified_by', 'text', (c) => c.references('person.id'))
    .addColumn('suspended_at', 'text') // null: not, or not any more
    .addColumn('suspended_by', 'text', (c) => c.references('person.id'))
    .addColumn('ended_at', 'text')
    .addColumn('ended_by', 'text', (c) => c.references('person.id'))
    .execute()
  // nobody belongs to two delegations at once: decided here, not by a check before
  await schema
    .createIndex('membership_standing')
    .unique()
    .on('membership')
    .column('person_id')
    .where(sql.ref('ended_at'), 'is', null)
    .execute()
  await schema.createIndex('membership_party').on('membership').column('party_id').execute()
  // whoever was here before this belongs to their party since they came, and was let in by the secretariat
  await sql`
    insert into membership (id, person_id, party_id, began_at, verified_at)
    select id || '.1', id, party_id, created_at, created_at from person where party_id is not null`.execute(db)

  // links that work once: an invitation into the house or a delegation, or a new password. The secret is nowhere, only its SHA-256.
  await schema
    .createTable('one_time_link')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('secret_hash', 'text', (c) => c.notNull()) // hex
    .addColumn('kind', 'text', (c) => c.notNull()) // invitation | password
    .addColumn('party_id', 'text', (c) => c.references('party.id')) // of an invitation; null: the house
    .addColumn('email', 'text') // of an invitation; lower case
    .addColumn('name', 'text')
    .addColumn('roles', 'text', (c) => c.notNull()) // JSON array
    .addColumn('person_id', 'text', (c) => c.references('person.id')) // whose password; of an invitation: who came of it
    .addColumn('created_by', 'text', (c) => c.references('person.id'))
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'text', (c) => c.notNull())
    .addColumn('used_at', 'text')
    .addColumn('revoked_at', 'text')
    .execute()
  await schema.createIndex('one_time_link_secret').unique().on('one_time_link').column('secret_hash').execute()
  await schema.createIndex('one_time_link_party').on('one_time_link').column('party_id').execute()

  // who acts for a head or a signatory while they are away
  await schema
    .createTable('alternate')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id')) // the alternate
    .addColumn('role', 'text', (c) => c.notNull()) // head | signatory
    .addColumn('from_at', 'text', (c) => c.notNull())
    .addColumn('until_at', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.references('person.id'))
    .addColumn('created_at', 'text', (c) => c.notNull())
    .addColumn('ended_at', 'text') // before its time
    .execute()
  await schema.createIndex('alternate_person').on('alternate').column('person_id').execute()

  // every drafter of a party is assigned, whoever they are at the time
  await schema
    .createTable('party_assignment')
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('kind', 'text', (c) => c.notNull()) // drafter | pen_holder
    .addColumn('lang', 'text', (c) => c.notNull()) // '*' for every language
    .addPrimaryKeyConstraint('party_assignment_pk', ['article_id', 'party_id', 'kind', 'lang'])
    .execute()

  // one pen-holder of an article in a language: whoever held the pen beside another is a drafter from now on
  await sql`
    insert into assignment (article_id, person_id, kind, lang)
    select held.article_id, held.person_id, 'drafter', held.lang from assignment as held
    where held.kind = 'pen_holder' and exists (
      select 1 from assignment as first where first.kind = 'pen_holder' and first.article_id = held.article_id
      and first.lang = held.lang and first.person_id < held.person_id)
    on conflict do nothing`.execute(db)
  await sql`
    delete from assignment where kind = 'pen_holder' and exists (
      select 1 from assignment as first where first.kind = 'pen_holder' and first.article_id = assignment.article_id
      and first.lang = assignment.lang and first.person_id < assignment.person_id)`.execute(db)
  for (const table of ['assignment', 'party_assignment'])
    await schema
      .createIndex(`${table}_pen`)
      .unique()
      .on(table)
      .columns(['article_id', 'lang'])
      .where(sql.ref('kind'), '=', sql.lit('pen_holder'))
      .execute()

  // as what the signatory spoke, and the ties they had declared, when they signed; whether as the signatory's alternate (alternate | null)
  for (const column of ['speaks_as', 'official_ties', 'signed_as'])
    await schema.alterTable('signoff').addColumn(column, 'text').execute()

  // the role and capacity in which a comment was made stay with it, whatever becomes of its author
  for (const column of ['author_role', 'author_capacity', 'author_ties', 'settled_at', 'settled_by'])
    await schema.alterTable('comment').addColumn(column, 'text').execute()
  // why it was closed without action or withheld; and, while it is withheld, how it stood before, so that a release brings that back
  for (const column of ['ground', 'was_status', 'was_settled_at', 'was_settled_by', 'was_ground'])
    await schema.alterTable('comment').addColumn(column, 'text').execute()

  // when a person last went through the comments of an article: what came after it is new to them
  await schema
    .createTable('comment_visit')
    .addColumn('person_id', 'text', (c) => c.notNull().references('person.id'))
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('at', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('comment_visit_pk', ['person_id', 'article_id'])
    .execute()

  // whether capacities and ties stand beside statements; what is due next and when
  await schema
    .alterTable('charter')
    .addColumn('capacities', 'text', (c) => c.notNull().defaultTo('shown')) // shown | hidden
    .execute()
  for (const column of ['due_at', 'due_what']) await schema.alterTable('charter').addColumn(column, 'text').execute()

  // delegations whose drafters, whoever they are at the time, are drafters of every new article
  await schema
    .createTable('drafting_party')
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addPrimaryKeyConstraint('drafting_party_pk', ['charter_id', 'party_id'])
    .execute()

  // an article marked deleted keeps its number; once a published version is without it, it is removed from the working text
  for (const column of ['deleted_at', 'deleted_reason', 'removed_at'])
    await schema.alterTable('article').addColumn(column, 'text').execute()
}
