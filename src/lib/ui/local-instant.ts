/** Instants as a person types them on the clock of a zone (`2026-06-18T15:00`), and back. */

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?$/

const formats = new Map<string, Intl.DateTimeFormat>()
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const
  const made = new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23', timeZone: zone })
  if (formats.size >= 100) formats.clear()
  formats.set(zone, made)
  return made
}

/** What the clock of `zone` (IANA name) shows at an instant, to the minute. */
export function localTime(iso: string, zone: string): string {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(new Date(iso))
      .map(({ type, value }) => [type, value]),
  )
  return `${parts['year']!.padStart(4, '0')}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`
}

/**
 * The instant, RFC 3339 UTC, at which the clock of `zone` shows `local`; null where that is no time of day. Of a time that the clock shows
 * twice it is the first; of one that the clock leaps over, the instant of the leap's other side.
 */
export function instantOfLocal(local: string, zone: string): string | null {
  const match = LOCAL.exec(local)
  if (!match) return null
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number]
  const asUtc = Date.UTC(year, month - 1, day, hour, minute)
  if (new Date(asUtc).toISOString().slice(0, 16) !== local.slice(0, 16)) return null
  const offsetAt = (at: number): number => Date.parse(`${localTime(new Date(at).toISOString(), zone)}Z`) - at
  const DAY = 24 * 60 * 60 * 1000
  // a zone's offset changes at most once within a day: one of the two holds
  const guesses = [asUtc - offsetAt(asUtc - DAY), asUtc - offsetAt(asUtc + DAY)]
  const found = guesses.find((at) => localTime(new Date(at).toISOString(), zone) === local.slice(0, 16))
  return new Date(found ?? guesses[0]!).toISOString()
}
