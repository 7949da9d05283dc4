import type { Role } from '#lib/domain/actor.ts'
import { DELEGATION_ROLES, HOUSE_ROLES, ROLES_OF_HEADS } from '#lib/domain/people.ts'
import { can } from '#lib/domain/permissions.ts'
import { formOf, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { answered, rolesIn } from '../../../people.server.ts'
import type { Actions, PageServerLoad } from './$types'

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

export const actions: Actions = {
  verify: async ({ locals: { app, actor }, params }) => answered('verify', await app.verifyPerson(actor, params.id)),
  suspend: async ({ locals: { app, actor }, params }) =>
    answered('suspend', await app.suspendPerson(actor, params.id, true)),
  resume: async ({ locals: { app, actor }, params }) =>
    answered('resume', await app.suspendPerson(actor, params.id, false)),
  roles: async ({ locals: { app, actor }, params, request }) =>
    answered('roles', await app.setPersonRoles(actor, params.id, rolesIn(await formOf(request)))),
  end: async ({ locals: { app, actor }, params }) => answered('end', await app.endPersonMembership(actor, params.id)),
  move: async ({ locals: { app, actor }, params, request }) => {
    const form = await formOf(request)
    const [party, roles] = [textOf(form, 'party'), rolesIn(form)]
    return answered('move', await app.movePerson(actor, params.id, { party, roles }), { party, roles })
  },
  deactivate: async ({ locals: { app, actor }, params }) =>
    answered('deactivate', await app.closeAccount(actor, params.id, true)),
  reactivate: async ({ locals: { app, actor }, params }) =>
    answered('reactivate', await app.closeAccount(actor, params.id, false)),
  password: async ({ locals: { app, actor }, params }) => {
    const made = await app.makePasswordLink(actor, params.id)
    return made.ok ? { made: made.value } : refusedForm(made, { act: 'password' })
  },
}
