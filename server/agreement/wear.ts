/** The capacity in which an act on an article is done (rules HW*). */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { wornFor, type Hat, type Worn } from '../../src/lib/domain/hat.ts'
import { can, type Action, type Actions } from '../../src/lib/domain/permissions.ts'
import type { Result } from '../../src/lib/domain/result.ts'

/** `subject`: what policy is asked about, for an actor in one capacity; null: nothing of theirs. Refuses as `wornFor`. */
export const wear = <A extends Action>(
  actor: Actor,
  as: Hat | undefined,
  action: A,
  subject: (worn: Actor) => Actions[A] | null,
): Result<Worn> =>
  wornFor(actor, as, (worn) => {
    const about = subject(worn)
    return about !== null && can(worn, action, about)
  })

/** The role that the record names beside this hat. */
export const roleIn = ({ hat, actor }: Worn): Role | undefined =>
  hat === 'chair' || hat === 'secretariat' ? hat : actor.roles.includes('head') ? 'head' : actor.roles[0]
