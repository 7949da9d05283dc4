import { redirect } from '@sveltejs/kit'
import { formOf, refusedForm } from '../../answer.server.ts'
import { greet } from '../../session-cookie.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** Looking at it spends nothing. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-store' })
  const face = await locals.app.lookAtPasswordLink(params.token)
  return { face: face.ok ? face.value : null, code: face.ok ? null : face.code }
}

export const actions: Actions = {
  default: async ({ locals, params, request, cookies, url }) => {
    const form = await formOf(request)
    const password = form.get('password')
    const set = await locals.app.resetPassword({
      token: params.token,
      password: typeof password === 'string' ? password : '',
    })
    if (!set.ok) return refusedForm(set, {})
    await greet(locals, cookies, url, set.value)
    redirect(303, '/home')
  },
}
