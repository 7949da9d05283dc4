/** The story of a proposal, one event for each act, and the instants that decide what may still happen to it. */
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { ProposalAct, ProposalStatus } from '../../src/lib/domain/proposal.ts'
import type { Rows } from './store.ts'

export interface ProposalEventRow {
  proposalId: string
  /** The proposal's `rev` after it. */
  n: number
  at: string
  actorId: string | null
  hat: Hat | null
  partyId: string | null
  act: ProposalAct
  from: ProposalStatus | null
  to: ProposalStatus
  data: Record<string, unknown>
}

export async function insertProposalEvent(rows: Rows, event: ProposalEventRow): Promise<void> {
  await rows
    .insertInto('proposal_event')
    .values({
      proposal_id: event.proposalId,
      n: event.n,
      at: event.at,
      actor_id: event.actorId,
      hat: event.hat,
      party_id: event.partyId,
      act: event.act,
      from_status: event.from,
      to_status: event.to,
      data: JSON.stringify(event.data),
    })
    .execute()
}

/** Oldest first; of several proposals one after another. */
export const listProposalEvents = async (rows: Rows, of: string | readonly string[]): Promise<ProposalEventRow[]> =>
  (
    await rows
      .selectFrom('proposal_event')
      .selectAll()
      .where('proposal_id', 'in', typeof of === 'string' ? [of] : of)
      .orderBy('proposal_id')
      .orderBy('n')
      .execute()
  ).map((row) => ({
    proposalId: row.proposal_id,
    n: row.n,
    at: row.at,
    actorId: row.actor_id,
    hat: row.hat as Hat | null,
    partyId: row.party_id,
    act: row.act as ProposalAct,
    from: row.from_status as ProposalStatus | null,
    to: row.to_status as ProposalStatus,
    data: JSON.parse(row.data) as Record<string, unknown>,
  }))

/** After it, what is submitted is late; null: no deadline. */
export async function deadlineOf(rows: Rows, charterId: string): Promise<string | null> {
  const found = await rows
    .selectFrom('charter')
    .select('proposals_until')
    .where('id', '=', charterId)
    .executeTakeFirst()
  return found?.proposals_until ?? null
}

export async function setDeadline(rows: Rows, charterId: string, at: string | null): Promise<void> {
  await rows.updateTable('charter').set({ proposals_until: at }).where('id', '=', charterId).execute()
}

/** PS6: whether a version of the charter was cut after this instant. */
export async function wasCutSince(rows: Rows, charterId: string, at: string): Promise<boolean> {
  const cut = await rows
    .selectFrom('version')
    .select('id')
    .where('charter_id', '=', charterId)
    .where('cut_at', '>', at)
    .limit(1)
    .executeTakeFirst()
  return cut !== undefined
}
