import type { PageServerLoad } from './$types'
import { readReading } from './reading.server.ts'

/** The latest published version. */
export const load: PageServerLoad = ({ locals, url }) => readReading(locals, null, url.searchParams.get('lang'))
