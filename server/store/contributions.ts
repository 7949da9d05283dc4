/** Rows of what an imported file records of earlier rounds, whole. */
import type { Rows } from './store.ts'

export interface ContributionRow {
  charterId: string
  id: string
  position: number
  type: string
  /** Block id. */
  target: string | null
  partyId: string | null
  authorId: string | null
  /** As in the file. */
  data: Record<string, unknown>
}

export async function insertContributions(rows: Rows, contributions: ContributionRow[]): Promise<void> {
  for (let at = 0; at < contributions.length; at += 100)
    await rows
      .insertInto('contribution')
      .values(
        contributions.slice(at, at + 100).map((row) => ({
          charter_id: row.charterId,
          id: row.id,
          position: row.position,
          type: row.type,
          target: row.target,
          party_id: row.partyId,
          author_id: row.authorId,
          data: JSON.stringify(row.data),
        })),
      )
      .execute()
}

/** In the file's order. */
export const listContributions = async (rows: Rows, charterId: string): Promise<ContributionRow[]> =>
  (
    await rows.selectFrom('contribution').selectAll().where('charter_id', '=', charterId).orderBy('position').execute()
  ).map((row) => ({
    charterId: row.charter_id,
    id: row.id,
    position: row.position,
    type: row.type,
    target: row.target,
    partyId: row.party_id,
    authorId: row.author_id,
    data: JSON.parse(row.data) as Record<string, unknown>,
  }))
