import { redirect } from '@sveltejs/kit'
import { KEPT_COOKIE, keptPersons, SESSION_COOKIE } from '#lib/domain/cookies.ts'
import { formOf, textOf } from '../answer.server.ts'
import type { RequestHandler } from './$types'

/**
 * Ends the session here and on the server. Where this browser says that it keeps unsent words of this person (docs/device.md), they are
 * shown first; `delete=yes` is the answer to that.
 */
export const POST: RequestHandler = async ({ locals: { app, actor }, cookies, request, setHeaders }) => {
  const persons = keptPersons(`${KEPT_COOKIE}=${cookies.get(KEPT_COOKIE) ?? ''}`)
  if (actor && persons.includes(actor.id)) {
    const isDeleted = textOf(await formOf(request), 'delete') === 'yes'
    if (!isDeleted) redirect(303, '/kept?leaving')
    // the page's own script deletes them too; this holds where it does not run. Others' words on this device stay.
    if (persons.length === 1) {
      setHeaders({ 'Clear-Site-Data': '"storage"' })
      cookies.delete(KEPT_COOKIE, { path: '/', httpOnly: false })
    }
  }
  if (actor) await app.signOut(actor)
  cookies.delete(SESSION_COOKIE, { path: '/' })
  redirect(303, '/')
}
