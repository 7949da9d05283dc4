import { error } from '@sveltejs/kit'
import { readRegister } from '../../register.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, params }) => {
  const { entries } = await readRegister(locals)
  const own = entries
    .filter((entry) => entry.party.code === params.party)
    .sort((a, b) => (a.signedAt < b.signedAt ? 1 : -1))
  const [first] = own
  if (!first) error(404, { message: 'no signature of this party', code: 'not-found' })
  return { party: { code: first.party.code, name: first.partyName }, entries: own }
}
