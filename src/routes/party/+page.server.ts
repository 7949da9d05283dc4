import { can } from '#lib/domain/permissions.ts'
import { formOf, mustBeSignedIn, textOf, valueOf } from '../answer.server.ts'
import {
  answered,
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
  const code = ownCode(actor)
  const { needHead } = valueOf(await locals.app.proposals.readNeedsHead(actor, code))
  return {
    ...(await delegationPage(locals, actor, code)),
    origin: url.origin,
    proposals: { needHead, may: can(actor, 'party.proposals', { kind: 'party', id: actor.partyId ?? '' }) },
  }
}

export const actions: Actions = {
  invite: (event) => inviteInto(event, ownCode(mustBeSignedIn(event.locals.actor, event.url))),
  revoke: (event) => revoke(event),
  roles: (event) => giveRoles(event),
  remove: (event) => remove(event),
  alternate: (event) => nameAlternate(event, ownCode(mustBeSignedIn(event.locals.actor, event.url))),
  dismiss: (event) => dismissAlternate(event),
  proposals: async ({ locals, url, request }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const needHead = textOf(await formOf(request), 'head') === 'yes'
    return answered('proposals', await locals.app.proposals.setNeedsHead(actor, ownCode(actor), { needHead }))
  },
}
