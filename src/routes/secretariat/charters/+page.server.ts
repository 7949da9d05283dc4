import { error, fail, redirect } from '@sveltejs/kit'
import { OFFERED_LANGUAGES } from '#lib/domain/language.ts'
import type { Actor } from '#lib/domain/actor.ts'
import type { Fault } from '#lib/domain/result.ts'
import { can } from '#lib/domain/permissions.ts'
import { everyItem, mustBeSignedIn, refusedForm, textOf } from '../../answer.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../request-key.server.ts'

/** As the API's import (`operations.ts`). */
const MOST_BYTES = 8 * 1024 * 1024
/** Faults of a file that are listed; the rest is counted. */
const MOST_FAULTS = 100

/** Turns away before anything is read, a file above all. */
function mustMakeCharters(actor: Actor | null, url: URL): Actor {
  const person = mustBeSignedIn(actor, url)
  return can(person, 'charter.create', { kind: 'service' })
    ? person
    : error(403, { message: 'not allowed', code: 'not-allowed' })
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const actor = mustMakeCharters(locals.actor, url)
  const charters = await everyItem((page) => locals.app.listCharters(actor, page))
  const shown = await locals.app.readCharter(actor, null)
  return {
    languages: OFFERED_LANGUAGES,
    isFixed: locals.app.config.charterSlug !== null,
    charters: charters.map(({ id, slug, title, languages, hasPublishedVersion }) => ({
      id,
      slug,
      title,
      languages,
      hasPublishedVersion,
      isShown: shown.ok && shown.value.id === id,
    })),
    done: url.searchParams.get('done') === 'shown',
  }
}

const NOTHING = { title: '', slug: '', original: '', others: [] as string[] }
const faulty = (paths: string[], faults: Fault[] = [], json: string | null = null) =>
  fail(422, { code: 'invalid' as const, retryAfter: null, paths, faults, more: 0, json, typed: NOTHING })

export const actions: Actions = {
  create: async ({ locals, url, request }) => {
    mustMakeCharters(locals.actor, url)
    const form = await actFormOf({ locals, url, request })
    const typed = {
      title: textOf(form, 'title'),
      slug: textOf(form, 'slug'),
      original: textOf(form, 'original'),
      others: form.getAll('others').filter((one): one is string => typeof one === 'string'),
    }
    const made = await locals.app.createCharter(locals.actor, {
      slug: typed.slug,
      title: typed.title,
      languages: [typed.original, ...typed.others.filter((lang) => lang !== typed.original)],
    })
    if (!made.ok) {
      const refused = refusedForm(made, typed)
      return fail(refused.status, { ...refused.data, faults: [], more: 0, json: null })
    }
    redirect(303, `/secretariat/charters/${made.value.slug}`)
  },
  import: async ({ locals, url, request }) => {
    mustMakeCharters(locals.actor, url)
    // the body was read whole by then: what is larger is refused before, by its length where the browser tells it
    if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES + 64 * 1024) return faulty(['large'])
    const form = await actFormOf({ locals, url, request })
    const file = form.get('file')
    if (!(file instanceof File) || file.size === 0) return faulty(['file'])
    if (file.size > MOST_BYTES) return faulty(['large'])
    let json: unknown
    try {
      json = JSON.parse(await file.text())
    } catch (fault) {
      if (!(fault instanceof SyntaxError)) throw fault
      return faulty(['json'], [], fault.message)
    }
    const slug = textOf(form, 'slug')
    const made = await locals.app.importCharter(locals.actor, json, slug === '' ? undefined : slug)
    if (!made.ok) {
      const refused = refusedForm(made, { ...NOTHING, slug })
      const faults = made.errors ?? []
      return fail(refused.status, {
        ...refused.data,
        paths: ['import'],
        faults: faults.slice(0, MOST_FAULTS),
        more: Math.max(0, faults.length - MOST_FAULTS),
        json: null,
      })
    }
    redirect(303, `/secretariat/charters/${made.value.slug}`)
  },
  show: async ({ locals, url, request }) => {
    mustMakeCharters(locals.actor, url)
    const form = await actFormOf({ locals, url, request })
    const shown = await locals.app.showCharter(locals.actor, textOf(form, 'charter'))
    if (!shown.ok) {
      const refused = refusedForm(shown, NOTHING)
      return fail(refused.status, { ...refused.data, faults: [], more: 0, json: null })
    }
    redirect(303, '/secretariat/charters?done=shown')
  },
}
