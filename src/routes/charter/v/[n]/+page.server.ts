import { readReading, versionNumber } from '../../reading.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { signoffs: _, ...reading } = await readReading(locals, versionNumber(params.n), url)
  return reading
}
