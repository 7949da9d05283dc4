/** Who stands behind proposals: their sponsors, the group that is spoken for, and whose head approves. */
import type { Rows } from './store.ts'

export interface SponsorRow {
  proposalId: string
  partyId: string
  kind: 'main' | 'co'
  state: 'invited' | 'joined' | 'left'
  at: string
  by: string | null
}

/** Of these proposals: the main one first, then as they came. */
export async function listSponsors(rows: Rows, proposalIds: readonly string[]): Promise<SponsorRow[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_sponsor')
    .innerJoin('party', 'party.id', 'proposal_sponsor.party_id')
    .selectAll('proposal_sponsor')
    .where('proposal_id', 'in', proposalIds)
    .orderBy('kind', 'desc')
    .orderBy('at')
    .orderBy('party.code')
    .execute()
  return found.map(({ proposal_id, party_id, ...row }) => ({ proposalId: proposal_id, partyId: party_id, ...row }))
}

/** Puts a party among the sponsors, or changes how it stands there. */
export async function putSponsor(rows: Rows, { proposalId, partyId, ...row }: SponsorRow): Promise<void> {
  await rows
    .insertInto('proposal_sponsor')
    .values({ proposal_id: proposalId, party_id: partyId, ...row })
    .onConflict((conflict) => conflict.columns(['proposal_id', 'party_id']).doUpdateSet(row))
    .execute()
}

export interface MemberRow {
  proposalId: string
  partyId: string
  isExcept: boolean
}

export async function listMembers(rows: Rows, proposalIds: readonly string[]): Promise<MemberRow[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_member')
    .selectAll()
    .where('proposal_id', 'in', proposalIds)
    .orderBy('party_id')
    .execute()
  return found.map(({ proposal_id, party_id, is_except }) => ({
    proposalId: proposal_id,
    partyId: party_id,
    isExcept: is_except === 1,
  }))
}

export async function replaceMembers(rows: Rows, proposalId: string, members: readonly MemberRow[]): Promise<void> {
  await rows.deleteFrom('proposal_member').where('proposal_id', '=', proposalId).execute()
  if (members.length > 0)
    await rows
      .insertInto('proposal_member')
      .values(
        members.map(({ partyId, isExcept }) => ({
          proposal_id: proposalId,
          party_id: partyId,
          is_except: Number(isExcept),
        })),
      )
      .execute()
}

/** Parties whose head approves of what their drafters do with proposals. */
export const partiesWithHeads = async (rows: Rows): Promise<Set<string>> =>
  new Set(
    (await rows.selectFrom('party').select('id').where('proposals_need_head', '=', 1).execute()).map(({ id }) => id),
  )

/** Sets that; whether it was otherwise before. */
export async function setNeedsHead(rows: Rows, partyId: string, needsHead: boolean): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('party')
    .set({ proposals_need_head: Number(needsHead) })
    .where('id', '=', partyId)
    .where('proposals_need_head', '!=', Number(needsHead))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
