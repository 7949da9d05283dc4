import { redirect } from '@sveltejs/kit'
import { SESSION_COOKIE } from '#lib/ui/cookies.ts'
import type { RequestHandler } from './$types'

/** Ends the session here and on the server. */
export const POST: RequestHandler = async ({ locals, cookies }) => {
  if (locals.actor) await locals.app.signOut(locals.actor)
  cookies.delete(SESSION_COOKIE, { path: '/' })
  redirect(303, '/')
}
