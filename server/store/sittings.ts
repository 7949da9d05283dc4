/** Rows of sittings, and what was decided in one. */
import type { PartStatus } from '../../src/lib/domain/article.ts'
import type { DecidedText } from '../../src/lib/domain/contract-brackets.ts'
import type { Rows } from './store.ts'

export interface SittingRow {
  id: string
  charterId: string
  title: string
  place: string
  chairedBy: string | null
  beganAt: string
  /** Null: a file told of it. */
  beganBy: string | null
  endedAt: string | null
  articleId: string | null
  blockId: string | null
}
/** With the name of who is in the chair, as they are called now. */
export type NamedSitting = SittingRow & { chairName: string | null }

const select = (rows: Rows) =>
  rows
    .selectFrom('sitting')
    .leftJoin('person', 'person.id', 'sitting.chaired_by')
    .selectAll('sitting')
    .select('person.name as chair_name')

type Stored = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]
const decode = (row: Stored): NamedSitting => ({
  ...{ id: row.id, charterId: row.charter_id, title: row.title, place: row.place, chairedBy: row.chaired_by },
  ...{ beganAt: row.began_at, beganBy: row.began_by, endedAt: row.ended_at, articleId: row.article_id },
  ...{ blockId: row.block_id, chairName: row.chair_name },
})

/** SI1: the database refuses a second one that goes on; `isUniqueViolation` knows it. Who ended one that is over already is not known. */
export async function insertSitting(rows: Rows, sitting: SittingRow): Promise<void> {
  await rows
    .insertInto('sitting')
    .values({
      ...{ id: sitting.id, charter_id: sitting.charterId, title: sitting.title, place: sitting.place },
      ...{
        chaired_by: sitting.chairedBy,
        began_at: sitting.beganAt,
        began_by: sitting.beganBy,
        ended_at: sitting.endedAt,
      },
      ...{ ended_by: null, article_id: sitting.articleId, block_id: sitting.blockId },
    })
    .execute()
}

export async function findSitting(rows: Rows, id: string): Promise<NamedSitting | undefined> {
  const row = await select(rows).where('sitting.id', '=', id).executeTakeFirst()
  return row && decode(row)
}

/** What a file says was decided in it; acts of its own time are put there by their own transactions (SI2). */
export async function putInSitting(
  rows: Rows,
  id: string,
  table: 'provision_event' | 'decision',
  acts: readonly string[],
): Promise<void> {
  for (let at = 0; at < acts.length; at += 500)
    await rows
      .updateTable(table)
      .set({ sitting_id: id })
      .where('id', 'in', acts.slice(at, at + 500))
      .execute()
}

/** Acts of agreement in a charter that were of a sitting: act -> sitting. */
export async function sittingsOfMoves(rows: Rows, charterId: string): Promise<Map<string, string>> {
  const found = await rows
    .selectFrom('provision_event')
    .innerJoin('sitting', 'sitting.id', 'provision_event.sitting_id')
    .select(['provision_event.id', 'sitting.id as sitting'])
    .where('sitting.charter_id', '=', charterId)
    .execute()
  return new Map(found.map(({ id, sitting }) => [id, sitting]))
}

/** Oldest first. */
export const listSittings = async (rows: Rows, charterId: string): Promise<NamedSitting[]> =>
  (
    await select(rows)
      .where('sitting.charter_id', '=', charterId)
      .orderBy('sitting.began_at')
      .orderBy('sitting.id')
      .execute()
  ).map(decode)

/** The one that goes on. */
export async function openSittingOf(rows: Rows, charterId: string): Promise<NamedSitting | undefined> {
  const row = await select(rows)
    .where('sitting.charter_id', '=', charterId)
    .where('sitting.ended_at', 'is', null)
    .executeTakeFirst()
  return row && decode(row)
}

/** Whether it went on until now. */
export async function endSitting(rows: Rows, id: string, at: string, by: string): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('sitting')
    .set({ ended_at: at, ended_by: by, article_id: null, block_id: null })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Moves the room; whether the sitting goes on. */
export async function moveSitting(
  rows: Rows,
  id: string,
  { articleId, blockId }: { articleId: string; blockId: string | null },
): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('sitting')
    .set({ article_id: articleId, block_id: blockId })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A change of how far something is agreed, or a decision about a text. */
export interface SittingActRow {
  id: string
  at: string
  articleId: string
  /** Null: the article as a whole, or not of one paragraph. */
  blockId: string | null
  /** Of agreement: where it came to. */
  status: PartStatus | null
  /** Of a decision: what was done. */
  act: string | null
  bracketId: string | null
  /** Of a decision: entries of journals before and after, by document, or the blocks of the texts that a file told of. */
  seqs: Record<string, [number, number]>
  filed: DecidedText[]
  /** Of a proposal that was decided. */
  code: string | null
  /** It was taken back by another decision. */
  isUndone: boolean
}

export async function listSittingActs(rows: Rows, id: string): Promise<SittingActRow[]> {
  const [agreed, decided] = await Promise.all([
    rows.selectFrom('provision_event').selectAll().where('sitting_id', '=', id).execute(),
    rows
      .selectFrom('decision')
      .leftJoin('proposal', 'proposal.id', 'decision.proposal_id')
      .selectAll('decision')
      .select('proposal.code')
      .where('decision.sitting_id', '=', id)
      .execute(),
  ])
  const nothing = {
    ...{ blockId: null, status: null, act: null, bracketId: null, code: null, isUndone: false },
    ...{ seqs: {}, filed: [] },
  }
  return [
    ...agreed.map((row) => ({
      ...nothing,
      ...{ id: row.id, at: row.at, articleId: row.article_id, status: row.to_status as PartStatus },
      blockId: row.block_id === '' ? null : row.block_id,
    })),
    ...decided.map((row) => ({
      ...nothing,
      ...{ id: row.id, at: row.at, articleId: row.article_id, act: row.act, bracketId: row.bracket_id },
      ...{ code: row.code, isUndone: row.undone_by !== null },
      seqs: JSON.parse(row.seqs) as SittingActRow['seqs'],
      filed: row.texts === null ? [] : (JSON.parse(row.texts) as DecidedText[]),
    })),
  ]
}
