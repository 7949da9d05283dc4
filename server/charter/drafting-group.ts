/** People who are made drafters of every new article: kept per charter, begun from the installation's own list. */
import { setDraftingGroup } from '../store/charters.ts'
import { readSetting, writeSetting } from '../store/settings.ts'
import type { Rows } from '../store/store.ts'

const SETTING = 'drafting-group'

/** Whom charters that begin from now on have in their drafting group. */
export const setUsualDraftingGroup = (rows: Rows, personIds: readonly string[]): Promise<void> =>
  writeSetting(rows, SETTING, JSON.stringify(personIds))

async function usualDraftingGroup(rows: Rows): Promise<string[]> {
  const value = await readSetting(rows, SETTING)
  return value === null ? [] : (JSON.parse(value) as string[])
}

export async function beginDraftingGroup(rows: Rows, charterId: string): Promise<string[]> {
  const people = await usualDraftingGroup(rows)
  await setDraftingGroup(rows, charterId, people)
  return people
}
