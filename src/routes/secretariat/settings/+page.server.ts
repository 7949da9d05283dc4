import { error, fail } from '@sveltejs/kit'
import { ATTRIBUTIONS } from '#lib/domain/attribution.ts'
import { DISCLOSURES, SHOWINGS, type Disclosure } from '#lib/domain/contract.ts'
import { can } from '#lib/domain/permissions.ts'
import { POSITION_READERS } from '#lib/domain/position.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { toldFormOf } from '../../request-key.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { Actions, PageServerLoad } from './$types'

const CHARTER = { kind: 'charter', hasPublishedVersion: true } as const

/** What a charter shows, for the secretariat to set; the chair is here for what two have to say. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const [maySet, mayConfirm] = [can(actor, 'charter.settings', CHARTER), can(actor, 'attribution.confirm', CHARTER)]
  if (!maySet && !mayConfirm) error(403, { message: 'not allowed', code: 'not-allowed' })
  const [settings, named] = await Promise.all([
    locals.app.readCharterSettings(actor, charter.id),
    locals.app.brackets.readAttribution(actor, charter.id),
  ])
  return { settings: valueOf(settings), ...valueOf(named), maySet, mayConfirm }
}

const chosen = (value: string): Disclosure | undefined => DISCLOSURES.find((one) => one === value)
const invalid = (path: string) => fail(422, { code: 'invalid' as const, retryAfter: null, paths: [path], typed: {} })

export const actions: Actions = {
  settings: async ({ locals, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    const form = await toldFormOf({ locals, url, request })
    const [presence, authorship] = [chosen(textOf(form, 'presence')), chosen(textOf(form, 'authorship'))]
    const capacities = SHOWINGS.find((one) => one === textOf(form, 'capacities'))
    const positions = POSITION_READERS.find((one) => one === textOf(form, 'positions'))
    if (!presence || !authorship) return invalid('presence')
    const set = await locals.app.setCharterSettings(locals.actor, charter.id, {
      presence,
      authorship,
      ...(capacities && { capacities }),
      ...(positions && { positions }),
    })
    return set.ok ? { done: 'settings' as const } : refusedForm(set, {})
  },
  attribution: async ({ locals, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    const form = await toldFormOf({ locals, url, request })
    const attribution = ATTRIBUTIONS.find((one) => one === textOf(form, 'attribution'))
    if (!attribution) return invalid('attribution')
    const set = await locals.app.brackets.setAttribution(locals.actor, charter.id, { attribution })
    if (!set.ok) return refusedForm(set, {})
    return { done: set.value.asked === null ? ('attribution' as const) : ('asked' as const) }
  },
}
