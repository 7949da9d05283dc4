import { redirect } from '@sveltejs/kit'
import { can } from '#lib/domain/permissions.ts'
import { SITTING_LIMITS } from '#lib/domain/sitting.ts'
import { everyItem, mustBeSignedIn, refusedForm, textOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import { hatOf, hatsIn } from '../../hat.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../request-key.server.ts'

/** The sittings of the talks, the newest first; chair and secretariat begin one here. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const sittings = await everyItem((page) => locals.app.sittings.list(actor, charter.id, page))
  return {
    sittings: sittings.toReversed(),
    hats: sittings.some(({ endedAt }) => endedAt === null)
      ? []
      : hatsIn(actor, (worn) => can(worn, 'sitting.hold', { kind: 'sitting' })),
    limits: SITTING_LIMITS,
  }
}

export const actions: Actions = {
  begin: async ({ locals, url, request }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    const form = await actFormOf({ locals, url, request })
    const typed = { title: textOf(form, 'title'), place: textOf(form, 'place') }
    const as = hatOf(form)
    const begun = await locals.app.sittings.begin(actor, charter.id, {
      ...typed,
      ...((as === 'chair' || as === 'secretariat') && { as }),
    })
    if (!begun.ok) return refusedForm(begun, typed)
    redirect(303, `/draft/sittings/${begun.value.id}`)
  },
}
