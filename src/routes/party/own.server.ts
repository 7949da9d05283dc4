/** The delegation that a page of it is about. */
import { error } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import { can } from '#lib/domain/permissions.ts'

/** The delegation of whoever asks; people of none, and those whose membership does not count, have no such page. */
export function ownCode(actor: Actor): string {
  if (actor.party === null || !can(actor, 'party.see', { kind: 'party', id: actor.partyId ?? '' }))
    error(403, { message: 'not allowed', code: 'not-allowed' })
  return actor.party.code
}
