import { error } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import { can } from '#lib/domain/permissions.ts'
import { mustBeSignedIn } from '../answer.server.ts'
import {
  delegationPage,
  dismissAlternate,
  giveRoles,
  inviteInto,
  nameAlternate,
  remove,
  revoke,
} from '../people.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** The delegation of whoever asks; people of none, and those whose membership does not count, have no such page. */
function ownCode(actor: Actor): string {
  if (actor.party === null || !can(actor, 'party.see', { kind: 'party', id: actor.partyId ?? '' }))
    error(403, { message: 'not allowed', code: 'not-allowed' })
  return actor.party.code
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  return { ...(await delegationPage(locals, actor, ownCode(actor))), origin: url.origin }
}

export const actions: Actions = {
  invite: (event) => inviteInto(event, ownCode(mustBeSignedIn(event.locals.actor, event.url))),
  revoke: (event) => revoke(event),
  roles: (event) => giveRoles(event),
  remove: (event) => remove(event),
  alternate: (event) => nameAlternate(event, ownCode(mustBeSignedIn(event.locals.actor, event.url))),
  dismiss: (event) => dismissAlternate(event),
}
