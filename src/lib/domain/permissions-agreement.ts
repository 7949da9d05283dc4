/** Policy of agreement (rules P20-P22): spread into the table of permissions.ts. Whoever acts is asked with the hat they wear (hat.ts). */
import type { Actor } from './actor.ts'
import { has, isHeadOf, isInsider, isReader } from './permission-terms.ts'
import { maySetPosition, seesPosition, type PositionHolder, type PositionReaders } from './position.ts'

/** A delegation that is asked, or speaks, as such. */
export interface DelegationSubject {
  kind: 'delegation'
  partyId: string
}
export interface FixSubject {
  kind: 'fix'
  /** Null: a file told of it, which names nobody. */
  proposedBy: string | null
}
export interface PositionHolderSubject extends PositionHolder {
  kind: 'position-holder'
}
export interface PositionSubject {
  kind: 'position'
  partyId: string
  shownTo: PositionReaders
}
interface Anything {
  kind: 'agreement'
}

/** Each action with the kind of subject it is asked about. */
export interface AgreementActions {
  'provision.set': Anything
  'provision.answer': DelegationSubject
  'provision.owed': DelegationSubject
  'fix.propose': Anything
  'fix.confirm': FixSubject
  'fix.withdraw': FixSubject
  'fix.object': Anything
  'fix.takeBack': Anything
  'position.set': PositionHolderSubject
  'position.see': PositionSubject
  'board.see': Anything
  'party.positions': DelegationSubject
}

export const AGREEMENT_RULES: {
  [A in keyof AgreementActions]: (actor: Actor | null, subject: AgreementActions[A]) => boolean
} = {
  // P20: what is agreed is declared by the chair
  'provision.set': (actor) => actor !== null && has(actor, 'chair'),
  // P20: a delegation's leadership is spoken for by its head
  'provision.answer': (actor, { partyId }) => actor !== null && isHeadOf(actor, partyId) && isInsider(actor, partyId),
  // P20: what it still has to answer is told to its own people
  'provision.owed': (actor, { partyId }) => actor !== null && isReader(actor) && isInsider(actor, partyId),
  // P21: the secretariat proposes a fix, another of secretariat and chair confirms it (EF2), the delegations object
  'fix.propose': (actor) => actor !== null && has(actor, 'secretariat'),
  'fix.confirm': (actor, { proposedBy }) =>
    actor !== null && has(actor, 'secretariat', 'chair') && proposedBy !== null && actor.id !== proposedBy,
  'fix.withdraw': (actor) => actor !== null && has(actor, 'secretariat'),
  'fix.object': (actor) =>
    actor !== null && actor.partyId !== null && isInsider(actor, actor.partyId) && has(actor, 'head', 'drafter'),
  'fix.takeBack': (actor) => actor !== null && has(actor, 'chair'),
  // P22: PO2, PO3
  'position.set': (actor, holder) => actor !== null && maySetPosition(actor, holder),
  'position.see': (actor, { partyId, shownTo }) =>
    actor !== null && isReader(actor) && seesPosition(actor, partyId, shownTo),
  'board.see': (actor) => actor !== null && isReader(actor),
  // P22: whether its drafters may set its positions too
  'party.positions': (actor, { partyId }) => actor !== null && isHeadOf(actor, partyId) && isInsider(actor, partyId),
}
