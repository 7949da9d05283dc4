import { error, redirect } from '@sveltejs/kit'
import { nameIn } from '#lib/domain/language.ts'
import { can } from '#lib/domain/permissions.ts'
import { isFound } from '#lib/ui/fold.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { actFormOf } from '../../request-key.server.ts'
import { paged } from '../../paging.server.ts'
import { partyIn } from './form.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  if (!can(actor, 'people.administer', { kind: 'service' })) error(403, { message: 'not allowed', code: 'not-allowed' })
  const [parties, people] = await Promise.all([locals.app.listParties(actor), locals.app.listPeople(actor)])
  const counts: Record<string, { all: number; unverified: number; head: string | null }> = {}
  for (const person of valueOf(people).items) {
    if (person.party === null || person.deactivatedAt !== null) continue
    const count = (counts[person.party.code] ??= { all: 0, unverified: 0, head: null })
    count.all++
    if (person.standing === 'unverified') count.unverified++
    if (person.roles.includes('head')) count.head = person.name
  }
  const q = (url.searchParams.get('q') ?? '').trim().slice(0, 100)
  const all = valueOf(parties).items.map(({ code, name, names, region }) => ({
    ...{ code, name, names, region },
    ...(counts[code] ?? { all: 0, unverified: 0, head: null }),
  }))
  const found = all.filter((one) => isFound(q, one.code, one.name, one.region, one.head, ...Object.values(one.names)))
  const { items, ...pages } = paged(found, url)
  return {
    q,
    hasAny: all.length > 0,
    parties: items.map(({ code, name, names, all: people, unverified, head }) => ({
      code,
      name: nameIn(names, locals.lang, name),
      all: people,
      unverified,
      head,
    })),
    pages,
    zones: Intl.supportedValuesOf('timeZone'),
  }
}

export const actions: Actions = {
  create: async ({ locals, url, request }) => {
    const form = await actFormOf({ locals, url, request })
    const { input, typed } = partyIn(form)
    const code = textOf(form, 'code')
    const made = await locals.app.createParty(locals.actor, { ...input, code })
    if (!made.ok) return refusedForm(made, { code, ...typed })
    redirect(303, `/admin/parties/${encodeURIComponent(made.value.code)}`)
  },
}
