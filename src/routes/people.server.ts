/** Forms about people, shared by the pages of delegations and of persons: from fields to one verb, and what to tell of it. */
import { fail } from '@sveltejs/kit'
import type { Actor, Role } from '#lib/domain/actor.ts'
import { ROLES } from '#lib/domain/actor.ts'
import { DELEGATION_ROLES, ROLES_OF_HEADS } from '#lib/domain/people.ts'
import { can } from '#lib/domain/permissions.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import type { Result } from '#lib/domain/result.ts'
import { withCharter } from '#lib/ui/charter-links.ts'
import { everyItem, refusedForm, textOf, valueOf } from './answer.server.ts'
import { toldFormOf } from './request-key.server.ts'

interface Event {
  locals: App.Locals
  url: URL
  request: Request
}

/** The chosen roles of a form; what is none is left out. */
export const rolesIn = (form: FormData): Role[] =>
  form.getAll('role').flatMap((value) => ROLES.filter((role) => role === value))

/** An act that answers nothing: `done` is its name. */
export const answered = (act: string, result: Result<unknown>, typed: object = {}) =>
  result.ok ? { done: act } : refusedForm(result, { act, ...typed })

/** Invites into `party` (null: the house); answers with the link, this once. */
export async function inviteInto(event: Event, party: string | null) {
  const { locals } = event
  const form = await toldFormOf(event)
  const typed = {
    act: 'invite',
    email: textOf(form, 'email'),
    name: textOf(form, 'name'),
    roles: rolesIn(form) as string[],
  }
  const roles = rolesIn(form)
  if (typed.email === '' || roles.length === 0)
    return fail(422, {
      code: 'invalid' as const,
      retryAfter: null,
      paths: [...(typed.email === '' ? ['email'] : []), ...(roles.length === 0 ? ['roles'] : [])],
      typed,
    })
  const made = await locals.app.invite(locals.actor, { email: typed.email, name: typed.name, roles, party })
  return made.ok ? { made: { ...made.value, email: typed.email } } : refusedForm(made, typed)
}

export async function revoke(event: Event) {
  const { locals } = event
  const form = await toldFormOf(event)
  return answered('revoke', await locals.app.revokeInvitation(locals.actor, textOf(form, 'invitation')))
}

export async function giveRoles(event: Event) {
  const { locals } = event
  const form = await toldFormOf(event)
  return answered('roles', await locals.app.setPersonRoles(locals.actor, textOf(form, 'person'), rolesIn(form)))
}

export async function remove(event: Event) {
  const { locals } = event
  const form = await toldFormOf(event)
  return answered('remove', await locals.app.endPersonMembership(locals.actor, textOf(form, 'person')))
}

/** The fields are in UTC, as their labels say. */
const instantOf = (local: string): string => (local === '' ? '' : `${local}Z`)

export async function nameAlternate(event: Event, party: string) {
  const { locals } = event
  const form = await toldFormOf(event)
  const [from, until] = [textOf(form, 'from'), textOf(form, 'until')]
  const named = await locals.app.nameAlternate(locals.actor, party, {
    personId: textOf(form, 'person'),
    role: textOf(form, 'role') === 'head' ? 'head' : 'signatory',
    from: instantOf(from),
    until: instantOf(until),
  })
  return answered('alternate', named, { from, until })
}

export async function dismissAlternate(event: Event) {
  const { locals } = event
  const form = await toldFormOf(event)
  return answered('dismiss', await locals.app.dismissAlternate(locals.actor, textOf(form, 'alternate')))
}

/** The articles that a delegation is assigned to, charter by charter; `charter` null: of the one that this site shows. Null: not this person's to see. */
async function assignedTo({ app, lang }: App.Locals, actor: Actor, code: string) {
  const shown = await app.readCharter(actor, null)
  const found = []
  let isSeen = false
  for (const { id, slug, title } of await everyItem((page) => app.listCharters(actor, page))) {
    const assigned = await app.listCharterAssignments(actor, id)
    if (!assigned.ok) continue
    isSeen = true
    const own = assigned.value.items.filter(({ party }) => party?.code === code)
    if (own.length === 0) continue
    const charter = shown.ok && shown.value.id === id ? null : { slug, title }
    const articles = await everyItem((page) => app.listArticles(actor, id, lang, page))
    for (const one of own) {
      const article = articles.find(({ id }) => id === one.articleId)
      if (!article) continue
      const address = `/draft/${articleSlug(article.number)}`
      found.push({
        ...{ id: article.id, label: article.label, heading: article.heading, charter },
        href: charter === null ? address : withCharter(address, charter.slug),
        isPen: one.kind === 'pen_holder',
        lang: one.lang,
      })
    }
  }
  return isSeen ? found : null
}

/** What the page of a delegation shows this person. */
export async function delegationPage(locals: App.Locals, actor: Actor, code: string) {
  const { app } = locals
  const party = valueOf(await app.readParty(actor, code))
  const [people, invitations, alternates] = await Promise.all([
    app.listPartyPeople(actor, code),
    app.listInvitations(actor, code),
    app.listAlternates(actor, code),
  ])
  const administer = can(actor, 'people.administer', { kind: 'service' })
  const isOwn = actor.party?.code === code
  const own = { kind: 'party', id: isOwn && actor.partyId !== null ? actor.partyId : '' } as const
  return {
    party,
    people: valueOf(people).items,
    invitations: invitations.ok ? invitations.value.items : null,
    alternates: valueOf(alternates).items,
    articles: await assignedTo(locals, actor, code),
    may: {
      people: can(actor, 'party.people', own) || administer,
      alternates: can(actor, 'party.alternates', own) || can(actor, 'people.verify', { kind: 'service' }),
      administer,
    },
    roles: !administer
      ? ROLES_OF_HEADS
      : DELEGATION_ROLES.filter((role) => can(actor, 'roles.give', { kind: 'roles', partyId: '', roles: [role] })),
    ownId: actor.id,
  }
}
