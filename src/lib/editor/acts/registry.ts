/** The one list of what can be done at the desk. */
import { BASIC_ACTS } from './basic.ts'
import { BRACKET_ACTS } from './brackets.ts'
import { FINDING_ACTS } from './finding.ts'
import { GOING_ACTS } from './going.ts'
import { NOTE_ACTS } from './notes.ts'
import { VIEW_ACTS } from './view.ts'
import { STRUCTURE_ACTS } from './structure.ts'
import { TERM_ACTS } from './terms.ts'
import { GROUPS, type Act } from './act.ts'

/** All acts, group by group in the order of `GROUPS`. */
export const ACTS: readonly Act[] = [
  ...BASIC_ACTS,
  ...STRUCTURE_ACTS,
  ...BRACKET_ACTS,
  ...FINDING_ACTS,
  ...GOING_ACTS,
  ...NOTE_ACTS,
  ...VIEW_ACTS,
  ...TERM_ACTS,
].sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group))
