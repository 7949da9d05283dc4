import { mustBeSignedIn } from '../answer.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => {
  const { name, email, party, roles } = mustBeSignedIn(locals.actor, url)
  return { person: { name, email, party, roles }, zones: Intl.supportedValuesOf('timeZone') }
}
