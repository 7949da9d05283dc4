import { error, fail } from '@sveltejs/kit'
import { DISCLOSURES, SHOWINGS, type Disclosure } from '#lib/domain/contract.ts'
import { can } from '#lib/domain/permissions.ts'
import { formOf, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  if (!can(actor, 'charter.settings', { kind: 'charter', hasPublishedVersion: true }))
    error(403, { message: 'not allowed', code: 'not-allowed' })
  return { settings: valueOf(await locals.app.readCharterSettings(actor, charter.id)) }
}

const chosen = (value: string): Disclosure | undefined => DISCLOSURES.find((one) => one === value)

export const actions: Actions = {
  default: async ({ locals, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    const form = await formOf(request)
    const [presence, authorship] = [chosen(textOf(form, 'presence')), chosen(textOf(form, 'authorship'))]
    const capacities = SHOWINGS.find((one) => one === textOf(form, 'capacities'))
    if (!presence || !authorship)
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['presence'], typed: {} })
    const set = await locals.app.setCharterSettings(locals.actor, charter.id, {
      presence,
      authorship,
      ...(capacities && { capacities }),
    })
    return set.ok ? { done: true as const } : refusedForm(set, {})
  },
}
