import { mustBeSignedIn } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import { readComparison } from '../../comparing.server.ts'
import type { PageServerLoad } from './$types'

/** Versions and the working text, now or at an instant, for readers of working texts; else as the public comparison. */
export const load: PageServerLoad = async ({ locals, url }) => {
  mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  return { title: charter.title, comparison: await readComparison(locals, url, charter, true) }
}
