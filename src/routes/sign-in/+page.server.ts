import { fail, redirect } from '@sveltejs/kit'
import { returnPath } from '#lib/ui/return-path.ts'
import { formOf, refusedForm, textOf } from '../answer.server.ts'
import { greet } from '../session-cookie.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ locals, url }) => {
  const next = returnPath(url.searchParams.get('next'), '/home')
  if (locals.actor) redirect(303, next)
  return { next, cameFrom: url.searchParams.has('next') }
}

export const actions: Actions = {
  default: async ({ request, locals, cookies, url, getClientAddress }) => {
    const form = await formOf(request)
    const email = textOf(form, 'email')
    const password = form.get('password')
    const typed = { email }
    if (email === '' || typeof password !== 'string' || password === '')
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['email', 'password'], typed })
    const signedIn = await locals.app.signIn({ email, password }, getClientAddress())
    if (!signedIn.ok) return refusedForm(signedIn, typed)
    await greet(locals, cookies, url, signedIn.value)
    redirect(303, returnPath(form.get('next'), '/home'))
  },
}
