/** PS12: what is proposed on an article goes with it, in the transaction in which that goes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { LAPSING } from '../../src/lib/domain/proposal.ts'
import type { Context } from '../context.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import { listProposals, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { knownTo, stepBySystem } from './turn.ts'

/** Drafts and returned proposals wait; everything else that is open lapses. Hold the article first. Answers what lapsed. */
export async function lapseProposals(rows: Rows, actor: Actor, articleId: string, at: string): Promise<ProposalRow[]> {
  const lapsed: ProposalRow[] = []
  const open = (await listProposals(rows, { articleId })).filter(({ status }) => LAPSING.includes(status))
  // in one order for everybody
  for (const { id } of open.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const row = await stepBySystem(rows, at, actor, id, 'lapse', { change: { settledAt: at } })
    if (row) lapsed.push(row)
  }
  return lapsed
}

/** After the commit: whoever knows of them is told. */
export async function tellLapsed({ store, events }: Context, lapsed: readonly ProposalRow[]): Promise<void> {
  const sponsors = await listSponsors(
    store.db,
    lapsed.map(({ id }) => id),
  )
  for (const row of lapsed) {
    const partyIds = knownTo(
      row,
      sponsors.filter(({ proposalId }) => proposalId === row.id),
    )
    const { id: proposalId, charterId, articleId } = row
    events.tell({ kind: 'proposal-changed', charterId, articleId, proposalId, partyIds })
  }
}
