import { fail } from '@sveltejs/kit'
import { LONGEST_QUERY, type FindOptions } from '#lib/domain/find.ts'
import { directionOf } from '#lib/domain/language.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { refusedForm, textOf, valueOf } from '../../answer.server.ts'
import { hatOf, hatsToEdit } from '../../hat.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf, toldFormOf } from '../../request-key.server.ts'

const OPTIONS = ['matchCase', 'wholeWords', 'looseArabic'] as const

/** What is looked for, from an address or from a form. */
function askedIn(get: (name: string) => string): { text: string; lang: string; options: FindOptions } {
  const options = Object.fromEntries(OPTIONS.map((name) => [name, get(name) === 'true']))
  return { text: get('q'), lang: get('lang'), options }
}

export const load: PageServerLoad = async ({ locals, url }) => {
  const { charter, articles } = await readWorkspace(locals, url)
  const asked = askedIn((name) => url.searchParams.get(name) ?? '')
  const lang = charter.languages.includes(asked.lang) ? asked.lang : charter.originalLanguage
  const isAsked = asked.text !== ''
  const found = isAsked
    ? await locals.app.findInCharter(locals.actor, charter.id, { ...asked.options, text: asked.text, lang })
    : null
  const isTooMuch = found !== null && !found.ok && found.code === 'invalid'
  const hits = found === null || isTooMuch ? null : valueOf(found)
  const editable = (hits?.items ?? []).flatMap(({ article, canEdit }) => (canEdit ? [article.id] : []))
  return {
    asked: { ...asked, lang },
    dir: directionOf(lang),
    languages: charter.languages,
    longest: LONGEST_QUERY,
    isTooMuch,
    hits: hits && {
      ...hits,
      items: hits.items.map((one) => ({ ...one, slug: articleSlug(one.article.number) })),
    },
    hats: await hatsToEdit(locals, charter.id, editable, lang),
    ownParty: locals.actor?.party?.name ?? null,
    labels: Object.fromEntries(articles.map(({ id, label }) => [id, label])),
  }
}

export const actions: Actions = {
  replace: async ({ locals, url, request }) => {
    const { charter } = await readWorkspace(locals, url)
    const form = await actFormOf({ locals, url, request })
    const { text, lang, options } = askedIn((name) => textOf(form, name))
    // neither is trimmed: a space may be what is meant
    const [words, by] = [form.get('q'), form.get('by')].map((value) => (typeof value === 'string' ? value : ''))
    const articles = form.getAll('article').filter((value) => typeof value === 'string')
    const typed = { by: by ?? '' }
    if (articles.length === 0)
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['articles'], typed })
    const done = await locals.app.replaceInCharter(locals.actor, charter.id, {
      ...options,
      text: words || text,
      by: typed.by,
      lang,
      articles,
      as: hatOf(form),
    })
    return done.ok ? { replaced: { ...done.value, words: words || text, by: typed.by } } : refusedForm(done, typed)
  },
  undo: async ({ locals, url, request }) => {
    const form = await toldFormOf({ locals, url, request })
    const undone = await locals.app.undoReplacement(locals.actor, textOf(form, 'replacement'))
    return undone.ok ? { undone: undone.value } : refusedForm(undone, { by: '' })
  },
}
