import type { Role } from '#lib/domain/actor.ts'
import { DELEGATION_ROLES, HOUSE_ROLES, ROLES_OF_HEADS } from '#lib/domain/people.ts'
import { can } from '#lib/domain/permissions.ts'
import type { Result } from '#lib/domain/result.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { toldFormOf } from '../../../request-key.server.ts'
import { answered, rolesIn } from '../../../people.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const [person, parties] = await Promise.all([locals.app.readPerson(actor, params.id), locals.app.listParties(actor)])
  const view = valueOf(person)
  // a head sees the people of the own delegation, with what a head may do
  const isEverybodys = can(actor, 'people.administer', { kind: 'service' })
  const given = (roles: readonly Role[], partyId: string | null): Role[] =>
    roles.filter((role) => can(actor, 'roles.give', { kind: 'roles', partyId, roles: [role] }))
  // whichever it is: those who see everybody give the same roles in each
  const delegationRoles = given(DELEGATION_ROLES, '')
  return {
    isEverybodys,
    person: view,
    parties: valueOf(parties).items.flatMap(({ code, name }) => (code === view.party?.code ? [] : [{ code, name }])),
    roles: !isEverybodys ? ROLES_OF_HEADS : view.party === null ? given(HOUSE_ROLES, null) : delegationRoles,
    delegationRoles,
    origin: url.origin,
    isOwn: view.id === actor.id,
  }
}

/** An act on this person that answers nothing. */
const acting =
  (act: string, run: (locals: App.Locals, id: string, form: FormData) => Promise<Result<unknown>>) =>
  async (event: RequestEvent) => {
    const form = await toldFormOf(event)
    return answered(act, await run(event.locals, event.params.id, form))
  }

export const actions: Actions = {
  verify: acting('verify', ({ app, actor }, id) => app.verifyPerson(actor, id)),
  suspend: acting('suspend', ({ app, actor }, id) => app.suspendPerson(actor, id, true)),
  resume: acting('resume', ({ app, actor }, id) => app.suspendPerson(actor, id, false)),
  roles: acting('roles', ({ app, actor }, id, form) => app.setPersonRoles(actor, id, rolesIn(form))),
  end: acting('end', ({ app, actor }, id) => app.endPersonMembership(actor, id)),
  move: async (event) => {
    const { app, actor } = event.locals
    const form = await toldFormOf(event)
    const [party, roles] = [textOf(form, 'party'), rolesIn(form)]
    return answered('move', await app.movePerson(actor, event.params.id, { party, roles }), { party, roles })
  },
  deactivate: acting('deactivate', ({ app, actor }, id) => app.closeAccount(actor, id, true)),
  reactivate: acting('reactivate', ({ app, actor }, id) => app.closeAccount(actor, id, false)),
  password: async (event) => {
    const { app, actor } = event.locals
    await toldFormOf(event)
    const made = await app.makePasswordLink(actor, event.params.id)
    return made.ok ? { made: made.value } : refusedForm(made, { act: 'password' })
  },
}
