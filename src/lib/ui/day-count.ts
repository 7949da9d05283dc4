/** How far an instant is from now, in the words of a language: "in 12 days", "tomorrow", "in 3 hours". */
const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

/** @param iso RFC 3339 UTC. @param now as `Date.now()`. @param lang of the interface; digits 0-9 in each. */
export function untilWords(iso: string, now: number, lang: string): string {
  const format = new Intl.RelativeTimeFormat(lang === 'en' ? 'en-GB' : `${lang}-u-nu-latn`, { numeric: 'auto' })
  const rest = Date.parse(iso) - now
  const hours = Math.round(rest / HOUR)
  // below two days the hours matter; a day is 24 of them, whatever the calendar says
  return Math.abs(rest) < 2 * DAY ? format.format(hours, 'hour') : format.format(Math.round(rest / DAY), 'day')
}
