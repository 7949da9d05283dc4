/** Rows of decisions about texts: written once, read by article or charter; what undid one is named in it afterwards. */
import type { Selectable } from 'kysely'
import type { DecidedText, Venue } from '../../src/lib/domain/contract-brackets.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Rows } from './store.ts'
import type { Tables } from './tables.ts'

/** An option that a decision dropped: who stood behind it then (codes), and its words by language. */
export interface DroppedOption {
  id: string
  label: string
  by: string[]
  words: Record<string, string>
}

export interface DecisionRow {
  id: string
  charterId: string
  articleId: string
  bracketId: string | null
  proposalId: string | null
  act: string
  venue: Venue
  sittingId: string | null
  /** Null: the system. */
  actorId: string | null
  /** In which capacity. */
  hat: Hat | null
  /** The chair's, where the secretariat acts for the chair. */
  onWordOf: 'chair' | null
  at: string
  note: string
  optionsDropped: DroppedOption[]
  /** Document id -> the entries of its journal before and after. */
  seqs: Record<string, [number, number]>
  undoneBy: string | null
}

/** `undoes`: the decision that this one takes back. `texts`: what it did to the words, where no journal here tells. */
export async function addDecision(
  rows: Rows,
  { undoes, texts, ...decision }: Omit<DecisionRow, 'undoneBy'> & { undoes?: string | null; texts?: DecidedText[] },
): Promise<void> {
  await rows
    .insertInto('decision')
    .values((e) => ({
      id: decision.id,
      charter_id: decision.charterId,
      article_id: decision.articleId,
      bracket_id: decision.bracketId,
      proposal_id: decision.proposalId,
      act: decision.act,
      venue: decision.venue,
      // SI2: what a meeting decides is of the sitting that goes on in this very transaction
      sitting_id:
        decision.sittingId !== null || decision.venue !== 'meeting'
          ? decision.sittingId
          : e
              .selectFrom('sitting')
              .select('sitting.id')
              .where('sitting.charter_id', '=', decision.charterId)
              .where('sitting.ended_at', 'is', null),
      actor_id: decision.actorId,
      hat: decision.hat,
      on_word_of: decision.onWordOf,
      at: decision.at,
      note: decision.note,
      options_dropped: JSON.stringify(decision.optionsDropped),
      seqs: JSON.stringify(decision.seqs),
      texts: texts ? JSON.stringify(texts) : null,
    }))
    .execute()
  if (undoes != null) await markUndone(rows, undoes, decision.id)
}

/** What decisions that came in with a file did to the words; without those of which the journals tell. */
export async function filedTexts(
  rows: Rows,
  of: { charterId: string } | { id: string },
): Promise<Map<string, DecidedText[]>> {
  const found = await rows
    .selectFrom('decision')
    .select(['id', 'texts'])
    .where('texts', 'is not', null)
    .$if('charterId' in of, (q) => q.where('charter_id', '=', (of as { charterId: string }).charterId))
    .$if('id' in of, (q) => q.where('id', '=', (of as { id: string }).id))
    .execute()
  return new Map(found.map(({ id, texts }) => [id, JSON.parse(texts!) as DecidedText[]]))
}

/** That another decision took it back. */
export const markUndone = async (rows: Rows, id: string, by: string): Promise<void> =>
  void (await rows.updateTable('decision').set({ undone_by: by }).where('id', '=', id).execute())

/** All decisions of a charter, the oldest first. */
export const listAllDecisions = async (rows: Rows, charterId: string): Promise<DecisionRow[]> =>
  (
    await rows
      .selectFrom('decision')
      .selectAll()
      .where('charter_id', '=', charterId)
      .orderBy('at')
      .orderBy('id')
      .execute()
  ).map(decode)

const decode = (row: Selectable<Tables['decision']>): DecisionRow => ({
  id: row.id,
  charterId: row.charter_id,
  articleId: row.article_id,
  bracketId: row.bracket_id,
  proposalId: row.proposal_id,
  act: row.act,
  venue: row.venue,
  sittingId: row.sitting_id,
  actorId: row.actor_id,
  hat: row.hat as Hat | null,
  onWordOf: row.on_word_of as 'chair' | null,
  at: row.at,
  note: row.note,
  optionsDropped: JSON.parse(row.options_dropped) as DroppedOption[],
  seqs: JSON.parse(row.seqs) as DecisionRow['seqs'],
  undoneBy: row.undone_by,
})

/** What was decided about a proposal, the oldest first. */
export const listDecisionsOfProposal = async (rows: Rows, proposalId: string): Promise<DecisionRow[]> =>
  (
    await rows
      .selectFrom('decision')
      .selectAll()
      .where('proposal_id', '=', proposalId)
      .orderBy('at')
      .orderBy('id')
      .execute()
  ).map(decode)

/**
 * Proposal -> the acceptance of it that stands and brought its words into the text. Not what a bracket's end decided, what took an amendment in, and what was
 * decided elsewhere (a file tells of it, and of nobody who did it): no entries of journals here are theirs.
 */
export async function standingAcceptances(
  rows: Rows,
  proposalIds: readonly string[],
): Promise<Map<string, DecisionRow>> {
  if (proposalIds.length === 0) return new Map()
  const found = await rows
    .selectFrom('decision')
    .selectAll()
    .where('proposal_id', 'in', proposalIds)
    .where('act', 'in', ['accept', 'accept_modified'])
    .where('bracket_id', 'is', null)
    .where('undone_by', 'is', null)
    .where('actor_id', 'is not', null)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return new Map(found.map((row) => [row.proposal_id!, decode(row)]))
}

/** What each of these decisions did. */
export const actsOfDecisions = async (rows: Rows, ids: readonly string[]): Promise<Map<string, string>> =>
  ids.length === 0
    ? new Map()
    : new Map(
        (await rows.selectFrom('decision').select(['id', 'act']).where('id', 'in', ids).execute()).map(
          ({ id, act }) => [id, act],
        ),
      )

/** A decision with the name of who made it, as they are called now. */
export type NamedDecision = DecisionRow & { actorName: string | null }

/** The newest first; `before`: a cursor of an earlier answer (null: it is none of ours). */
export async function listDecisions(
  rows: Rows,
  of: { charterId: string } | { articleId: string } | { id: string },
  limit: number,
  cursor?: string,
): Promise<{ items: NamedDecision[]; next: string | null } | null> {
  const key = cursor === undefined ? undefined : readCursor(cursor, ['string', 'string'])
  if (key === null) return null
  const [column, value] =
    'id' in of
      ? (['decision.id', of.id] as const)
      : 'articleId' in of
        ? (['decision.article_id', of.articleId] as const)
        : (['decision.charter_id', of.charterId] as const)
  const found = await rows
    .selectFrom('decision')
    .leftJoin('person', 'person.id', 'decision.actor_id')
    .selectAll('decision')
    .select('person.name')
    .where(column, '=', value)
    .$if(key !== undefined, (q) =>
      q.where((e) =>
        e.or([e('decision.at', '<', key![0]), e.and([e('decision.at', '=', key![0]), e('decision.id', '<', key![1])])]),
      ),
    )
    .orderBy('decision.at', 'desc')
    .orderBy('decision.id', 'desc')
    .limit(limit + 1)
    .execute()
  const items = found.slice(0, limit).map((row): NamedDecision => ({ ...decode(row), actorName: row.name }))
  const last = items.at(-1)
  return { items, next: found.length > limit && last ? writeCursor([last.at, last.id]) : null }
}

/** Which article it was about; undefined: there is none. */
export async function articleOfDecision(rows: Rows, id: string): Promise<string | undefined> {
  const found = await rows.selectFrom('decision').select('article_id').where('id', '=', id).executeTakeFirst()
  return found?.article_id
}
