import { error, fail, redirect } from '@sveltejs/kit'
import { everyItem, mustBeSignedIn, refusedForm, textOf } from '../../answer.server.ts'
import { theCharter } from '../../charter/reading.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../request-key.server.ts'

/** Cutting: the first of the two steps. Each version that is cut waits with its check list at `publish/[n]`. */
export const load: PageServerLoad = async ({ locals, url }) => {
  mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  if (!charter.permissions.cutVersion) error(403, { message: 'not allowed', code: 'not-allowed' })
  const versions = await versionsOf(locals, charter.id)
  return {
    title: charter.title,
    versions: versions.sort((a, b) => b.number - a.number),
    nextNumber: nextOf(versions),
  }
}

const versionsOf = ({ app, actor }: App.Locals, charterId: string) =>
  everyItem((page) => app.listVersions(actor, charterId, page))
const nextOf = (versions: { number: number }[]): number => Math.max(0, ...versions.map(({ number }) => number)) + 1

export const actions: Actions = {
  cut: async ({ locals, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const charter = await theCharter(locals)
    if (!charter.permissions.cutVersion) error(403, { message: 'not allowed', code: 'not-allowed' })
    const form = await actFormOf({ locals, url, request })
    const typed = { label: textOf(form, 'label'), notes: textOf(form, 'notes'), renumber: form.has('renumber') }
    if (typed.label === '') return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['label'], typed })
    const cut = await locals.app.cutVersion(locals.actor, charter.id, { ...typed, publish: false })
    if (!cut.ok) return refusedForm(cut, typed)
    redirect(303, `/secretariat/publish/${cut.value.number}?done=cut`)
  },
}
