import { error, fail } from '@sveltejs/kit'
import { articleSlug } from '#lib/domain/numbering.ts'
import { everyItem, formOf, refusedForm, textOf } from '../../answer.server.ts'
import { readWorkspace } from '../../draft/working.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  if (!charter.permissions.cutVersion) error(403, { message: 'not allowed', code: 'not-allowed' })
  const versions = await versionsOf(locals, charter.id)
  return {
    versions: versions.sort((a, b) => b.number - a.number),
    nextNumber: nextOf(versions),
    languages: charter.languages,
    checks: articles.map(({ id, number, label, heading, status, openBrackets, documents }) => ({
      id,
      slug: articleSlug(number),
      label,
      heading,
      status,
      openBrackets,
      missing: charter.languages.filter((lang) => !documents.some((document) => document.lang === lang)),
    })),
  }
}

const versionsOf = ({ app, actor }: App.Locals, charterId: string) =>
  everyItem((page) => app.listVersions(actor, charterId, page))
const nextOf = (versions: { number: number }[]): number => Math.max(0, ...versions.map(({ number }) => number)) + 1

const NOTHING_TYPED = { label: '', notes: '', publish: true }

export const actions: Actions = {
  cut: async ({ locals, url, request }) => {
    const { charter } = await readWorkspace(locals, url)
    const form = await formOf(request)
    const typed = {
      label: textOf(form, 'label'),
      notes: textOf(form, 'notes'),
      publish: textOf(form, 'publish') !== 'no',
    }
    // Typed by hand, so that nobody publishes without noticing what; another version meanwhile makes it wrong too.
    if (textOf(form, 'number') !== String(nextOf(await versionsOf(locals, charter.id))))
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['number'], typed })
    if (typed.label === '') return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['label'], typed })
    const cut = await locals.app.cutVersion(locals.actor, charter.id, typed)
    if (!cut.ok) return refusedForm(cut, typed)
    return { done: 'cut' as const, number: cut.value.number, isPublished: cut.value.publishedAt !== null }
  },
  publish: async ({ locals, request }) => {
    const form = await formOf(request)
    const published = await locals.app.publishVersion(locals.actor, textOf(form, 'version'))
    if (!published.ok) return refusedForm(published, NOTHING_TYPED)
    return { done: 'cut' as const, number: published.value.number, isPublished: true }
  },
  withdraw: async ({ locals, request }) => {
    const form = await formOf(request)
    const withdrawn = await locals.app.withdrawVersion(locals.actor, textOf(form, 'version'), {
      reason: textOf(form, 'reason'),
    })
    if (!withdrawn.ok) return refusedForm(withdrawn, NOTHING_TYPED)
    return { done: 'withdrawn' as const, number: withdrawn.value.number, isPublished: false }
  },
}
