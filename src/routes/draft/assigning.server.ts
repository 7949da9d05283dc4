/** What both pages that assign share: whom there is to assign, and the forms' acts. Each page answers on itself. */
import { fail } from '@sveltejs/kit'
import type { Actor } from '#lib/domain/actor.ts'
import type { AssignmentView } from '#lib/domain/contract.ts'
import { can } from '#lib/domain/permissions.ts'
import { m } from '#lib/paraglide/messages.js'
import { ASSIGNMENTS, assignedName, assignmentName, MOST_NAMED, type InShort } from '#lib/ui/assignment.ts'
import { languageWithin } from '#lib/ui/language-name.ts'
import { formOf, textOf, valueOf } from '../answer.server.ts'
import { answered } from '../people.server.ts'

interface Event {
  locals: App.Locals
  request: Request
}

/** As the lists show them: whoever holds a pen first, then by name. */
export const listed = (assigned: readonly AssignmentView[], lang: string) =>
  assigned
    .map(({ kind, lang: tag, person, party }) => ({ kind, lang: tag, person, party }))
    .toSorted(
      (a, b) =>
        Number(b.kind === 'pen_holder') - Number(a.kind === 'pen_holder') ||
        assignedName(a).localeCompare(assignedName(b), lang, { numeric: true }),
    )

/** Who is assigned, by delegation: the reader's own first, then whoever holds a pen; people of no delegation by name. */
export function inShort(assigned: readonly AssignmentView[], actor: Actor | null): InShort[] {
  const found = new Map<string, InShort>()
  for (const { kind, person, party } of assigned) {
    const of = party ?? person?.party ?? null
    const name = of?.code ?? person?.name ?? ''
    const known = found.get(name)
    found.set(name, {
      name,
      title: of?.name ?? name,
      isOwn: of === null ? person?.id === actor?.id : of.code === actor?.party?.code,
      isPen: kind === 'pen_holder' || known?.isPen === true,
    })
  }
  const rank = ({ isOwn, isPen }: InShort): number => Number(isOwn) * 2 + Number(isPen)
  return [...found.values()].sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name))
}

/** The same in words, for whoever reads along: a line, and each with what they are. */
export function inWords(assigned: readonly AssignmentView[], actor: Actor | null, lang: string) {
  const short = inShort(assigned, actor)
  const named = short
    .slice(0, MOST_NAMED)
    .map(({ name, isPen }) => (isPen ? `${name} (${m.assigned_pen_holder()})` : name))
  const more = short.length > MOST_NAMED ? ` ${m.draft_more_assigned({ number: short.length - MOST_NAMED })}` : ''
  return {
    short: named.join(m.list_comma()) + more || '–',
    all: listed(assigned, lang).map((one) => ({
      name: assignedName(one),
      note: [one.person?.party?.code, assignmentName(one.kind), one.lang === '*' ? '' : languageWithin(one.lang, lang)]
        .filter(Boolean)
        .join(' · '),
    })),
  }
}

/** Everybody who may be assigned, for whoever may assign; null for everybody else. */
export async function assignable({ app, actor }: App.Locals) {
  if (!can(actor, 'article.assign', { kind: 'article', status: 'draft', assignments: [] })) return null
  const [people, parties] = await Promise.all([app.listPeople(actor), app.listParties(actor)])
  return {
    people: valueOf(people)
      .items.filter(({ deactivatedAt, standing, roles }) => {
        return deactivatedAt === null && standing !== 'suspended' && roles.length > 0
      })
      .map(({ id, name, party }) => ({ id, name, party: party?.code ?? null })),
    parties: valueOf(parties).items.map(({ code, name }) => ({ code, name })),
  }
}

/** `whom`: `party:D01` or `person:ID`. */
function assignmentIn(form: FormData) {
  const [what, ...rest] = textOf(form, 'whom').split(':')
  const id = rest.join(':')
  const lang = textOf(form, 'lang')
  return {
    ...(what === 'party' ? { party: id } : { personId: id }),
    kind: ASSIGNMENTS.find((kind) => kind === textOf(form, 'kind')) ?? 'drafter',
    lang: lang === '' || lang === '*' ? undefined : lang,
  }
}

/** To every `article` of the form. */
export async function assign({ locals: { app, actor }, request }: Event) {
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
    if (!done.ok && (articles.length === 1 || done.code !== 'already-assigned')) return answered('assign', done, typed)
    isNew ||= done.ok
  }
  return { done: isNew ? 'assign' : 'nothing' }
}

export async function unassign({ locals: { app, actor }, request }: Event) {
  const form = await formOf(request)
  return answered('unassign', await app.unassign(actor, textOf(form, 'article'), assignmentIn(form)))
}
