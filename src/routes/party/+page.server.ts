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
import { ownCode } from './own.server.ts'
import type { Actions, PageServerLoad } from './$types'

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
