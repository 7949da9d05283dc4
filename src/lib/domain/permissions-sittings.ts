/** Policy of sittings (rule P40): part of the one table (permissions.ts). */
import type { Actor } from './actor.ts'
import { has, isReader } from './permission-terms.ts'

interface SittingSubject {
  kind: 'sitting'
}

export interface SittingActions {
  'sitting.see': SittingSubject
  /** Begins it, ends it, moves the room. */
  'sitting.hold': SittingSubject
}

export const SITTING_RULES: {
  [A in keyof SittingActions]: (actor: Actor | null, subject: SittingActions[A]) => boolean
} = {
  'sitting.see': (actor) => actor !== null && isReader(actor),
  'sitting.hold': (actor) => actor !== null && has(actor, 'chair', 'secretariat'),
}
