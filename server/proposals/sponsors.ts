/** Who stands behind a proposal (PS5, PS6; practice 13, cases 1 and 23): asked, joined, left; and who carries on what all of them left. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { isOpenProposal, PROPOSAL_LIMITS, type ProposalStatus } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findPartyByCode } from '../store/people.ts'
import { putSponsor } from '../store/proposal-sponsors.ts'
import type { ProposalChange } from '../store/proposals.ts'
import { turnAndView } from './acts.ts'
import type { ActInput } from './turn.ts'

type Who = Actor | null
type Answer = Promise<Result<ProposalView>>

/** Asks a delegation to sponsor a draft. Refuses with `invalid` (no such delegation), `already-so`, `busy` (too many). */
export async function inviteSponsor(
  context: Context,
  actor: Who,
  id: string,
  input: ActInput & { party: string },
): Answer {
  return turnAndView(context, actor, id, input, {
    act: 'invite',
    action: 'proposal.invite',
    work: async (rows, { at, actor, sponsors }) => {
      const party = await findPartyByCode(rows, input.party)
      if (!party) return refuse('invalid', { errors: [{ path: 'party', message: 'must be the code of a delegation' }] })
      const before = sponsors.find(({ partyId }) => partyId === party.id)
      if (before && before.state !== 'left') return refuse('already-so')
      if (sponsors.length >= PROPOSAL_LIMITS.sponsors) return refuse('busy')
      await putSponsor(rows, { proposalId: id, partyId: party.id, kind: 'co', state: 'invited', at, by: actor.id })
      return ok({ event: { party: party.id } })
    },
  })
}

/** The actor's own delegation joins the sponsors: asked to while it is not before the table, of itself from then on. Refuses with `already-so`. */
export const joinSponsors = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, {
    act: 'join',
    action: 'proposal.cosponsor',
    isForInvited: true,
    work: async (rows, { at, actor, sponsors }) => {
      const partyId = actor.partyId!
      if (sponsors.some((one) => one.partyId === partyId && one.state === 'joined')) return refuse('already-so')
      if (sponsors.length >= PROPOSAL_LIMITS.sponsors) return refuse('busy')
      await putSponsor(rows, { proposalId: id, partyId, kind: 'co', state: 'joined', at, by: actor.id })
      return ok({ event: { party: partyId }, data: { sponsor: actor.party } })
    },
  })

/** The actor's own delegation leaves. Others keep it, the one that came first in its name; what the last one leaves is withdrawn. */
export const leaveSponsors = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, {
    act: 'leave',
    action: 'proposal.leave',
    work: async (rows, { at, actor, sponsors, proposal, to }) => {
      const partyId = actor.partyId
      const own = sponsors.find((one) => one.partyId === partyId && one.state === 'joined')
      if (own) await putSponsor(rows, { ...own, state: 'left', at, by: actor.id })
      const heir = sponsors
        .filter((one) => one !== own && one.state === 'joined')
        .sort((a, b) => (a.at < b.at ? -1 : 1))[0]
      const isPassedOn = proposal.partyId === partyId && to !== 'withdrawn' && heir !== undefined
      if (isPassedOn) {
        if (own) await putSponsor(rows, { ...own, kind: 'co', state: 'left', at, by: actor.id })
        await putSponsor(rows, { ...heir, kind: 'main' })
      }
      const next = isPassedOn ? { heir: heir.partyId } : {}
      return ok({
        change: { ...(isPassedOn && { partyId: heir.partyId }), ...(to === 'withdrawn' && { settledAt: at }) },
        event: { ...(partyId === null ? {} : { party: partyId }), ...next },
        data: { sponsor: actor.party, ...next },
      })
    },
  })

/** PS6: another delegation carries on what its sponsors withdrew, under its code, in its own name. Refuses with `too-late`. */
export const takeOverProposal = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, {
    act: 'take_over',
    action: 'proposal.takeOver',
    work: async (rows, { at, actor, sponsors, proposal, to }) => {
      const partyId = actor.partyId!
      const before = sponsors.find(({ kind }) => kind === 'main')
      if (before) await putSponsor(rows, { ...before, kind: 'co' })
      await putSponsor(rows, { proposalId: id, partyId, kind: 'main', state: 'joined', at, by: actor.id })
      return ok({
        change: { partyId, ...comesBack(to, at) },
        event: { party: partyId, from: proposal.partyId },
        data: { sponsor: actor.party, was: proposal.partyId },
      })
    },
  })

/** PS12: what lapsed with its article comes before the table again once that is back. Refuses with `too-late`, `already-deleted`. */
export const carryOverProposal = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, {
    act: 'carry_over',
    action: 'proposal.carryOver',
    work: async (_, { at, to }) => ok({ change: comesBack(to, at) }),
  })

/** PS26: in its brackets it is open again, in what became of them it is decided now. */
const comesBack = (to: ProposalStatus, at: string): ProposalChange => ({
  settledAt: isOpenProposal(to) ? null : at,
  ...(to === 'tabled' && { tabledAt: at }),
})
