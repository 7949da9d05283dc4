import { error, fail, redirect } from '@sveltejs/kit'
import { OFFERED_LANGUAGES } from '#lib/domain/language.ts'
import type { ArticleView, CharterView } from '#lib/domain/contract.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import type { Result } from '#lib/domain/result.ts'
import { everyItem, mustBeSignedIn, refusedForm, textOf, valueOf } from '../../../answer.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { actFormOf } from '../../../request-key.server.ts'

const DONE = ['saved', 'added', 'placed', 'removed', 'marked', 'reinstated', 'language'] as const
type Done = (typeof DONE)[number]

async function charterOf(locals: App.Locals, slug: string, url: URL): Promise<CharterView> {
  mustBeSignedIn(locals.actor, url)
  const charter = valueOf(await locals.app.readCharter(locals.actor, slug))
  if (!charter.permissions.edit) error(403, { message: 'not allowed', code: 'not-allowed' })
  return charter
}
const articlesOf = (locals: App.Locals, charter: CharterView): Promise<ArticleView[]> =>
  everyItem((page) => locals.app.listArticles(locals.actor, charter.id, locals.lang, page))

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const charter = await charterOf(locals, params.slug, url)
  const { actor } = locals
  const shown = await locals.app.readCharter(actor, null)
  return {
    charter,
    isShown: shown.ok && shown.value.id === charter.id,
    articles: (await articlesOf(locals, charter)).map(
      ({ id, kind, number, label, heading, status, documents, deletedAt, deletedReason }) => ({
        id,
        slug: articleSlug(number),
        kind,
        label,
        heading,
        status,
        languages: documents.map(({ lang }) => lang),
        deletedAt,
        deletedReason,
      }),
    ),
    drafters: valueOf(await locals.app.readDrafters(actor, charter.id)),
    languages: OFFERED_LANGUAGES.filter((lang) => !charter.languages.includes(lang)),
    done: DONE.find((one) => one === url.searchParams.get('done')) ?? null,
    /** The button that was pressed gets the focus again, so that an article goes several places by several presses. */
    pressed: { article: url.searchParams.get('article'), way: url.searchParams.get('way') },
  }
}

interface Typed {
  part: 'articles' | 'add' | 'titles' | 'language' | 'drafters'
  article: string
  heading: string
  before: string
  lang: string
  title: string
  reason: string
}
const NOTHING: Typed = { part: 'articles', article: '', heading: '', before: '', lang: '', title: '', reason: '' }

/** Back to the part of the page where it was done, or what was refused there. */
function answered(
  slug: string,
  result: Result<unknown>,
  done: Done,
  typed: Partial<Typed>,
  more: Record<string, string> = {},
) {
  if (!result.ok) return refusedForm(result, { ...NOTHING, ...typed })
  // no place in the page is named where a button gets the focus: browsers do one or the other
  const part = done === 'placed' ? '' : `#${typed.part ?? 'articles'}`
  redirect(303, `/secretariat/charters/${slug}?${new URLSearchParams({ done, ...more })}${part}`)
}

export const actions: Actions = {
  add: async ({ locals, params, url, request }) => {
    const charter = await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const typed = { part: 'add' as const, heading: textOf(form, 'heading'), before: textOf(form, 'before') }
    const isPreamble = textOf(form, 'kind') === 'preamble'
    if (typed.heading === '')
      return fail(422, {
        code: 'invalid' as const,
        retryAfter: null,
        paths: ['heading'],
        typed: { ...NOTHING, ...typed },
      })
    const made = await locals.app.createArticle(locals.actor, charter.id, {
      heading: typed.heading,
      after: null,
      before: typed.before || null,
      inAllLanguages: true,
      ...(isPreamble && { kind: 'preamble' as const }),
    })
    return answered(params.slug, made, 'added', typed)
  },
  place: async ({ locals, params, url, request }) => {
    const charter = await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const [article, way] = [textOf(form, 'article'), textOf(form, 'way')]
    const list = (await articlesOf(locals, charter)).filter(({ kind, deletedAt }) => kind === 'article' && !deletedAt)
    const at = list.findIndex(({ id }) => id === article)
    // up: before the one above; down: before the one after the next
    const before = way === 'up' ? list[at - 1]?.id : (list[at + 2]?.id ?? null)
    if (at === -1 || before === undefined) redirect(303, `/secretariat/charters/${params.slug}#articles`)
    const placed = await locals.app.placeArticle(locals.actor, article, { before })
    return answered(params.slug, placed, 'placed', { article }, { article, way })
  },
  remove: async ({ locals, params, url, request }) => {
    await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const typed = { article: textOf(form, 'article'), reason: textOf(form, 'reason') }
    const gone = await locals.app.deleteArticle(locals.actor, typed.article, { reason: typed.reason })
    return answered(params.slug, gone, gone.ok && gone.value.outcome === 'removed' ? 'removed' : 'marked', typed)
  },
  reinstate: async ({ locals, params, url, request }) => {
    await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const article = textOf(form, 'article')
    return answered(params.slug, await locals.app.reinstateArticle(locals.actor, article), 'reinstated', { article })
  },
  titles: async ({ locals, params, url, request }) => {
    const charter = await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const titles = Object.fromEntries(charter.languages.map((lang) => [lang, textOf(form, `title-${lang}`)]))
    const edited = await locals.app.editCharter(locals.actor, charter.id, { titles })
    return answered(params.slug, edited, 'saved', { part: 'titles' })
  },
  language: async ({ locals, params, url, request }) => {
    const charter = await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const typed = { part: 'language' as const, lang: textOf(form, 'lang'), title: textOf(form, 'title') }
    return answered(params.slug, await locals.app.addLanguage(locals.actor, charter.id, typed), 'language', typed)
  },
  drafters: async ({ locals, params, url, request }) => {
    const charter = await charterOf(locals, params.slug, url)
    const form = await actFormOf({ locals, url, request })
    const idsOf = (name: string): string[] => form.getAll(name).filter((one): one is string => typeof one === 'string')
    const set = await locals.app.setDrafters(locals.actor, charter.id, {
      people: idsOf('people'),
      parties: idsOf('parties'),
      alsoExisting: textOf(form, 'also') === 'yes',
    })
    return answered(params.slug, set, 'saved', { part: 'drafters' })
  },
}
