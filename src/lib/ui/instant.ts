/** Instants in words: UTC first, then the reader's own zone, with weekday; hours from 00 to 23, never "midnight". */
import { localeOf } from './locale.ts'

export interface InstantWords {
  /** `Thursday 18 June 2026` in UTC. */
  date: string
  /** `12:00` in UTC. */
  time: string
  /** `15:00`, or `Friday 00:00` where the day differs there; null when the zone is UTC or not known. */
  own: string | null
}

/** Making a format costs a hundred times what using it does, and a page has hundreds of instants in a handful of formats. */
const formats = new Map<string, Intl.DateTimeFormat>()
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let format = formats.get(key)
  if (!format) {
    // a server meets readers of many zones, and as many as there are zones it may keep
    if (formats.size >= MOST_FORMATS) formats.clear()
    formats.set(key, (format = new Intl.DateTimeFormat(locale, options)))
  }
  return format
}
const MOST_FORMATS = 500

/** @param iso RFC 3339 UTC. @param lang of the interface. @param zone IANA name, or null. */
export function instantWords(iso: string, lang: string, zone: string | null): InstantWords {
  const instant = new Date(iso)
  const locale = localeOf(lang)
  const time = (timeZone: string): string =>
    formatOf(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(instant)
  const weekday = (timeZone: string): string => formatOf(locale, { weekday: 'long', timeZone }).format(instant)
  const own =
    zone === null || time(zone) === time('UTC')
      ? null
      : weekday(zone) === weekday('UTC')
        ? time(zone)
        : `${weekday(zone)} ${time(zone)}`
  return { date: dateWords(instant, lang, true), time: time('UTC'), own }
}

/** `18 June 2026`, in UTC. */
export const dayWords = (iso: string, lang: string): string => dateWords(new Date(iso), lang, false)

function dateWords(instant: Date, lang: string, hasWeekday: boolean): string {
  const part = (options: Intl.DateTimeFormatOptions, locale = localeOf(lang)): string =>
    formatOf(locale, { ...options, timeZone: 'UTC' }).format(instant)
  const day: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }
  if (lang !== 'en' && lang !== 'ar') {
    const whole = formatOf(localeOf(lang), hasWeekday ? { ...day, weekday: 'long' } : day).formatToParts(instant)
    // the first of a month is an ordinal in French, which the tables of the runtime do not know
    const isFirst = (type: string, value: string): boolean => lang === 'fr' && type === 'day' && value === '1'
    return whole.map(({ type, value }) => (isFirst(type, value) ? '1er' : value)).join('')
  }
  // Arabic has two families of month names; international texts write both.
  const month =
    lang === 'ar' ? `${part({ month: 'long' }, 'ar-LB')}/${part({ month: 'long' }, 'ar-EG')}` : part({ month: 'long' })
  const words = [part({ day: 'numeric' }), month, part({ year: 'numeric' })]
  return [...(hasWeekday ? [part({ weekday: 'long' })] : []), ...words].join(' ')
}
