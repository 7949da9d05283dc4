import { redirect } from '@sveltejs/kit'
import { isLocale } from '#lib/paraglide/runtime.js'
import { DATA_COOKIE, LANGUAGE_COOKIE, THEME_COOKIE, TYPE_COOKIE, ZONE_COOKIE } from '#lib/domain/cookies.ts'
import { isDataChoice, isTimeZone, isTypeSize, THEMES } from '#lib/domain/preferences.ts'
import { returnPath } from '#lib/ui/return-path.ts'
import type { RequestHandler } from './$types'
import { formOf } from '../answer.server.ts'
import { keepChoice } from '../session-cookie.server.ts'

/** Keeps the reader's choice of language, colours and time zone, and goes back to the page it came from. */
export const POST: RequestHandler = async ({ request, cookies, url }) => {
  const form = await formOf(request)
  const keep = (name: string, value: string): void => keepChoice(cookies, url, name, value)
  const [lang, theme, zone, type, data] = ['lang', 'theme', 'zone', 'type', 'data'].map((name) => form.get(name))
  if (typeof lang === 'string' && isLocale(lang)) keep(LANGUAGE_COOKIE, lang)
  if (THEMES.some((known) => known === theme)) keep(THEME_COOKIE, String(theme))
  if (isDataChoice(data)) keep(DATA_COOKIE, data)
  if (isTypeSize(type)) keep(TYPE_COOKIE, type)
  if (typeof zone === 'string' && isTimeZone(zone)) keep(ZONE_COOKIE, zone)
  redirect(303, returnPath(form.get('back'), '/'))
}
