/**
 * Signing in without leaving a page that holds one person's words: JSON `{person, email, password}` in, the cookie out (204).
 * Anybody else's account is refused (`other-person`) and gets no session.
 */
import { object, safeParse, string } from 'valibot'
import { problem } from '../../api/v1/respond.ts'
import { setSessionCookie } from '../../session-cookie.server.ts'
import type { RequestHandler } from './$types'

const input = object({ person: string(), email: string(), password: string() })

export const POST: RequestHandler = async ({ request, locals: { app }, cookies, url, getClientAddress }) => {
  const body = safeParse(input, await request.json().catch(() => null))
  if (!body.success) return problem({ code: 'invalid' })
  const { person, email, password } = body.output
  const signedIn = await app.signIn({ email, password }, getClientAddress())
  if (!signedIn.ok) return problem(signedIn)
  if (signedIn.value.actor.id !== person) {
    const other = await app.actorOf(signedIn.value.token)
    if (other) await app.signOut(other)
    return problem({ code: 'other-person' })
  }
  setSessionCookie(cookies, url, signedIn.value)
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}
