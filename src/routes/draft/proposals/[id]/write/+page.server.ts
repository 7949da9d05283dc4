import { fail, redirect } from '@sveltejs/kit'
import type { ProposalView } from '#lib/domain/contract-proposals.ts'
import { TAKES } from '#lib/domain/merge-settled.ts'
import type { Result } from '#lib/domain/result.ts'
import { formOf, mustBeSignedIn, refusedForm, textOf } from '../../../../answer.server.ts'
import { actFormOf } from '../../../../request-key.server.ts'
import { hatOf } from '../../../../hat.server.ts'
import { readWriting } from '../../writing.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async ({ locals, url, params }) => ({
  ...(await readWriting(locals, url, params.id, false)),
  isSaved: url.searchParams.get('done') === 'rationale',
})

/** An act, and back to the page in the same language. */
async function act(
  event: RequestEvent,
  about: string,
  run: (form: FormData) => Promise<Result<ProposalView> | null>,
  done: Record<string, string> = {},
) {
  const { locals, url, request, params } = event
  mustBeSignedIn(locals.actor, url)
  const form = await actFormOf({ locals, url, request })
  const typed = { about, rationale: textOf(form, 'rationale') }
  const did = await run(form)
  if (did === null) return fail(422, { code: 'invalid' as const, retryAfter: null, paths: [about], typed })
  if (!did.ok) return refusedForm(did, typed)
  const query = new URLSearchParams(done)
  const lang = done['lang'] ?? url.searchParams.get('lang')
  if (lang !== null) query.set('lang', lang)
  redirect(303, `/draft/proposals/${params.id}/write${query.size > 0 ? `?${query.toString()}` : ''}#${about}`)
}

export const actions: Actions = {
  rationale: (event) =>
    act(
      event,
      'rationale',
      (form) => {
        const rev = textOf(form, 'rev')
        return event.locals.app.proposals.edit(event.locals.actor, event.params.id, {
          rationale: textOf(form, 'rationale'),
          as: hatOf(form),
          ...(/^\d{1,9}$/.test(rev) && { rev: Number(rev) }),
        })
      },
      { done: 'rationale' },
    ),
  language: async (event) => {
    const form = await formOf(event.request.clone())
    const lang = textOf(form, 'lang')
    return act(
      event,
      'languages',
      () => event.locals.app.proposals.addText(event.locals.actor, event.params.id, { lang }),
      { lang },
    )
  },
  settle: (event) =>
    act(event, 'held', async (form) => {
      const { app, actor } = event.locals
      const { id } = event.params
      const take = TAKES.find((one) => one === textOf(form, 'take'))
      if (take !== undefined)
        return app.proposals.settleHeld(actor, id, { lang: textOf(form, 'lang'), block: textOf(form, 'block'), take })
      const read = await app.proposals.read(actor, id)
      return read.ok ? null : read
    }),
  ask: (event) =>
    act(event, 'submit', (form) =>
      event.locals.app.proposals.askApproval(event.locals.actor, event.params.id, { as: hatOf(form) }),
    ),
  submit: (event) =>
    act(event, 'submit', (form) =>
      event.locals.app.proposals.submit(event.locals.actor, event.params.id, { as: hatOf(form) }),
    ),
}
