import { fail, redirect } from '@sveltejs/kit'
import { articleSlug } from '#lib/domain/numbering.ts'
import { refusedForm, textOf, valueOf } from '../answer.server.ts'
import type { Actions, PageServerLoad } from './$types'
import { inShort } from './assigning.server.ts'
import { readWorkspace } from './working.server.ts'
import { actFormOf } from '../request-key.server.ts'

export const load: PageServerLoad = async ({ locals, url }) => {
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const { app, actor, lang } = locals
  const [outline, assigned] = await Promise.all([
    app.readOutline(actor, charter.id, lang),
    app.listCharterAssignments(actor, charter.id),
  ])
  const marks = new Map(valueOf(outline).map((mark) => [mark.articleId, mark]))
  const all = valueOf(assigned).items
  return {
    canCreate: charter.permissions.createArticle,
    original: charter.originalLanguage,
    articles: articles.map(
      ({ id, number, label, heading, status, documents, openBrackets, deletedAt, permissions }) => ({
        id,
        slug: articleSlug(number),
        label,
        heading,
        status,
        languages: documents.map(({ lang }) => lang),
        openBrackets,
        canEdit: permissions.edit,
        isDeleted: deletedAt !== null,
        isUnread: marks.get(id)?.isUnread ?? false,
        openComments: marks.get(id)?.openComments ?? 0,
        openProposals: marks.get(id)?.openProposals ?? 0,
        assigned: inShort(
          all.filter(({ articleId }) => articleId === id),
          actor,
        ),
      }),
    ),
  }
}

/** The article behind another; null: there is none, or none is named. */
const behind = (articles: { id: string }[], id: string): string | null =>
  (id === '' ? undefined : articles[articles.findIndex((article) => article.id === id) + 1]?.id) ?? null

export const actions: Actions = {
  create: async ({ locals, url, request }) => {
    const { charter, articles } = await readWorkspace(locals, url)
    const form = await actFormOf({ locals, url, request })
    const typed = { heading: textOf(form, 'heading'), after: textOf(form, 'after'), way: textOf(form, 'way') }
    if (typed.heading === '')
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['heading'], typed })
    const made = await locals.app.createArticle(locals.actor, charter.id, {
      heading: typed.heading,
      after: typed.after || null,
      inAllLanguages: true,
      ...(typed.way === 'alternative' && typed.after !== '' && { alternativeTo: typed.after }),
      // until numbers stand those behind are numbered anew; afterwards it is a bis (AR2)
      ...(!charter.numbersStand && { before: behind(articles, typed.after) }),
    })
    if (!made.ok) return refusedForm(made, typed)
    redirect(303, `/draft/${articleSlug(made.value.number)}`)
  },
}
