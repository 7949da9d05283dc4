import { mustBeSignedIn } from '../answer.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => ({
  person: mustBeSignedIn(locals.actor, url).id,
  isLeaving: url.searchParams.has('leaving'),
})
