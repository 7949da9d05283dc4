import { redirect } from '@sveltejs/kit'
import { everyItem } from '../answer.server.ts'
import type { PageServerLoad } from './$types'
import { readReading, theCharter } from './reading.server.ts'

/** The latest published version; where none stands any more, the last one that was withdrawn, which says so and why. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const charter = await theCharter(locals)
  const versions = await everyItem((page) => locals.app.listVersions(locals.actor, charter.id, page))
  const published = versions.filter(({ publishedAt }) => publishedAt !== null)
  const last = published.at(-1)
  if (last && published.every(({ withdrawnAt }) => withdrawnAt !== null))
    redirect(307, `/charter/v/${last.number}${url.search}`)
  const { signoffs: _, ...reading } = await readReading(locals, null, url)
  return reading
}
