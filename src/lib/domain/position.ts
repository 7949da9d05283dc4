/** Where a delegation stands on an article or a paragraph (rules PO*; practice 7): said by its head or whom the head lets, each change kept. */
import type { Actor } from './actor.ts'
import { has, isHeadOf, isInsider } from './permission-terms.ts'

/** PO1: one of these; `none`: it has not said, or takes back what it said. */
export const STANDS = [
  'none',
  'can_accept',
  'can_accept_ad_referendum',
  'reserves',
  'objects',
  'awaiting_instructions',
] as const
export type Stand = (typeof STANDS)[number]

/** To whom positions are shown beside their own delegation, secretariat and chair. */
export const POSITION_READERS = ['chair', 'all'] as const
export type PositionReaders = (typeof POSITION_READERS)[number]

/** Longest note beside a position, in UTF-16 units. */
export const LONGEST_NOTE = 2_000

/** A delegation that may take positions. `needsHead`: its head alone does. */
export interface PositionHolder {
  partyId: string
  needsHead: boolean
}

/** PO2: who says it: the head or their alternate, and the delegation's drafters where the head leaves it to them. */
export const maySetPosition = (actor: Actor, { partyId, needsHead }: PositionHolder): boolean =>
  isInsider(actor, partyId) && (isHeadOf(actor, partyId) || (!needsHead && has(actor, 'drafter')))

/** PO3: the delegation itself, the secretariat and the chair see a position with its note. */
export const seesNote = (actor: Actor, partyId: string): boolean =>
  isInsider(actor, partyId) || has(actor, 'secretariat', 'chair')

/** PO3: other readers see positions where the charter shows them, never their notes. */
export const seesPosition = (actor: Actor, partyId: string, shownTo: PositionReaders): boolean =>
  seesNote(actor, partyId) || shownTo === 'all'

/** One position in a history. */
export interface Said {
  partyId: string
  /** '': the article as a whole. */
  blockId: string
  stand: Stand
}

/** PO4: of a history, oldest first, the last word of each delegation on each provision; those who stand nowhere are left out. */
export function standing<S extends Said>(history: readonly S[]): S[] {
  const last = new Map<string, S>()
  for (const said of history) last.set(`${said.blockId}\n${said.partyId}`, said)
  return [...last.values()].filter(({ stand }) => stand !== 'none')
}
