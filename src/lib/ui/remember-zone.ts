/** A page with a script tells the others the reader's time zone, once, so that they can write instants in it. */
import { ZONE_COOKIE } from '../domain/cookies.ts'

const YEAR = 365 * 24 * 60 * 60

/** @param known the zone that the server knows already; then nothing is done: the reader may have chosen it. */
export function rememberZone(known: string | null): void {
  if (known !== null) return
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone) document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR}; samesite=lax`
}
