/**
 * Who is here, in all texts of a charter (rule PR7): whose sockets are open, and on which article. Seen by the same rule as carets,
 * and sent over the socket that a page has anyway, so that it costs no line of its own and ends with the rights to the text.
 */
import { can } from '../../src/lib/domain/permissions.ts'
import { colourOf } from './presence.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { PersonHere } from '../../src/lib/domain/sync.ts'
import type { DocumentAccess } from './ports.ts'

/** Somebody with a text open. */
export interface Present {
  readonly actor: Actor
  readonly access: Pick<DocumentAccess, 'articleId' | 'proposalId' | 'charterId' | 'lang'>
}

/** Among whom a socket is counted: those of an article, or of one proposal, so that a draft is not crowded out by readers, nor they by it. */
export const crowdOf = ({ articleId, proposalId }: Present['access']): string => proposalId ?? articleId

/** Whoever is told of them. */
interface Viewer {
  readonly actor: Actor
  readonly access: DocumentAccess
}

/** Whether somebody with these rights sees a person who has the same text open (rules PR4, PR5, PR9). */
export const seesHere = (
  viewer: Actor,
  { presence: shownTo, together }: Pick<DocumentAccess, 'presence' | 'together'>,
  person: Actor,
): boolean => can(viewer, 'presence.see', { kind: 'presence', shownTo, person, together })

/** Changes within so many milliseconds are told together. */
export const GATHER_MS = 300

/**
 * Everybody in the charter of this viewer whom the viewer sees, themselves too, by name; each person once. PR9: who is in a proposal is there for
 * those alone who have it open, too: that a delegation drafts is its own affair.
 */
export function peopleHere(viewer: Viewer, present: Iterable<Present>): PersonHere[] {
  const { charterId, presence, together, proposalId } = viewer.access
  const people = new Map<string, PersonHere>()
  for (const { actor, access } of present) {
    if (access.charterId !== charterId) continue
    const isInProposal = access.proposalId !== null
    if (isInProposal && access.proposalId !== proposalId) continue
    if (!seesHere(viewer.actor, { presence, together: isInProposal ? together : [] }, actor)) continue
    const { id, name, party } = actor
    const person = people.get(id) ?? { id, name, party: party?.code ?? null, color: colourOf(id), at: [] }
    const { articleId, lang } = access
    const place = { articleId, lang, ...(access.proposalId === null ? {} : { proposalId: access.proposalId }) }
    if (!person.at.some((one) => JSON.stringify(one) === JSON.stringify(place))) person.at.push(place)
    people.set(id, person)
  }
  return [...people.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1))
}
