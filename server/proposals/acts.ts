// Over 250 lines: the simple steps of a proposal's life beside one another, each a few lines.
/** What is done with a proposal in one step (PS1): by its sponsors, by the secretariat, by the chair. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { PROPOSAL_LIMITS, RETURN_GROUNDS, type ReturnGround } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import { cleanText, LONGEST } from '../charter/input.ts'
import type { Context } from '../context.ts'
import type { ProposalChange } from '../store/proposals.ts'
import { groupRows, putGroup, type GroupInput } from './group.ts'
import { stepBySystem, turnProposal, type ActInput, type Turning } from './turn.ts'
import { convertComment } from '../charter/convert-comment.ts'
import { proposalView } from './views.ts'

type Who = Actor | null
type Answer = Promise<Result<ProposalView>>

/** Of what is done with words of why. */
export interface ReasonInput extends ActInput {
  reason: string
}

/** The step, and the proposal as it is then. */
export async function turnAndView(context: Context, actor: Who, id: string, input: ActInput, turning: Turning): Answer {
  const turned = await turnProposal(context, actor, id, input, turning)
  return turned.ok ? ok(await proposalView(context, actor!, turned.value)) : turned
}

/** Why, cleaned; or what is wrong with it. */
export function reasonOf(input: Pick<ReasonInput, 'reason'>): Result<string> {
  const errors: Fault[] = []
  const reason = cleanText(errors, 'reason', input.reason, LONGEST.reason)
  return errors.length > 0 ? refuse('invalid', { errors }) : ok(reason)
}

/** Rationale and group, while it is written (PS5). What the head approved of is another then. Refuses with `invalid`. */
export async function editProposal(
  context: Context,
  actor: Who,
  id: string,
  input: ActInput & {
    rationale?: string | undefined
    lang?: string | undefined
    group?: GroupInput | null | undefined
  },
): Answer {
  const errors: Fault[] = []
  const { rationale: words, group: named } = input
  const rationale =
    words === undefined ? undefined : cleanText(errors, 'rationale', words, PROPOSAL_LIMITS.rationale, false)
  const group = named === undefined ? undefined : await groupRows(context.store.db, errors, named)
  if (actor !== null && errors.length > 0) return refuse('invalid', { errors })
  return turnAndView(context, actor, id, input, {
    act: 'edit',
    action: 'proposal.write',
    work: async (rows, { proposal, charter }) => {
      const lang = input.lang ?? proposal.rationaleLang ?? proposal.lang
      if (!charter.languages.includes(lang))
        return refuse('invalid', { errors: [{ path: 'lang', message: 'must be a language of this charter' }] })
      if (group !== undefined) await putGroup(rows, id, group)
      const change: ProposalChange = {
        ...(rationale !== undefined && { rationale, rationaleLang: rationale === '' ? null : lang }),
        ...(group !== undefined && { groupName: group?.name ?? null }),
        approvedBy: null,
      }
      return ok({ change })
    },
  })
}

/** PS3: the head is asked to approve of what a drafter would submit. */
export const askApproval = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, {
    act: 'ask_approval',
    action: 'proposal.write',
    work: async (_, { at }) => ok({ change: { approvalAskedAt: at, approvedBy: null } }),
  })

/** A draft is put away: it stays its own delegation's to read. */
export const discardProposal = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, {
    act: 'discard',
    action: 'proposal.discard',
    work: async (_, { at }) => ok({ change: { settledAt: at } }),
  })

/** What is admissible comes before the table (of what is late the chair says so), where everybody reads it; what it words anew goes (PS7). */
export async function admitProposal(context: Context, actor: Who, id: string, input: ActInput): Answer {
  let superseded: string | null = null
  let converted: string | null = null
  const turned = await turnProposal(context, actor, id, input, {
    act: 'admit',
    action: 'proposal.admit',
    work: async (rows, { at, actor, proposal }) => {
      const { succeedsId, code } = proposal
      const told = { event: { successor: id }, data: { successor: code } }
      const before =
        succeedsId === null
          ? null
          : await stepBySystem(rows, at, actor, succeedsId, 'supersede', { change: { settledAt: at }, ...told })
      superseded = before?.id ?? null
      converted = await convertComment(rows, actor, proposal, at)
      return ok({ change: { tabledAt: at, isShown: true } })
    },
  })
  if (!turned.ok) return turned
  const { charterId, articleId } = turned.value.proposal
  if (superseded !== null)
    context.events.tell({ kind: 'proposal-changed', charterId, articleId, proposalId: superseded, partyIds: null })
  if (converted !== null) context.events.tell({ kind: 'comment-changed', articleId, commentId: converted })
  return ok(await proposalView(context, actor!, turned.value))
}

/** Back to its sponsors, who may write it again: with one of the grounds, and in words. Refuses with `invalid`. */
export async function returnProposal(
  context: Context,
  actor: Who,
  id: string,
  input: ReasonInput & { ground?: ReturnGround | undefined },
): Answer {
  const reason = reasonOf(input)
  if (actor !== null && !reason.ok) return reason
  const ground = RETURN_GROUNDS.find((one) => one === input.ground) ?? 'other'
  const why = { reason: reason.ok ? reason.value : '', ground }
  return turnAndView(context, actor, id, input, {
    act: 'return',
    action: 'proposal.return',
    work: async () => ok({ change: { approvedBy: null, approvalAskedAt: null }, event: why, data: why }),
  })
}

/** PS4: what came too late is not considered; the chair says why. */
export const declineProposal = (context: Context, actor: Who, id: string, input: ReasonInput): Answer =>
  settledWithReason(context, actor, id, input, { act: 'decline', action: 'proposal.decline' })

export const takeUpProposal = (context: Context, actor: Who, id: string, input: ActInput): Answer =>
  turnAndView(context, actor, id, input, { act: 'take_up', action: 'proposal.takeUp' })

export const notRetainProposal = (context: Context, actor: Who, id: string, input: ReasonInput): Answer =>
  settledWithReason(context, actor, id, input, { act: 'not_retain', action: 'proposal.decide' })

async function settledWithReason(
  context: Context,
  actor: Who,
  id: string,
  input: ReasonInput,
  turning: Pick<Turning, 'act' | 'action'>,
): Answer {
  const reason = reasonOf(input)
  if (actor !== null && !reason.ok) return reason
  const why = { reason: reason.ok ? reason.value : '' }
  return turnAndView(context, actor, id, input, {
    ...turning,
    work: async (_, { at }) => ok({ change: { settledAt: at }, event: why, data: why }),
  })
}
