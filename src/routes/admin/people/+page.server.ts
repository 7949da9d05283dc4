import { error } from '@sveltejs/kit'
import { nameIn } from '#lib/domain/language.ts'
import { HOUSE_ROLES } from '#lib/domain/people.ts'
import { can } from '#lib/domain/permissions.ts'
import { isFound } from '#lib/ui/fold.ts'
import { mustBeSignedIn, valueOf } from '../../answer.server.ts'
import { paged } from '../../paging.server.ts'
import { inviteInto, revoke } from '../../people.server.ts'
import type { Actions, PageServerLoad } from './$types'

const SHOWS = ['all', 'unverified', 'house', 'closed'] as const

/** Everybody with an account: whom the secretariat has yet to verify first, then by name. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  if (!can(actor, 'people.administer', { kind: 'service' })) error(403, { message: 'not allowed', code: 'not-allowed' })
  const { app } = locals
  const [people, parties, invitations] = await Promise.all([
    app.listPeople(actor),
    app.listParties(actor),
    app.listInvitations(actor, null),
  ])
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 100)
  const party = url.searchParams.get('party') ?? ''
  const show = SHOWS.find((one) => one === url.searchParams.get('show')) ?? 'all'
  const everybody = valueOf(people).items
  const waits = (one: (typeof everybody)[number]): boolean =>
    one.standing === 'unverified' && one.deactivatedAt === null
  const found = everybody.filter(
    (one) =>
      isFound(q, one.name, one.email) &&
      (party === '' || one.party?.code === party) &&
      (show === 'all' ||
        (show === 'unverified' && waits(one)) ||
        (show === 'house' && one.party === null) ||
        (show === 'closed' && one.deactivatedAt !== null)),
  )
  const named = new Map(
    valueOf(parties).items.map(({ code, name, names }) => [code, { code, name: nameIn(names, locals.lang, name) }]),
  )
  const { items, ...pages } = paged(
    found.toSorted((a, b) => Number(waits(b)) - Number(waits(a))),
    url,
  )
  return {
    people: {
      ...pages,
      items: items.map((one) => ({ ...one, party: (one.party && named.get(one.party.code)) ?? one.party })),
    },
    waiting: everybody.filter(waits).length,
    parties: [...named.values()],
    invitations: valueOf(invitations).items.filter(({ state }) => state === 'open'),
    asked: { q, party, show },
    roles: HOUSE_ROLES.filter((role) => can(actor, 'roles.give', { kind: 'roles', partyId: null, roles: [role] })),
    origin: url.origin,
  }
}

export const actions: Actions = {
  invite: (event) => inviteInto(event, null),
  revoke: (event) => revoke(event),
}
