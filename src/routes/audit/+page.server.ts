import { fail } from '@sveltejs/kit'
import { mustBeSignedIn, refusedForm, valueOf } from '../answer.server.ts'
import { askedRecord, namesInEntries, recordFilter, recordNames, recordQuery } from '../record.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** The record, narrowed by `person`, `article`, `act`, and `from`, `to` on the clock of `zone`; a page of it behind `after`. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const asked = askedRecord(url, locals.zone)
  const { filter, wrong } = recordFilter(asked)
  const cursor = url.searchParams.get('after')
  const { items, next } =
    wrong.length > 0
      ? { items: [], next: null }
      : valueOf(await locals.app.listAudit(actor, { limit: 100, ...(cursor !== null && { cursor }) }, filter))
  const query = recordQuery(asked)
  return {
    rows: items,
    next,
    isFirst: cursor === null,
    asked,
    wrong,
    query: query.toString(),
    isNarrowed: Object.keys(filter).length > 0 || wrong.length > 0,
    zones: [...new Set(['UTC', ...(locals.zone === null ? [] : [locals.zone]), asked.zone])],
    ...(await recordNames(locals, actor)),
    named: await namesInEntries(locals, actor, items),
  }
}

export const actions: Actions = {
  verify: async ({ locals, url }) => {
    const actor = mustBeSignedIn(locals.actor, url)
    const answer = await locals.app.verifyAudit(actor)
    if (!answer.ok) return refusedForm(answer, {})
    const verdict = answer.value
    return verdict.ok ? { verdict } : fail(409, { verdict })
  },
}
