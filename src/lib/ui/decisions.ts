/** How decisions are told: what was done, and where it was decided. */
import type { Venue } from '#lib/domain/contract-brackets.ts'
import { m } from '#lib/paraglide/messages.js'

const ACTS: Record<string, () => string> = {
  keep: m.decided_keep,
  delete: m.decided_delete,
  choose: m.decided_choose,
  replace: m.decided_replace,
  merge: m.decided_merge,
  split: m.decided_split,
  widen: m.decided_widen,
  accept: m.decided_accept,
  accept_modified: m.decided_accept_modified,
  undo: m.decided_undo,
  bracket: m.decided_bracket,
  take_in: m.decided_take_in,
}
const VENUES: Record<Venue, () => string> = {
  meeting: m.brackets_venue_meeting,
  silence: m.brackets_venue_silence,
  written: m.brackets_venue_written,
}

/** What was done; an act that these pages have no words for by its own name. */
export const decisionWords = (act: string): string => ACTS[act]?.() ?? act
export const venueName = (venue: Venue): string => VENUES[venue]()
