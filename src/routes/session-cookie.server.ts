import type { Cookies } from '@sveltejs/kit'
import type { SignedIn } from '#lib/domain/contract.ts'
import { isLocale } from '#lib/paraglide/runtime.js'
import { LANGUAGE_COOKIE, SESSION_COOKIE, ZONE_COOKIE } from '#lib/domain/cookies.ts'
import { isTimeZone } from '#lib/domain/preferences.ts'

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

const YEAR = 365 * 24 * 60 * 60

/** Keeps a choice of the reader in this browser. */
export function keepChoice(cookies: Cookies, url: URL, name: string, value: string): void {
  cookies.set(name, value, {
    path: '/',
    maxAge: YEAR,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    httpOnly: true,
  })
}

/** Signs a browser in, in the language and zone that the account keeps. */
export async function greet({ app }: App.Locals, cookies: Cookies, url: URL, signedIn: SignedIn): Promise<void> {
  setSessionCookie(cookies, url, signedIn)
  const account = await app.readAccount(await app.actorOf(signedIn.token))
  if (!account.ok) return
  const { language, timeZone } = account.value
  if (language !== null && isLocale(language)) keepChoice(cookies, url, LANGUAGE_COOKIE, language)
  if (timeZone !== null && isTimeZone(timeZone)) keepChoice(cookies, url, ZONE_COOKIE, timeZone)
}
