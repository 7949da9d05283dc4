/** In whose name tests write, where it matters who wrote but not for whom. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { authorOf, type Author } from '../../src/lib/domain/authored.ts'

/** Somebody, in no capacity that is recorded. */
export const writtenBy = (authorId: string | null, partyId: string | null = null): Author => ({
  authorId,
  partyId,
  hat: null,
})

/** Somebody for their party, if they have one. */
export const personally = (actor: Pick<Actor, 'id' | 'partyId'>): Author => authorOf(actor, null)
