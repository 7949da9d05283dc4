import type { PageServerLoad } from './$types'
import { readReading } from './reading.server.ts'

/** The latest published version. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { signoffs: _, ...reading } = await readReading(locals, null, url)
  return reading
}
