import { error, fail, redirect } from '@sveltejs/kit'
import type { VersionView } from '#lib/domain/contract.ts'
import { articleLabel, articleSlug } from '#lib/domain/numbering.ts'
import { everyItem, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import { theCharter, versionNumber } from '../../../charter/reading.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../../request-key.server.ts'

const DONE = ['cut', 'published', 'withdrawn'] as const

async function versionOf(locals: App.Locals, n: string): Promise<VersionView> {
  const charter = await theCharter(locals)
  const number = versionNumber(n)
  const versions = await everyItem((page) => locals.app.listVersions(locals.actor, charter.id, page))
  return (
    versions.find((version) => version.number === number) ??
    error(404, { message: 'no such version', code: 'not-found' })
  )
}

/** The check list of a version: before it is published, and for whoever withdraws it. */
export const load: PageServerLoad = async ({ locals, params, url }) => {
  const actor = mustBeSignedIn(locals.actor, url)
  const charter = await theCharter(locals)
  const version = await versionOf(locals, params.n)
  const checks = valueOf(await locals.app.checkVersion(actor, version.id))
  return {
    ...checks,
    articles: checks.articles.map((article) => ({
      ...article,
      slug: articleSlug(article.number),
      label: articleLabel(article.number, locals.lang),
    })),
    charterLanguages: charter.languages,
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
  }
}

export const actions: Actions = {
  publish: async ({ locals, params, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const version = await versionOf(locals, params.n)
    const form = await actFormOf({ locals, url, request })
    // typed by hand, so that nobody publishes without noticing what
    if (textOf(form, 'number') !== String(version.number))
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['number'], typed: { reason: '' } })
    const published = await locals.app.publishVersion(locals.actor, version.id)
    if (!published.ok) return refusedForm(published, { reason: '' })
    redirect(303, `/secretariat/publish/${version.number}?done=published`)
  },
  withdraw: async ({ locals, params, url, request }) => {
    mustBeSignedIn(locals.actor, url)
    const version = await versionOf(locals, params.n)
    const form = await actFormOf({ locals, url, request })
    const typed = { reason: textOf(form, 'reason') }
    const withdrawn = await locals.app.withdrawVersion(locals.actor, version.id, typed)
    if (!withdrawn.ok) return refusedForm(withdrawn, typed)
    redirect(303, `/secretariat/publish/${version.number}?done=withdrawn`)
  },
}
