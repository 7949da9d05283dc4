/** The words for roles, statuses and decisions in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import type { Party, Role } from '#lib/domain/actor.ts'
import type { ArticleStatus } from '#lib/domain/article.ts'
import type { Decision } from '#lib/domain/contract.ts'
import type { ProposalStatus } from '#lib/domain/proposal.ts'
import type { TriageKind } from '#lib/domain/triage.ts'

export const roleName = (role: Role): string => m[`role_${role}`]()
export const statusName = (status: ArticleStatus): string => m[`status_${status}`]()
export const proposalStatusName = (status: ProposalStatus): string => m[`proposal_status_${status}`]()
export const decisionName = (decision: Decision): string => m[`decision_${decision}`]()
export const kindName = (kind: 'reservation' | 'declaration'): string => m[`kind_${kind}`]()
export const triageKind = (kind: TriageKind): string => m[`triage_kind_${kind}`]()

/** `Delegation 03 · Signatory` is `Signatory` where the delegation's name stands beside it. */
export const nameWithin = (party: Party | null, name: string): string =>
  party && name.startsWith(`${party.name} · `) ? name.slice(party.name.length + 3) : name

/** A name within a sentence of the interface, whatever its script: between a first-strong isolate and its end. */
export const isolated = (name: string): string => `\u2068${name}\u2069`
