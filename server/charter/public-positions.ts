/** VE11: what delegations made public of articles, for whoever reads a version. */
import type { PublicPosition } from '../../src/lib/domain/contract.ts'
import type { ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { listContributions } from '../store/contributions.ts'
import { namedPartiesById } from '../store/people.ts'
import type { Rows } from '../store/store.ts'
import { COMMENTS } from '../exchange/read-contributions.ts'
import { WITHHELD } from './threads.ts'

/**
 * Of the articles of `index`, in the order in which they were said. Comments are not among them, whoever may read them: they are said to those
 * who draft.
 */
export async function publicPositions(rows: Rows, charterId: string, index: ReferenceIndex): Promise<PublicPosition[]> {
  const said = (await listContributions(rows, charterId)).flatMap(({ id, type, target, partyId, data }) => {
    const articleId = index.get(target ?? '')?.articleId
    const isPublic = data['visibility'] === 'public' && data['status'] !== WITHHELD
    return isPublic && articleId !== undefined && !COMMENTS.has(type) ? [{ id, articleId, partyId, data }] : []
  })
  const parties = await namedPartiesById(
    rows,
    said.flatMap(({ partyId }) => partyId ?? []),
  )
  return said
    .map(({ id, articleId, partyId, data }) => {
      const { party, names } = parties.get(partyId ?? '') ?? { party: null, names: {} }
      return {
        ...{ id, articleId, party, partyNames: names },
        position: typeof data['position'] === 'string' ? data['position'] : null,
        ...{ lang: String(data['lang']), body: String(data['body']) },
        at: new Date(String(data['created_at'])).toISOString(),
      }
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
