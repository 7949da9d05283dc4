/** Languages of texts: direction and the facts of typography that rules need. */

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'prs', 'he', 'ur', 'ps', 'ckb', 'dv', 'yi', 'sd', 'ug'])

export const directionOf = (lang: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.has(lang.split('-')[0]!) ? 'rtl' : 'ltr')

/** Arabic script has no italics (practice 10.4). */
export const hasItalic = (lang: string): boolean => directionOf(lang) === 'ltr'

/** BCP 47, as short as texts need it: `en`, `prs`, `kk-Cyrl`, `pt-BR`. */
export const isLanguageTag = (lang: string): boolean => /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.test(lang)

/** The languages of texts that the secretariat is offered first; others are there by import and by the API. */
export const OFFERED_LANGUAGES: readonly string[] =
  'en fr es ar ru zh pt de fa sw tr uk ur hi bn id it ja ko nl pl'.split(' ')

/** What somebody is called in `lang`, else the name that is theirs everywhere. @param names language -> name */
export const nameIn = (names: Readonly<Record<string, string>>, lang: string, name: string): string =>
  Object.hasOwn(names, lang) ? names[lang]! : name

/** The languages of the interface; the first where a reader asks for none of them. */
export const INTERFACE_LANGUAGES = ['en', 'fr', 'es', 'ar', 'ru'] as const

/** The language of the interface for the languages that a browser says its reader likes (`Accept-Language`). */
export function interfaceLanguage(accepted: string): (typeof INTERFACE_LANGUAGES)[number] {
  const liked = accepted
    .split(',')
    .map((one) => {
      const [tag = '', weight = '1'] = one.trim().split(';q=')
      return { tag: tag.toLowerCase(), weight: Number(weight) }
    })
    .sort((a, b) => b.weight - a.weight)
  for (const { tag } of liked) {
    const found = INTERFACE_LANGUAGES.find((lang) => lang === tag || lang === tag.split('-')[0])
    if (found) return found
  }
  return INTERFACE_LANGUAGES[0]
}
