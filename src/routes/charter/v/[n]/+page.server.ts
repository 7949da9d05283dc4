import { readReading, versionNumber } from '../../reading.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, params, url }) =>
  readReading(locals, versionNumber(params.n), url.searchParams.get('lang'))
