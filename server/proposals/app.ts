/** What pages, the API and the command line may ask about proposals: the part of the application object that is theirs. */
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { SeenText } from '../../src/lib/domain/as-seen.ts'
import type { Page } from '../../src/lib/domain/contract.ts'
import type {
  DisputeInput,
  ModifiedText,
  ModifyInput,
  ProposalPreview,
  ProposalSummary,
  ProposalView,
  SettleHeldInput,
  ProposalWording,
} from '../../src/lib/domain/contract-proposals.ts'
import type { ReturnGround } from '../../src/lib/domain/proposal.ts'
import type { ProposedEdit } from '../../src/lib/domain/proposed.ts'
import type { Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { acceptModified, acceptProposal, type AcceptInput, type SettleBracket } from './accept.ts'
import {
  admitProposal,
  askApproval,
  declineProposal,
  discardProposal,
  editProposal,
  notRetainProposal,
  returnProposal,
  takeUpProposal,
  type ReasonInput,
} from './acts.ts'
import { approveProposal } from './approve.ts'
import { changedSince, type SightInput } from './as-seen.ts'
import { beginProposal, type ProposalInput } from './begin.ts'
import { bracketProposals } from './bracket.ts'
import type { GroupInput } from './group.ts'
import { modifyProposal } from './modify.ts'
import { listArticleProposals, listCharterProposals, readProposal, type ProposalFilter } from './read.ts'
import { readProposalText } from './read-text.ts'
import { rewordProposal } from './reword.ts'
import { previewProposal } from './preview.ts'
import {
  readDeadline,
  readNeedsHead,
  setPartyNeedsHead,
  setProposalsUntil,
  type Deadline,
  type HeadsApproval,
} from './settings.ts'
import { carryOverProposal, inviteSponsor, joinSponsors, leaveSponsors, takeOverProposal } from './sponsors.ts'
import { settleHeld } from './settle-held.ts'
import { submitProposal } from './submit.ts'
import { takeInAmendment } from './take-in.ts'
import type { ActInput } from './turn.ts'
import { undoAcceptance } from './undo.ts'
import { addProposalText, writeProposalText } from './write-text.ts'

type Who = Actor | null
type Answer = Promise<Result<ProposalView>>
type Step = (actor: Who, id: string, input: ActInput) => Answer
type Deciding = (actor: Who, id: string, input: SightInput) => Answer
type SteppedWithReason = (actor: Who, id: string, input: ReasonInput) => Answer

export interface ProposalsApp {
  listOfArticle(actor: Who, articleId: string, filter?: ProposalFilter): Promise<Result<Page<ProposalSummary>>>
  listOfCharter(
    actor: Who,
    charterId: string,
    filter?: ProposalFilter & { articleId?: string | undefined },
  ): Promise<Result<Page<ProposalSummary>>>
  read(actor: Who, id: string): Answer
  /** What the article would say with it, or with the copy, in each language that it has words in. */
  preview(actor: Who, id: string, input?: { copy?: boolean | undefined }): Promise<Result<{ texts: ProposalPreview[] }>>
  /** What it says otherwise than was seen. */
  changedSince(actor: Who, id: string, seen: readonly SeenText[]): Promise<Result<{ texts: ModifiedText[] }>>
  begin(actor: Who, articleId: string, input: ProposalInput): Answer
  edit(
    actor: Who,
    id: string,
    input: ActInput & {
      rationale?: string | undefined
      lang?: string | undefined
      group?: GroupInput | null | undefined
    },
  ): Answer
  addText(actor: Who, id: string, input: { lang: string }): Answer
  /** `isModified`: the pen-holder's copy. */
  readText(actor: Who, id: string, lang: string, isModified?: boolean): Promise<Result<ProposalWording>>
  writeText(
    actor: Who,
    id: string,
    lang: string,
    input: { blocks: readonly ProposedEdit[]; as?: Hat | undefined },
  ): Answer
  askApproval: Step
  approve: Deciding
  discard: Step
  submit: Deciding
  /** Asks a delegation to sponsor it; with the code of the actor's own, that joins. */
  sponsor(actor: Who, id: string, input: ActInput & { party: string }): Answer
  leave: Step
  admit: Step
  sendBack(actor: Who, id: string, input: ReasonInput & { ground?: ReturnGround | undefined }): Answer
  decline: SteppedWithReason
  takeUp: Step
  /** Says which words stand where they collide with what it was forked from. */
  settleHeld(actor: Who, id: string, input: SettleHeldInput): Answer
  /** Makes the copy that is to be accepted in its place, or answers the one that there is. */
  modify(actor: Who, id: string, input: ModifyInput): Answer
  accept: (actor: Who, id: string, input: AcceptInput) => Answer
  /** With the words of the copy. */
  acceptModified: Deciding
  /** Its words and the article's, or those of several, become options of brackets. */
  bracket(actor: Who, id: string, input: DisputeInput): Answer
  /** Of an amendment: its words come into what it amends. */
  takeIn: Deciding
  /** Takes an acceptance back; what was written since stays. */
  undo: SteppedWithReason
  notRetain: SteppedWithReason
  takeOver: Step
  carryOver: Step
  reword: Step
  readUntil(actor: Who, charterId: string): Promise<Result<Deadline>>
  setUntil(actor: Who, charterId: string, input: Deadline): Promise<Result<Deadline>>
  readNeedsHead(actor: Who, code: string): Promise<Result<HeadsApproval>>
  setNeedsHead(actor: Who, code: string, input: HeadsApproval): Promise<Result<HeadsApproval>>
}

export const makeProposals = (context: Context, settle: SettleBracket): ProposalsApp => ({
  listOfArticle: (actor, articleId, filter) => listArticleProposals(context, actor, articleId, filter),
  listOfCharter: (actor, charterId, filter) => listCharterProposals(context, actor, charterId, filter),
  read: (actor, id) => readProposal(context, actor, id),
  preview: (actor, id, input) => previewProposal(context, actor, id, input),
  changedSince: (actor, id, seen) => changedSince(context, actor, id, seen),
  begin: (actor, articleId, input) => beginProposal(context, actor, articleId, input),
  edit: (actor, id, input) => editProposal(context, actor, id, input),
  addText: (actor, id, input) => addProposalText(context, actor, id, input),
  readText: (actor, id, lang, isModified) => readProposalText(context, actor, id, lang, isModified),
  writeText: (actor, id, lang, input) => writeProposalText(context, actor, id, lang, input),
  askApproval: (actor, id, input) => askApproval(context, actor, id, input),
  approve: (actor, id, input) => approveProposal(context, actor, id, input),
  discard: (actor, id, input) => discardProposal(context, actor, id, input),
  submit: (actor, id, input) => submitProposal(context, actor, id, input),
  sponsor: (actor, id, { party, ...input }) =>
    actor !== null && party === actor.party?.code
      ? joinSponsors(context, actor, id, input)
      : inviteSponsor(context, actor, id, { ...input, party }),
  leave: (actor, id, input) => leaveSponsors(context, actor, id, input),
  admit: (actor, id, input) => admitProposal(context, actor, id, input),
  sendBack: (actor, id, input) => returnProposal(context, actor, id, input),
  decline: (actor, id, input) => declineProposal(context, actor, id, input),
  takeUp: (actor, id, input) => takeUpProposal(context, actor, id, input),
  settleHeld: (actor, id, input) => settleHeld(context, actor, id, input),
  modify: (actor, id, input) => modifyProposal(context, actor, id, input),
  accept: (actor, id, input) => acceptProposal(context, settle, actor, id, input),
  acceptModified: (actor, id, input) => acceptModified(context, actor, id, input),
  bracket: (actor, id, input) => bracketProposals(context, actor, id, input),
  takeIn: (actor, id, input) => takeInAmendment(context, actor, id, input),
  undo: (actor, id, input) => undoAcceptance(context, actor, id, input),
  notRetain: (actor, id, input) => notRetainProposal(context, actor, id, input),
  takeOver: (actor, id, input) => takeOverProposal(context, actor, id, input),
  carryOver: (actor, id, input) => carryOverProposal(context, actor, id, input),
  reword: (actor, id, input) => rewordProposal(context, actor, id, input),
  readUntil: (actor, charterId) => readDeadline(context, actor, charterId),
  setUntil: (actor, charterId, input) => setProposalsUntil(context, actor, charterId, input),
  readNeedsHead: (actor, code) => readNeedsHead(context, actor, code),
  setNeedsHead: (actor, code, input) => setPartyNeedsHead(context, actor, code, input),
})
