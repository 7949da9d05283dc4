/** The fields of a delegation. */
import { locales } from '#lib/paraglide/runtime.js'
import { textOf } from '../../answer.server.ts'

export function partyIn(form: FormData) {
  const names = Object.fromEntries(
    locales.flatMap((lang) => {
      const name = textOf(form, `name-${lang}`)
      return name === '' ? [] : [[lang, name]]
    }),
  )
  const typed = {
    name: textOf(form, 'name'),
    names,
    region: textOf(form, 'region'),
    contactLanguage: textOf(form, 'contact-language'),
    timeZone: textOf(form, 'zone'),
  }
  return {
    typed,
    input: {
      ...typed,
      region: typed.region || null,
      contactLanguage: typed.contactLanguage || null,
      timeZone: typed.timeZone || null,
    },
  }
}
