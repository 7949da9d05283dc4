/** The words for roles, statuses and decisions in the reader's language. */
import { m } from '#lib/paraglide/messages.js'
import type { Role } from '#lib/domain/actor.ts'
import type { ArticleStatus } from '#lib/domain/article.ts'
import type { Decision } from '#lib/domain/contract.ts'
import type { TriageKind } from '#lib/domain/triage.ts'

export const roleName = (role: Role): string => m[`role_${role}`]()
export const statusName = (status: ArticleStatus): string => m[`status_${status}`]()
export const decisionName = (decision: Decision): string => m[`decision_${decision}`]()
export const kindName = (kind: 'reservation' | 'declaration'): string => m[`kind_${kind}`]()
export const triageKind = (kind: TriageKind): string => m[`triage_kind_${kind}`]()
