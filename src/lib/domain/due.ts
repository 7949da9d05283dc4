/** When something may be due (rules DU*): an instant that nobody reads as another. */

export type DueFault = 'no-instant' | 'midnight' | 'past'

const INSTANT = /^(\d{4}-\d\d-\d\dT)(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?Z$/

/**
 * What is wrong with `at`, null where nothing is. DU1: RFC 3339 in UTC with Z, of a day and an hour that there are (no 30 February, no 24:00).
 * DU2: not midnight UTC, which some read as the beginning and some as the end of the day (practice 13, case 7). DU3: after `now`.
 * @param now RFC 3339 UTC with milliseconds
 */
export function dueFault(at: string, now: string): DueFault | null {
  const parts = INSTANT.exec(at)
  if (!parts) return 'no-instant'
  const [, day, hours, minutes, seconds = '00', ms = ''] = parts
  if (hours === '24' && minutes === '00') return 'midnight'
  const written = `${day}${hours}:${minutes}:${seconds}.${ms.padEnd(3, '0')}Z`
  const instant = Date.parse(written)
  // a day that the calendar does not have would be another one
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== written) return 'no-instant'
  if (hours === '00' && minutes === '00') return 'midnight'
  return written > now ? null : 'past'
}
