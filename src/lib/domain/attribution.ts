/**
 * Whom a charter names behind options, proposals and reservations (rules AT*; practice 6.1, 9.2, check 17). Who stands behind what is recorded whatever
 * the setting; this is what is shown of it, to everybody, secretariat and chair included. The record alone always names.
 */
export const ATTRIBUTIONS = ['full', 'group', 'none'] as const
/** `full`: by name. `group`: that a delegation does, groups by name. `none`: not at all. */
export type Attribution = (typeof ATTRIBUTIONS)[number]

/** Who is shown to stand behind something. */
export interface ShownParties {
  /** Codes. */
  parties: string[]
  /** That others do too, where only that is shown; never how many. */
  areOthers: boolean
}

/** AT1-AT3: what is shown of `codes` to somebody of delegation `own` (null: of none, or not verified), who is always told of their own. */
export function shownParties(setting: Attribution, own: string | null, codes: readonly string[]): ShownParties {
  if (setting === 'full') return { parties: [...codes], areOthers: false }
  const parties = codes.filter((code) => code === own)
  return { parties, areOthers: setting === 'group' && parties.length < codes.length }
}

/** AT4: a note on a bracket may name whom the setting does not; it is shown where all names are. */
export const showsNotes = (setting: Attribution): boolean => setting === 'full'

const RANK: Record<Attribution, number> = { none: 0, group: 1, full: 2 }

/** AT5: whether more would be shown than is shown now: that takes two (practice 9.2, four-eyes). */
export const reveals = (from: Attribution, to: Attribution): boolean => RANK[to] > RANK[from]
