import type { Cookies } from '@sveltejs/kit'
import type { SignedIn } from '#lib/domain/contract.ts'
import { SESSION_COOKIE } from '#lib/ui/cookies.ts'

/** Gives the browser its session; no script can read it. */
export function setSessionCookie(cookies: Cookies, url: URL, { token, expiresAt }: SignedIn): void {
  cookies.set(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    expires: new Date(expiresAt),
  })
}
