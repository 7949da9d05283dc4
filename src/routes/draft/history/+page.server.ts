import { everyItem, mustBeSignedIn } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { PageServerLoad } from './$types'

/** Every version that this person may see, newest first. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const versions = await everyItem((page) => locals.app.listVersions(actor, charter.id, page))
  return { versions: versions.sort((a, b) => b.number - a.number) }
}
