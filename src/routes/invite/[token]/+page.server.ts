import { redirect } from '@sveltejs/kit'
import { formOf, refusedForm, textOf } from '../../answer.server.ts'
import { greet } from '../../session-cookie.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** Looking at it spends nothing: whoever previews a link does not use it up. */
export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  setHeaders({ 'cache-control': 'private, no-store' })
  const face = await locals.app.lookAtInvitation(params.token)
  return { face: face.ok ? face.value : null, code: face.ok ? null : face.code, isSignedIn: locals.actor !== null }
}

export const actions: Actions = {
  default: async ({ locals, params, request, cookies, url, getClientAddress }) => {
    const form = await formOf(request)
    const password = form.get('password')
    // of the two forms, only that of a new account asks for a name
    const name = form.has('name') ? textOf(form, 'name') : undefined
    const accepted = await locals.app.acceptInvitation(
      { token: params.token, name, password: typeof password === 'string' ? password : '' },
      getClientAddress(),
    )
    if (!accepted.ok) return refusedForm(accepted, { name: name ?? null })
    await greet(locals, cookies, url, accepted.value)
    redirect(303, '/home')
  },
}
