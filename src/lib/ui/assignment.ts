/** Who is assigned to an article, in words. */
import { m } from '#lib/paraglide/messages.js'
import type { AssignmentView } from '#lib/domain/contract.ts'
import type { Assignment } from '#lib/domain/permissions.ts'

const NAMES: Record<Assignment, () => string> = {
  drafter: () => m.assigned_drafter(),
  pen_holder: () => m.assigned_pen_holder(),
  language_reviewer: () => m.role_language_reviewer(),
}

export const ASSIGNMENTS = Object.keys(NAMES) as Assignment[]

export const assignmentName = (kind: Assignment): string => NAMES[kind]()

/** Whoever is assigned: a delegation, or somebody by name. */
export const assignedName = ({ person, party }: Pick<AssignmentView, 'person' | 'party'>): string =>
  party?.name ?? person?.name ?? ''

/** A delegation by its code, or somebody of none by name. */
export interface InShort {
  name: string
  /** Its name in full. */
  title: string
  isOwn: boolean
  isPen: boolean
}

/** Named in one line before they become a count. */
export const MOST_NAMED = 6
