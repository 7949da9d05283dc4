import { fail } from '@sveltejs/kit'
import { mustBeSignedIn, refusedForm, valueOf } from '../answer.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const cursor = url.searchParams.get('after')
  const { items, next } = valueOf(await locals.app.listAudit(actor, { limit: 100, ...(cursor !== null && { cursor }) }))
  return { rows: items, next, isFirst: cursor === null }
}

export const actions: Actions = {
  verify: async ({ locals }) => {
    const answer = await locals.app.verifyAudit(locals.actor)
    if (!answer.ok) return refusedForm(answer, {})
    const verdict = answer.value
    return verdict.ok ? { verdict } : fail(409, { verdict })
  },
}
