/** PS12, PS21: what is proposed on an article, or on a part of it alone, goes with it, in the transaction in which that goes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { LAPSING } from '../../src/lib/domain/proposal.ts'
import { concernsOnly } from '../../src/lib/domain/proposed.ts'
import type { Context } from '../context.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import { listProposalBlocks } from '../store/proposal-texts.ts'
import { listProposals, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { knownTo, stepBySystem } from './turn.ts'

/** A part of an article that is deleted by agreement. */
interface Gone {
  id: string
  blocks: ReadonlySet<string>
  brackets: ReadonlySet<string>
}

/**
 * Drafts and returned proposals wait; everything else that is open lapses. Hold the article first. Answers what lapsed. `part`: of those that concern
 * nothing but that.
 */
export async function lapseProposals(
  rows: Rows,
  actor: Actor,
  articleId: string,
  at: string,
  part?: Gone,
): Promise<ProposalRow[]> {
  const lapsed: ProposalRow[] = []
  const all = (await listProposals(rows, { articleId })).filter(({ status }) => LAPSING.includes(status))
  const open = part === undefined ? all : await within(rows, all, part)
  // in one order for everybody
  for (const { id } of open.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const row = await stepBySystem(rows, at, actor, id, 'lapse', {
      change: { settledAt: at },
      ...(part && { event: { part: part.id } }),
    })
    if (row) lapsed.push(row)
  }
  return lapsed
}

/** PS21: those that change nothing but these blocks, and what comes to hang on them; or are about a bracket in them. */
async function within(rows: Rows, all: readonly ProposalRow[], part: Gone): Promise<ProposalRow[]> {
  const ids = all.map(({ id }) => id)
  const blocks = (await listProposalBlocks(rows, ids)).filter(({ kind }) => kind !== 'modified')
  return all.filter(({ id, act }) => {
    if (act !== null) return part.brackets.has(act.bracket)
    const own = blocks.filter(({ proposalId }) => proposalId === id)
    return own.length > 0 && concernsOnly(part.blocks, own)
  })
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
