/** The words for roles, statuses and decisions in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import { getLocale } from '#lib/paraglide/runtime.js'
import type { Party, Role } from '#lib/domain/actor.ts'
import type { PartStatus } from '#lib/domain/article.ts'
import type { StandingView } from '#lib/domain/contract-brackets.ts'
import type { Decision } from '#lib/domain/contract.ts'
import type { Hat } from '#lib/domain/hat.ts'
import type { Stand } from '#lib/domain/position.ts'
import type { ProposalAct, ProposalStatus } from '#lib/domain/proposal.ts'
import type { TriageKind } from '#lib/domain/triage.ts'
import { listWords } from './locale.ts'

export const roleName = (role: Role): string => m[`role_${role}`]()
export const statusName = (status: PartStatus): string => m[`status_${status}`]()
/** The letters of an agreed text, the same in every language; empty where it is not agreed. */
export const agreedLetters = (status: PartStatus): string =>
  ({ agreed_in_group: 'AG', agreed_ad_referendum: 'AR', agreed: 'A', draft: '', under_discussion: '', deleted: '' })[
    status
  ]
/** Who stands somewhere; `others`, where there are some that nobody names. */
export const standingWords = ({ parties, areOthers }: StandingView): string =>
  listWords(
    [
      ...parties
        .map(({ name }) => name)
        .sort((a, b) => a.localeCompare(b, getLocale()))
        .map(isolated),
      ...(areOthers ? [m.brackets_others()] : []),
    ],
    getLocale(),
  )
/** What a capacity is called; `party`: the name of the delegation that is acted for, where it is told. */
export const hatName = (hat: Hat, party: string = m.agreeing_as_party()): string =>
  hat === 'party'
    ? party
    : { chair: m.role_chair, secretariat: m.role_secretariat, pen_holder: m.assigned_pen_holder }[hat]()
export const standName = (stand: Stand): string => m[`stand_${stand}`]()
export const proposalStatusName = (status: ProposalStatus): string => m[`proposal_status_${status}`]()
export const proposalEventName = (act: ProposalAct): string => m[`proposal_event_${act}`]()
export const decisionName = (decision: Decision): string => m[`decision_${decision}`]()
export const kindName = (kind: 'reservation' | 'declaration'): string => m[`kind_${kind}`]()
export const triageKind = (kind: TriageKind): string => m[`triage_kind_${kind}`]()

/** `Delegation 03 · Signatory` is `Signatory` where the delegation's name stands beside it. */
export const nameWithin = (party: Party | null, name: string): string =>
  party && name.startsWith(`${party.name} · `) ? name.slice(party.name.length + 3) : name

/** A name within a sentence of the interface, whatever its script: between a first-strong isolate and its end. */
export const isolated = (name: string): string => `\u2068${name}\u2069`
