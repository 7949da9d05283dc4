/**
 * Brackets as objects of the talks: who stands behind an option and who reserves, since when and until when, who owes a placeholder by when, what was
 * decided and what was dropped by it, which languages somebody has to look at, and whom a charter names.
 */
import { sql, type Kysely } from 'kysely'

/** A migration sees no types: it must not change when `tables.ts` does. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Kysely asks of migrations
type Untyped = any

interface Bracket {
  article_id: string
  id: string
  reserved_by: string | null
  created_at: string
}
interface Option {
  article_id: string
  bracket_id: string
  id: string
  by: string | null
}

const codesIn = (json: string | null): string[] => (json === null ? [] : (JSON.parse(json) as string[]))

/** Who stood behind what, so far named by code in `by` and `reserved_by`, which keep what an imported file says. */
async function tellWhoStands(db: Kysely<Untyped>): Promise<void> {
  const parties = (await db.selectFrom('party').select(['id', 'code']).execute()) as { id: string; code: string }[]
  const idOf = new Map(parties.map(({ id, code }) => [code, id]))
  const brackets = (await db.selectFrom('bracket').selectAll().execute()) as Bracket[]
  const options = (await db.selectFrom('bracket_option').selectAll().orderBy('position').execute()) as Option[]
  for (const { article_id, id, reserved_by, created_at } of brackets) {
    const own = options.filter((option) => option.article_id === article_id && option.bracket_id === id)
    const stands = [
      ...own.flatMap((option) => codesIn(option.by).map((code) => ['for', option.id, code] as const)),
      ...codesIn(reserved_by).map((code) => ['reserves', '', code] as const),
    ].flatMap(([stand, option_id, code]) => {
      const party_id = idOf.get(code)
      return party_id === undefined ? [] : [{ stand, option_id, party_id }]
    })
    for (const [n, stand] of stands.entries())
      await db
        .insertInto('bracket_party')
        .values({ article_id, bracket_id: id, n: n + 1, ...stand, from_at: created_at })
        .execute()
  }
}

export async function up(db: Kysely<Untyped>): Promise<void> {
  const { schema } = db
  // whom the charter names behind options, proposals and reservations: full | group | none
  await schema
    .alterTable('charter')
    .addColumn('attribution', 'text', (c) => c.notNull().defaultTo('full'))
    .execute()
  // what the secretariat asked to be shown, until the chair confirms: showing more takes two
  await schema.alterTable('charter').addColumn('attribution_asked', 'text').execute()
  await schema
    .alterTable('charter')
    .addColumn('attribution_asked_by', 'text', (c) => c.references('person.id'))
    .execute()

  await schema
    .alterTable('bracket')
    .addColumn('status', 'text', (c) => c.notNull().defaultTo('open')) // open | settled
    .execute()
  await schema
    .alterTable('bracket')
    .addColumn('origin_proposal_id', 'text', (c) => c.references('proposal.id'))
    .execute()
  await schema
    .alterTable('bracket')
    .addColumn('created_by', 'text', (c) => c.references('person.id'))
    .execute()
  // who is to supply what a placeholder stands for, and by when
  await schema
    .alterTable('bracket')
    .addColumn('owner_party_id', 'text', (c) => c.references('party.id'))
    .execute()
  await schema
    .alterTable('bracket')
    .addColumn('owner_person_id', 'text', (c) => c.references('person.id'))
    .execute()
  await schema.alterTable('bracket').addColumn('due_at', 'text').execute()
  await schema.alterTable('bracket').addColumn('settled_decision_id', 'text').execute() // null also: it went with words that were typed over
  await schema
    .alterTable('bracket_option')
    .addColumn('status', 'text', (c) => c.notNull().defaultTo('open')) // open | chosen | dropped | merged
    .execute()
  await schema
    .alterTable('bracket_option')
    .addColumn('origin_proposal_id', 'text', (c) => c.references('proposal.id'))
    .execute()

  // who stands behind an option, or reserves on a bracket: one row for each time, which ends and is never taken away
  await schema
    .createTable('bracket_party')
    .addColumn('article_id', 'text', (c) => c.notNull())
    .addColumn('bracket_id', 'text', (c) => c.notNull())
    .addColumn('n', 'integer', (c) => c.notNull()) // in the order in which they came
    .addColumn('option_id', 'text', (c) => c.notNull()) // '': the bracket
    .addColumn('party_id', 'text', (c) => c.notNull().references('party.id'))
    .addColumn('stand', 'text', (c) => c.notNull()) // for | reserves
    .addColumn('from_at', 'text', (c) => c.notNull())
    .addColumn('by', 'text', (c) => c.references('person.id')) // null: a record of the past
    .addColumn('until_at', 'text') // null: still
    .addColumn('until_by', 'text', (c) => c.references('person.id'))
    .addPrimaryKeyConstraint('bracket_party_pk', ['article_id', 'bracket_id', 'n'])
    .addForeignKeyConstraint('bracket_party_bracket', ['article_id', 'bracket_id'], 'bracket', ['article_id', 'id'])
    .execute()
  await schema
    .createIndex('bracket_party_standing')
    .unique()
    .on('bracket_party')
    .columns(['article_id', 'bracket_id', 'option_id', 'party_id', 'stand'])
    .where(sql.ref('until_at'), 'is', null)
    .execute()
  await schema.createIndex('bracket_party_party').on('bracket_party').column('party_id').execute()
  await tellWhoStands(db)

  // what was decided about a text, by whom and as what, in all of its languages at once
  await schema
    .createTable('decision')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('charter_id', 'text', (c) => c.notNull().references('charter.id'))
    .addColumn('article_id', 'text', (c) => c.notNull().references('article.id'))
    .addColumn('bracket_id', 'text')
    .addColumn('proposal_id', 'text', (c) => c.references('proposal.id'))
    .addColumn('act', 'text', (c) => c.notNull()) // keep | delete | choose | replace | merge | split | widen | accept ...
    .addColumn('venue', 'text', (c) => c.notNull()) // meeting | silence | written
    .addColumn('sitting_id', 'text')
    .addColumn('actor_id', 'text', (c) => c.references('person.id')) // null: the system
    .addColumn('hat', 'text') // chair | secretariat | party | pen_holder; null: the system
    .addColumn('on_word_of', 'text') // chair: the secretariat acts for the chair
    .addColumn('at', 'text', (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('options_dropped', 'text', (c) => c.notNull()) // JSON: [{id, label, by: [code], words: {language: text}}]
    .addColumn('seqs', 'text', (c) => c.notNull()) // JSON: {document: [entry before, entry after]}
    .addColumn('undone_by', 'text') // the decision that took it back
    .execute()
  await schema.createIndex('decision_article').on('decision').columns(['article_id', 'at']).execute()
  await schema.createIndex('decision_charter').on('decision').columns(['charter_id', 'at']).execute()
  await schema.createIndex('decision_bracket').on('decision').column('bracket_id').execute()
  await schema.createIndex('decision_proposal').on('decision').column('proposal_id').execute()

  // a paragraph in a language that somebody who speaks it has to look at before it is agreed
  await schema
    .createTable('language_flag')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('document_id', 'text', (c) => c.notNull().references('document.id'))
    .addColumn('block_id', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull()) // grammar | words | extent | concordance
    .addColumn('decision_id', 'text', (c) => c.references('decision.id'))
    .addColumn('raised_at', 'text', (c) => c.notNull())
    .addColumn('cleared_at', 'text') // null: still to be looked at
    .addColumn('cleared_by', 'text', (c) => c.references('person.id'))
    .execute()
  await schema
    .createIndex('language_flag_document')
    .on('language_flag')
    .columns(['document_id', 'cleared_at'])
    .execute()
}
