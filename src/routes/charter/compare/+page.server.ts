import { readComparison } from '../../comparing.server.ts'
import { theCharter } from '../reading.server.ts'
import type { PageServerLoad } from './$types'

/** Two versions by number (`from`, `to`; else the last two), in one language, changed paragraphs only unless `all=1`. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const charter = await theCharter(locals)
  return { title: charter.title, comparison: await readComparison(locals, url, charter, false) }
}
