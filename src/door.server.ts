/**
 * The door that pages and API share: which token a request carries, and whether a request that changes something may come from where it comes from.
 */
import type { Cookies } from '@sveltejs/kit'
import { SESSION_COOKIE } from './lib/domain/cookies.ts'

const BEARER = /^Bearer +(\S+)$/i

/** The token of a request; a bearer's own before the browser's cookie. */
export function tokenOf(
  request: Request,
  cookies: Pick<Cookies, 'get'>,
): { token: string; by: 'bearer' | 'cookie' } | null {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    const token = BEARER.exec(authorization)?.[1]
    return token === undefined ? null : { token, by: 'bearer' }
  }
  const token = cookies.get(SESSION_COOKIE)
  return token ? { token, by: 'cookie' } : null
}

const CHANGES_NOTHING = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request must be turned away because another site may have sent it (SE7).
 * A cookie travels by itself, so what it changes must say that it comes from here: `Origin`, or `Sec-Fetch-Site` where a browser
 * leaves that out. A bearer's token is sent by hand only. Without either, only another site's own word is a reason.
 */
export function isFromElsewhere(request: Request, by: 'bearer' | 'cookie' | null, ownOrigin: string): boolean {
  if (CHANGES_NOTHING.has(request.method) || by === 'bearer') return false
  const origin = request.headers.get('origin')
  if (origin !== null) return origin !== ownOrigin
  const site = request.headers.get('sec-fetch-site')
  return site === null ? by === 'cookie' : site !== 'same-origin' && site !== 'none'
}
