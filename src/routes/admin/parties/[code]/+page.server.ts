import { error } from '@sveltejs/kit'
import { can } from '#lib/domain/permissions.ts'
import { mustBeSignedIn } from '../../../answer.server.ts'
import { toldFormOf } from '../../../request-key.server.ts'
import {
  answered,
  delegationPage,
  dismissAlternate,
  giveRoles,
  inviteInto,
  nameAlternate,
  remove,
  revoke,
} from '../../../people.server.ts'
import { partyIn } from '../form.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  if (!can(actor, 'people.administer', { kind: 'service' })) error(403, { message: 'not allowed', code: 'not-allowed' })
  return {
    ...(await delegationPage(locals, actor, params.code)),
    origin: url.origin,
    zones: Intl.supportedValuesOf('timeZone'),
  }
}

export const actions: Actions = {
  invite: (event) => inviteInto(event, event.params.code),
  revoke: (event) => revoke(event),
  roles: (event) => giveRoles(event),
  remove: (event) => remove(event),
  alternate: (event) => nameAlternate(event, event.params.code),
  dismiss: (event) => dismissAlternate(event),
  rename: async ({ locals, url, request, params }) => {
    const { input, typed } = partyIn(await toldFormOf({ locals, url, request }))
    return answered('rename', await locals.app.setParty(locals.actor, params.code, input), { party: typed })
  },
}
