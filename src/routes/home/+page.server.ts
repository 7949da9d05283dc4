import { can } from '#lib/domain/permissions.ts'
import { KEPT_COOKIE, keptPersons } from '#lib/domain/cookies.ts'
import { mustBeSignedIn, valueOf } from '../answer.server.ts'
import type { PageServerLoad } from './$types'

/** What waits for this person, by what they may do, and how the charter stands. */
export const load: PageServerLoad = async ({ locals, url, cookies }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const home = valueOf(await locals.app.readHome(actor, locals.charter, locals.lang))
  return {
    ...home,
    now: Date.now(),
    name: actor.name,
    isKept: keptPersons(`${KEPT_COOKIE}=${cookies.get(KEPT_COOKIE) ?? ''}`).includes(actor.id),
    mayRead: can(actor, 'article.read', { kind: 'article', status: 'draft', assignments: [] }),
  }
}
