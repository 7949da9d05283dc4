/** How a language of the interface writes numbers and lists. */

/** The locale to format in: British order of days, and digits 0-9 in every language, as in the numbers of articles. */
export const localeOf = (lang: string): string => (lang === 'en' ? 'en-GB' : `${lang}-u-nu-latn`)

const numbers = new Map<string, Intl.NumberFormat>()
const lists = new Map<string, Intl.ListFormat>()

/** `12,345`, `12 345` or `12.345`. Not for numbers that are names: versions, articles, entries. */
export function numberWords(n: number, lang: string): string {
  let format = numbers.get(lang)
  if (!format) numbers.set(lang, (format = new Intl.NumberFormat(localeOf(lang))))
  return format.format(n)
}

/** `A, B and C` as `lang` joins them; empty for nothing. */
export function listWords(items: readonly string[], lang: string): string {
  let format = lists.get(lang)
  if (!format) lists.set(lang, (format = new Intl.ListFormat(localeOf(lang), { type: 'conjunction' })))
  return format.format(items)
}
