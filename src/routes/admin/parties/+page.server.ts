import { error, redirect } from '@sveltejs/kit'
import { can } from '#lib/domain/permissions.ts'
import { formOf, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
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
  return {
    parties: valueOf(parties).items.map((party) => ({
      code: party.code,
      name: party.name,
      region: party.region,
      ...(counts[party.code] ?? { all: 0, unverified: 0, head: null }),
    })),
    zones: Intl.supportedValuesOf('timeZone'),
  }
}

export const actions: Actions = {
  create: async ({ locals, request }) => {
    const form = await formOf(request)
    const { input, typed } = partyIn(form)
    const code = textOf(form, 'code')
    const made = await locals.app.createParty(locals.actor, { ...input, code })
    if (!made.ok) return refusedForm(made, { code, ...typed })
    redirect(303, `/admin/parties/${encodeURIComponent(made.value.code)}`)
  },
}
