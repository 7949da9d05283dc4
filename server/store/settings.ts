/** Small named values of the installation. */
import type { Rows } from './store.ts'

export const readSetting = async (rows: Rows, name: string): Promise<string | null> =>
  (await rows.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst())?.value ?? null

export async function writeSetting(rows: Rows, name: string, value: string): Promise<void> {
  await rows
    .insertInto('setting')
    .values({ name, value })
    .onConflict((c) => c.column('name').doUpdateSet({ value }))
    .execute()
}

/** What is kept under this name, or `value` from now on, for whoever asks first. */
export async function settledOn(rows: Rows, name: string, value: string): Promise<string> {
  await rows
    .insertInto('setting')
    .values({ name, value })
    .onConflict((c) => c.column('name').doNothing())
    .execute()
  return (await readSetting(rows, name))!
}
