/** Rows of positions: added, never changed; the last of a party on a provision counts. */
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { PositionReaders, Said, Stand } from '../../src/lib/domain/position.ts'
import type { Rows } from './store.ts'

export interface PositionRow extends Said {
  id: string
  articleId: string
  note: string
  /** The charter's setting when it was taken: nobody is shown later what was said for fewer. */
  shownTo: PositionReaders
  by: string | null
  hat: Hat
  at: string
}

/** The history of positions on these articles, oldest first; of one party where one is named. */
export async function listPositions(
  rows: Rows,
  articleIds: readonly string[],
  partyId?: string,
): Promise<PositionRow[]> {
  if (articleIds.length === 0) return []
  let query = rows.selectFrom('position').selectAll().where('article_id', 'in', articleIds)
  if (partyId !== undefined) query = query.where('party_id', '=', partyId)
  const found = await query.orderBy('at').orderBy('n').orderBy('id').execute()
  return found.map((row) => ({
    id: row.id,
    articleId: row.article_id,
    blockId: row.block_id,
    partyId: row.party_id,
    stand: row.stand as Stand,
    note: row.note,
    shownTo: row.shown_to,
    by: row.by,
    hat: row.hat as Hat,
    at: row.at,
  }))
}

/** Adds what a party says now. Hold the party first: two people of it at once speak one after another. */
export async function addPosition(rows: Rows, position: PositionRow): Promise<void> {
  const last = await rows
    .selectFrom('position')
    .select((e) => e.fn.max('n').as('n'))
    .where('article_id', '=', position.articleId)
    .where('block_id', '=', position.blockId)
    .where('party_id', '=', position.partyId)
    .executeTakeFirst()
  await rows
    .insertInto('position')
    .values({
      id: position.id,
      article_id: position.articleId,
      block_id: position.blockId,
      party_id: position.partyId,
      n: (last?.n ?? 0) + 1,
      stand: position.stand,
      note: position.note,
      shown_to: position.shownTo,
      by: position.by,
      hat: position.hat,
      at: position.at,
    })
    .execute()
}

/** Whether a party's head alone sets its positions. */
export async function positionsNeedHead(rows: Rows, partyId: string): Promise<boolean> {
  const found = await rows
    .selectFrom('party')
    .select('positions_need_head')
    .where('id', '=', partyId)
    .executeTakeFirst()
  return found?.positions_need_head !== 0
}

export async function setPositionsNeedHead(rows: Rows, partyId: string, needsHead: boolean): Promise<void> {
  await rows
    .updateTable('party')
    .set({ positions_need_head: needsHead ? 1 : 0 })
    .where('id', '=', partyId)
    .execute()
}
