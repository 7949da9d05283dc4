/** The last numbers given under the stems of codes (PS2), as files tell of them. */
import type { Rows } from './store.ts'

/** By stem, the last number given under it. */
export const listCounters = async (rows: Rows, charterId: string): Promise<Map<string, number>> =>
  new Map(
    (
      await rows
        .selectFrom('proposal_counter')
        .select(['stem', 'last'])
        .where('charter_id', '=', charterId)
        .orderBy('stem')
        .execute()
    ).map(({ stem, last }) => [stem, last]),
  )

/** EX16: of a charter that is being imported, where none was given yet. */
export const insertCounter = async (rows: Rows, charterId: string, stem: string, last: number): Promise<void> =>
  void (await rows.insertInto('proposal_counter').values({ charter_id: charterId, stem, last }).execute())
