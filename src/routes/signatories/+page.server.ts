import { DECISIONS } from '#lib/domain/contract.ts'
import { paged } from '../paging.server.ts'
import { readRegister, searchRegister, versionOf, type RegisterEntry } from '../register.server.ts'
import type { PageServerLoad } from './$types'

function pageOf(found: RegisterEntry[], url: URL) {
  const { items, ...pages } = paged(found, url)
  return { entries: items, pages }
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const query = (url.searchParams.get('q') ?? '').slice(0, 200).trim()
  const version = versionOf(url)
  const { versions, entries } = await readRegister(locals)
  return {
    query,
    version,
    /** With how many delegations stand by each decision; what was withdrawn does not count. */
    versions: versions.map(({ number, label, stage }) => ({
      number,
      label,
      stage,
      decisions: DECISIONS.map((decision) => ({
        decision,
        parties: entries.filter(
          (entry) => entry.version.number === number && entry.decision === decision && entry.withdrawnAt === null,
        ).length,
      })).filter(({ parties }) => parties > 0),
    })),
    ...pageOf(searchRegister(entries, query, version), url),
    hasAny: entries.length > 0,
  }
}
