/** Who may do what with proposals (rules P11-P13; practice 8.2, 9.2): part of the one table of policy (permissions.ts). */
import type { Actor } from './actor.ts'
import { has, isHeadOf, isInsider, isReader } from './permission-terms.ts'
import { canTurnProposal, doersOf, isWritable, type Doer, type ProposalAct, type ProposalStatus } from './proposal.ts'

/** A proposal as far as policy goes, for one actor. */
export interface ProposalSubject {
  status: ProposalStatus
  /** Whose it is; null: the chair's. */
  partyId: string | null
  /** Parties that sponsor it now, the main one included. */
  sponsors: readonly string[]
  /** Parties that were asked to. */
  invited: readonly string[]
  /** Everybody at the table has been able to read it. */
  isShown: boolean
  lang: string
  /** The head of the actor's own delegation approves of what its drafters do. */
  needsHead: boolean
  /** That head approved of what it says now. */
  isApproved: boolean
  /** Whether the actor holds the pen of the article. */
  isPenHolder?: boolean
}

export interface ProposalActions {
  /** That there is one, with its rationale: whoever reads it, and who was asked to sponsor it. */
  'proposal.see': ProposalSubject
  'proposal.read': ProposalSubject
  /** All of its story, that of its drafting included. */
  'proposal.inside': ProposalSubject
  /** Its living text, over a socket: while it is written, from inside alone. */
  'proposal.text': ProposalSubject
  'proposal.write': ProposalSubject
  'proposal.approve': ProposalSubject
  'proposal.submit': ProposalSubject
  'proposal.discard': ProposalSubject
  'proposal.invite': ProposalSubject
  'proposal.cosponsor': ProposalSubject
  'proposal.leave': ProposalSubject
  'proposal.admit': ProposalSubject
  'proposal.return': ProposalSubject
  'proposal.decline': ProposalSubject
  'proposal.takeUp': ProposalSubject
  /** Accepts, brackets, does not retain, takes an acceptance back. */
  'proposal.decide': ProposalSubject
  'proposal.modify': ProposalSubject
  'proposal.merge': ProposalSubject
  'proposal.takeOver': ProposalSubject
  'proposal.carryOver': ProposalSubject
  /** New wording in its place. */
  'proposal.reword': ProposalSubject
  'proposal.amend': ProposalSubject
  /** With another one. */
  'proposal.answer': ProposalSubject
  /** Whether a delegation's head approves of what its drafters do: its head's to say. */
  'party.proposals': { kind: 'party'; id: string }
}

/** What is asked of a proposal. */
export type ProposalAction = Exclude<keyof ProposalActions, 'party.proposals'>

/** One of a party who writes for it: its drafters and its head. */
const writesFor = (actor: Actor, partyId: string | null): boolean =>
  isInsider(actor, partyId) && has(actor, 'drafter', 'head')

/** P11: the head of a party binds it, and a drafter where the head need not approve. */
const bindsOwn = (actor: Actor, { needsHead }: ProposalSubject): boolean =>
  actor.partyId !== null && writesFor(actor, actor.partyId) && (!needsHead || isHeadOf(actor, actor.partyId))

const isAuthor = (actor: Actor, { partyId }: ProposalSubject): boolean =>
  partyId === null ? has(actor, 'chair') : writesFor(actor, partyId)

/** What each doer of the table is (PS1). */
const DOERS: Record<Doer, (actor: Actor, subject: ProposalSubject) => boolean> = {
  author: isAuthor,
  head: (actor, { partyId }) => (partyId === null ? has(actor, 'chair') : isHeadOf(actor, partyId)),
  writer: (actor, subject) => isAmongWriters(actor, subject),
  sponsor: (actor, subject) =>
    actor.partyId !== null && subject.sponsors.includes(actor.partyId)
      ? bindsOwn(actor, subject)
      : subject.partyId === null && has(actor, 'chair'),
  invited: (actor, subject) =>
    actor.partyId !== null && subject.invited.includes(actor.partyId) && bindsOwn(actor, subject),
  another: (actor, subject) =>
    actor.partyId !== null &&
    actor.partyId !== subject.partyId &&
    !subject.sponsors.includes(actor.partyId) &&
    bindsOwn(actor, subject),
  secretariat: (actor) => has(actor, 'secretariat'),
  chair: (actor) => has(actor, 'chair'),
  pen_holder: (_, subject) => subject.isPenHolder === true,
  system: () => false,
}

/** Who of the table's doers this actor is for an act, in the state that the proposal is in, or where nobody does it there, in any. */
export function doerOf(act: ProposalAct, actor: Actor, subject: ProposalSubject): Doer | null {
  const status = canTurnProposal(act, subject.status) ? subject.status : null
  return doersOf(act, status).find((doer) => DOERS[doer](actor, subject)) ?? null
}

/** P12: whoever may do it at all; whether its state lets it be done is `turned`'s to say. */
const does =
  (...acts: ProposalAct[]) =>
  (actor: Actor | null, subject: ProposalSubject): boolean =>
    actor !== null && acts.some((act) => doerOf(act, actor, subject) !== null)

/** Those who write it: drafters and heads of what sponsors it now; of bridging text, chairs. */
const isAmongWriters = (actor: Actor, { partyId, sponsors }: ProposalSubject): boolean =>
  (partyId === null && has(actor, 'chair')) ||
  (actor.partyId !== null && sponsors.includes(actor.partyId) && writesFor(actor, actor.partyId))

/** Whose affair its drafting is: its author's and its sponsors', as far as their credentials were seen. */
const isInside = (actor: Actor, { partyId, sponsors }: ProposalSubject): boolean =>
  isReader(actor) &&
  (partyId === null
    ? has(actor, 'chair')
    : isInsider(actor, partyId) || sponsors.some((sponsor) => isInsider(actor, sponsor)))

/** P13: before it is tabled, its sponsors', and once submitted the secretariat's and the chair's; from then on every reader's. */
const reads = (actor: Actor | null, subject: ProposalSubject): boolean =>
  actor !== null &&
  isReader(actor) &&
  (subject.isShown ||
    isInside(actor, subject) ||
    (subject.status !== 'draft' && subject.status !== 'discarded' && has(actor, 'secretariat', 'chair')))

/** While an answer is awaited; a delegation that was asked is told by whom, why, and no word of the text. */
const isAsked = (actor: Actor, { invited, status }: ProposalSubject): boolean =>
  canTurnProposal('join', status) && invited.some((party) => writesFor(actor, party))

/** Its living text may say what nobody submitted: it is being written, or was withdrawn before it was tabled, perhaps while it was. */
export const isUnsaid = ({ status, isShown }: Pick<ProposalSubject, 'status' | 'isShown'>): boolean =>
  isWritable(status) || (status === 'withdrawn' && !isShown)

type Rules = { [A in keyof ProposalActions]: (actor: Actor | null, subject: ProposalActions[A]) => boolean }

export const proposalRules: Rules = {
  'proposal.see': (actor, subject) => reads(actor, subject) || (actor !== null && isAsked(actor, subject)),
  'proposal.read': reads,
  'proposal.inside': (actor, subject) => actor !== null && isInside(actor, subject),
  'proposal.text': (actor, subject) =>
    reads(actor, subject) && (!isUnsaid(subject) || (actor !== null && isInside(actor, subject))),
  'proposal.write': (actor, subject) => actor !== null && isWritable(subject.status) && isAmongWriters(actor, subject),
  'proposal.approve': does('approve'),
  // PS3: a drafter's submission waits for the head where the delegation wants that
  'proposal.submit': does('submit'),
  'proposal.discard': does('discard'),
  'proposal.invite': does('invite'),
  'proposal.cosponsor': does('join'),
  'proposal.leave': does('leave'),
  'proposal.admit': does('admit'),
  'proposal.return': does('return'),
  'proposal.decline': does('decline'),
  'proposal.takeUp': does('take_up'),
  'proposal.decide': does('accept'),
  'proposal.modify': (actor, subject) => actor !== null && (has(actor, 'chair') || subject.isPenHolder === true),
  'proposal.merge': does('merge'),
  'proposal.takeOver': does('take_over'),
  'proposal.carryOver': does('carry_over'),
  'proposal.reword': (actor, subject) => actor !== null && isAuthor(actor, subject),
  // PS8: any delegation amends what everybody reads; the chair too
  'proposal.amend': (actor) =>
    actor !== null && (has(actor, 'chair') || (actor.partyId !== null && writesFor(actor, actor.partyId))),
  // PS28: another delegation, or the chair to a delegation's; its author words it anew
  'proposal.answer': (actor, subject) =>
    actor !== null &&
    subject.isShown &&
    (has(actor, 'chair') || (actor.partyId !== null && writesFor(actor, actor.partyId))) &&
    !isAuthor(actor, subject),
  'party.proposals': (actor, { id }) => actor !== null && isInsider(actor, id) && isHeadOf(actor, id),
}
