/** The proposals that what somebody said has become, and that it is about, for the threads that show them: those that the actor reads, and no other. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalLink } from '../../src/lib/domain/contract-proposals.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import { listProposals, listProposalsMadeOf, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { askerOf, proposalSubject } from './see.ts'

/** Comment id -> proposals, as they began. `articleId`: of the comments. */
export async function proposalsMadeOf(
  rows: Rows,
  actor: Actor,
  articleId: string,
  commentIds: readonly string[],
): Promise<Map<string, ProposalLink[]>> {
  const made = await readable(rows, actor, articleId, await listProposalsMadeOf(rows, commentIds))
  return new Map([...Map.groupBy(made, ({ commentId }) => commentId!)].map(([id, those]) => [id, those.map(linkOf)]))
}

/** The proposals of these ids, by id. `articleId`: the one that they are to change. */
export async function proposalLinks(
  rows: Rows,
  actor: Actor,
  articleId: string,
  ids: readonly string[],
): Promise<Map<string, ProposalLink>> {
  const found = await readable(rows, actor, articleId, await listProposals(rows, { ids }))
  return new Map(found.map((one) => [one.id, linkOf(one)]))
}

async function readable(
  rows: Rows,
  actor: Actor,
  articleId: string,
  proposals: readonly ProposalRow[],
): Promise<ProposalRow[]> {
  if (proposals.length === 0) return []
  const ids = proposals.map(({ id }) => id)
  const [sponsors, asker] = await Promise.all([listSponsors(rows, ids), askerOf(rows, actor, { articleId })])
  return proposals.filter((one) => can(actor, 'proposal.read', proposalSubject(one, sponsors, actor, asker)))
}

const linkOf = ({ id, code, status }: ProposalRow): ProposalLink => ({ id, code, status })
