/** How many proposals of each article stand in which state, for the board: of those that the actor may see, and no other. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import { listProposals } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { askerOf, proposalSubject } from './see.ts'

/** Article id -> status -> how many. Articles without any are left out; what was put away as a draft is counted nowhere. */
export async function countProposals(
  rows: Rows,
  actor: Actor,
  charterId: string,
): Promise<Map<string, Record<string, number>>> {
  const proposals = (await listProposals(rows, { charterId })).filter(({ status }) => status !== 'discarded')
  const ids = proposals.map(({ id }) => id)
  const [sponsors, asker] = await Promise.all([listSponsors(rows, ids), askerOf(rows, actor, { charterId })])
  const ofProposal = Map.groupBy(sponsors, ({ proposalId }) => proposalId)
  const counts = new Map<string, Record<string, number>>()
  for (const proposal of proposals) {
    const subject = proposalSubject(proposal, ofProposal.get(proposal.id) ?? [], actor, asker)
    if (!can(actor, 'proposal.read', subject)) continue
    const own = counts.get(proposal.articleId) ?? {}
    counts.set(proposal.articleId, { ...own, [proposal.status]: (own[proposal.status] ?? 0) + 1 })
  }
  return counts
}
