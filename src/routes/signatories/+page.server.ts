import { readRegister, searchRegister, versionOf } from '../register.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const query = (url.searchParams.get('q') ?? '').slice(0, 200).trim()
  const version = versionOf(url)
  const { versions, entries } = await readRegister(locals)
  return {
    query,
    version,
    versions: versions.map(({ number, label, stage }) => ({ number, label, stage })),
    entries: searchRegister(entries, query, version),
    hasAny: entries.length > 0,
  }
}
