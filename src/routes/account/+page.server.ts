import { fail } from '@sveltejs/kit'
import { isCapacity } from '#lib/domain/people.ts'
import { isLocale } from '#lib/paraglide/runtime.js'
import { isTimeZone, THEMES } from '#lib/domain/preferences.ts'
import { LANGUAGE_COOKIE, THEME_COOKIE, ZONE_COOKIE } from '#lib/domain/cookies.ts'
import { formOf, mustBeSignedIn, refusedForm, textOf, valueOf } from '../answer.server.ts'
import { toldFormOf } from '../request-key.server.ts'
import { keepChoice } from '../session-cookie.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const [account, sessions] = await Promise.all([locals.app.readAccount(actor), locals.app.listSessions(actor)])
  return {
    account: valueOf(account),
    sessions: valueOf(sessions).items,
    zones: Intl.supportedValuesOf('timeZone'),
  }
}

export const actions: Actions = {
  person: async ({ locals, request, url }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const form = await toldFormOf({ locals, url, request })
    const [name, capacity, officialTies] = ['name', 'capacity', 'ties'].map((field) => textOf(form, field)) as [
      string,
      string,
      string,
    ]
    const set = await locals.app.setAccount(actor, {
      name,
      capacity: isCapacity(capacity) ? capacity : null,
      officialTies: officialTies === '' ? null : officialTies,
    })
    return set.ok ? { done: 'person' } : refusedForm(set, { act: 'person', name, capacity, officialTies })
  },
  choices: async ({ locals, request, cookies, url }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const form = await formOf(request)
    const [lang, zone, theme] = [textOf(form, 'lang'), textOf(form, 'zone'), textOf(form, 'theme')]
    if (!isLocale(lang) || !isTimeZone(zone) || !THEMES.some((known) => known === theme))
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: [], typed: { act: 'choices' } })
    const set = await locals.app.setAccount(actor, { language: lang, timeZone: zone })
    if (!set.ok) return refusedForm(set, { act: 'choices' })
    keepChoice(cookies, url, LANGUAGE_COOKIE, lang)
    keepChoice(cookies, url, ZONE_COOKIE, zone)
    keepChoice(cookies, url, THEME_COOKIE, theme)
    return { done: 'choices' }
  },
  password: async ({ locals, request, url }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const form = await formOf(request)
    const [old, next] = [form.get('old'), form.get('new')]
    const changed = await locals.app.changePassword(actor, {
      old: typeof old === 'string' ? old : '',
      new: typeof next === 'string' ? next : '',
    })
    return changed.ok ? { done: 'password' } : refusedForm(changed, { act: 'password' })
  },
  session: async ({ locals, request, url }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const ended = await locals.app.endSession(actor, textOf(await formOf(request), 'session'))
    return ended.ok ? { done: 'session' } : refusedForm(ended, { act: 'session' })
  },
  others: async ({ locals, url }) => {
    const ended = await locals.app.endOtherSessions(mustBeSignedIn(locals.actor, url))
    return ended.ok ? { done: 'others' } : refusedForm(ended, { act: 'others' })
  },
}
