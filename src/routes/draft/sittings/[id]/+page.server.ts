import { redirect } from '@sveltejs/kit'
import { can } from '#lib/domain/permissions.ts'
import { mustBeSignedIn, refusedForm, valueOf } from '../../../answer.server.ts'
import { actFormOf } from '../../../request-key.server.ts'
import { hatOf, hatsIn } from '../../../hat.server.ts'
import { slugsOf } from '../../compiled.server.ts'
import { readWorkspace } from '../../working.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** A sitting of the talks: when, where, in whose chair, and what was agreed in it with times. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const sitting = valueOf(await locals.app.sittings.read(actor, params.id, locals.lang))
  const { articles } = await readWorkspace(locals, url)
  return {
    sitting,
    slugs: slugsOf(articles),
    hats: sitting.permissions.hold ? hatsIn(actor, (worn) => can(worn, 'sitting.hold', { kind: 'sitting' })) : [],
  }
}

export const actions: Actions = {
  end: async ({ locals, url, request, params }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const ended = await locals.app.sittings.end(actor, params.id, {
      as: hatOf(await actFormOf({ locals, url, request })),
    })
    if (!ended.ok) return refusedForm(ended, {})
    redirect(303, url.pathname)
  },
}
