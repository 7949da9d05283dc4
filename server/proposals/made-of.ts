/** The proposals that were made of what somebody said, for the threads that show them: of those that the actor reads, and no other. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalLink } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import { listProposalsMadeOf } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { askerOf, proposalSubject } from './see.ts'

/** Comment id -> proposals, as they began. `articleId`: of the comments. */
export async function proposalsMadeOf(
  rows: Rows,
  actor: Actor,
  articleId: string,
  commentIds: readonly string[],
): Promise<Map<string, ProposalLink[]>> {
  const made = await listProposalsMadeOf(rows, commentIds)
  const links = new Map<string, ProposalLink[]>()
  if (made.length === 0) return links
  const ids = made.map(({ id }) => id)
  const [sponsors, asker] = await Promise.all([listSponsors(rows, ids), askerOf(rows, actor, { articleId })])
  for (const proposal of made) {
    if (!can(actor, 'proposal.read', proposalSubject(proposal, sponsors, actor, asker))) continue
    const { id, code, status } = proposal
    const before = links.get(proposal.commentId!) ?? []
    links.set(proposal.commentId!, [...before, { id, code, status }])
  }
  return links
}
