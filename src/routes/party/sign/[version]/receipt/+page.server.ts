import { redirect } from '@sveltejs/kit'
import { articleLabel } from '#lib/domain/numbering.ts'
import { refusedForm, textOf, valueOf } from '../../../../answer.server.ts'
import { actFormOf } from '../../../../request-key.server.ts'
import { signableByNumber, signables } from '../../../../signing.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url, params }) => {
  const { app, actor, lang } = locals
  const { party, versions } = await signables(locals, url)
  const version = signableByNumber(versions, params.version)
  const { own } = version
  if (!own) redirect(303, `/party/sign/${version.number}`)
  const { articles } = valueOf(await app.readVersion(actor, version.id))
  const numbers = new Map(articles.map((article) => [article.id, article.number]))
  const labelled = own.articles.map((one) => ({
    ...one,
    label: articleLabel(numbers.get(one.articleId) ?? null, lang),
  }))
  return { party, version: { number: version.number, label: version.label }, signoff: { ...own, articles: labelled } }
}

export const actions: Actions = {
  withdraw: async ({ locals, url, params, request }) => {
    const { versions } = await signables(locals, url)
    const { own } = signableByNumber(versions, params.version)
    if (!own) redirect(303, '/party/sign')
    const reason = textOf(await actFormOf({ locals, url, request }), 'reason')
    const withdrawn = await locals.app.withdrawSignoff(locals.actor, own.id, { reason })
    if (!withdrawn.ok) return refusedForm(withdrawn, { reason })
    redirect(303, '/party/sign')
  },
}
