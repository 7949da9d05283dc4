import { redirect } from '@sveltejs/kit'
import { TAKES } from '#lib/domain/merge-settled.ts'
import { hatsToTurn } from '#lib/domain/proposal-hats.ts'
import { mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../../answer.server.ts'
import { actFormOf } from '../../../../request-key.server.ts'
import { hatOf } from '../../../../hat.server.ts'
import { readWriting } from '../../writing.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** The copy that would be accepted in the proposal's place; where there is none yet, whoever may make it is asked. */
export const load: PageServerLoad = async ({ locals, url, params }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const { id, code, texts, permissions, isHeld, ...view } = valueOf(await locals.app.proposals.read(actor, params.id))
  if (texts.some(({ kind }) => kind === 'modified'))
    return { begin: null, writing: await readWriting(locals, url, params.id, true) }
  if (!permissions.modify) redirect(303, `/draft/proposals/${encodeURIComponent(params.id)}`)
  const assigned = await locals.app.listAssignments(actor, view.articleId)
  const pens = assigned.ok ? assigned.value.items.filter(({ kind }) => kind === 'pen_holder') : []
  const holdsPen = pens.some(
    ({ person, party }) => person?.id === actor.id || (party !== null && party.code === actor.party?.code),
  )
  return { begin: { id, code, isHeld, hats: hatsToTurn(actor, 'modify', view, holdsPen) }, writing: null }
}

export const actions: Actions = {
  begin: async ({ locals, url, request, params }) => {
    const { app, actor } = locals
    mustBeSignedIn(actor, url)
    const form = await actFormOf({ locals, url, request })
    const held = TAKES.find((take) => take === textOf(form, 'held'))
    const made = await app.proposals.modify(actor, params.id, {
      as: hatOf(form),
      ...(held !== undefined && held !== 'both' && { held }),
    })
    if (!made.ok) return refusedForm(made, {})
    redirect(303, `/draft/proposals/${encodeURIComponent(params.id)}/modify`)
  },
}
