import { signables } from '../../signing.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { party, versions } = await signables(locals, url)
  return { party, versions }
}
