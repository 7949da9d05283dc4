import { fail } from '@sveltejs/kit'
import type { AssignmentView } from '#lib/domain/contract.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can, type Assignment } from '#lib/domain/permissions.ts'
import { formOf, textOf, valueOf } from '../../answer.server.ts'
import { answered } from '../../people.server.ts'
import { readWorkspace } from '../working.server.ts'
import type { Actions, PageServerLoad } from './$types'

const nameOf = ({ person, party }: Pick<AssignmentView, 'person' | 'party'>): string =>
  party?.name ?? person?.name ?? ''

/** Who drafts what; whoever may assign finds the forms for it, with everybody there is to assign. */
export const load: PageServerLoad = async ({ locals, url }) => {
  const { charter, articles } = await readWorkspace(locals, url, locals.lang)
  const { app, actor } = locals
  const mayAssign = can(actor, 'article.assign', { kind: 'article', status: 'draft', assignments: [] })
  const [assigned, people, parties] = await Promise.all([
    app.listCharterAssignments(actor, charter.id),
    mayAssign ? app.listPeople(actor) : null,
    mayAssign ? app.listParties(actor) : null,
  ])
  const all = valueOf(assigned).items
  return {
    mayAssign,
    languages: charter.languages,
    articles: articles.map(({ id, number, label, heading }) => ({
      id,
      slug: articleSlug(number),
      label,
      heading,
      assigned: all
        .filter(({ articleId }) => articleId === id)
        .map(({ kind, lang, person, party }) => ({ kind, lang, person, party }))
        .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b), locals.lang)),
    })),
    people: people
      ? valueOf(people)
          .items.filter(({ deactivatedAt, standing }) => deactivatedAt === null && standing !== 'suspended')
          .map(({ id, name, party }) => ({ id, name, party: party?.code ?? null }))
      : [],
    parties: parties ? valueOf(parties).items.map(({ code, name }) => ({ code, name })) : [],
  }
}

const KINDS: readonly Assignment[] = ['drafter', 'pen_holder', 'language_reviewer']

/** `whom`: `party:D01` or `person:ID`. */
function assignmentIn(form: FormData) {
  const [what, ...rest] = textOf(form, 'whom').split(':')
  const id = rest.join(':')
  const lang = textOf(form, 'lang')
  return {
    ...(what === 'party' ? { party: id } : { personId: id }),
    kind: KINDS.find((kind) => kind === textOf(form, 'kind')) ?? 'drafter',
    lang: lang === '' || lang === '*' ? undefined : lang,
  }
}

export const actions: Actions = {
  assign: async ({ locals: { app, actor }, request }) => {
    const form = await formOf(request)
    const articles = form.getAll('article').filter((id) => typeof id === 'string')
    const typed = { whom: textOf(form, 'whom'), kind: textOf(form, 'kind'), lang: textOf(form, 'lang') }
    if (articles.length === 0)
      return fail(422, { code: 'invalid' as const, retryAfter: null, paths: ['articles'], typed })
    const input = assignmentIn(form)
    let isNew = false
    for (const id of articles) {
      const done = await app.assign(actor, id, input)
      // of several, those that are theirs already are no reason to stop
      if (!done.ok && (articles.length === 1 || done.code !== 'already-assigned'))
        return answered('assign', done, typed)
      isNew ||= done.ok
    }
    return { done: isNew ? 'assign' : 'nothing' }
  },
  unassign: async ({ locals: { app, actor }, request }) => {
    const form = await formOf(request)
    return answered('unassign', await app.unassign(actor, textOf(form, 'article'), assignmentIn(form)))
  },
}
