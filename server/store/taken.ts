/** Which ids somebody has already: an import keeps those of its file that are free. */
import type { Rows } from './store.ts'

export async function takenIds(
  rows: Rows,
  table: 'proposal' | 'decision' | 'provision_event' | 'sitting' | 'editorial_fix',
  ids: readonly string[],
): Promise<Set<string>> {
  const taken = new Set<string>()
  for (let from = 0; from < ids.length; from += 500) {
    const some = ids.slice(from, from + 500)
    const found = await rows.selectFrom(table).select('id').where('id', 'in', some).execute()
    for (const { id } of found) taken.add(id)
  }
  return taken
}
