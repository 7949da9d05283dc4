/** The capacity in which an act is done (rules HW*), and whether it may be done in it still. */
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import { wornFor, type Hat, type Worn } from '../../src/lib/domain/hat.ts'
import { can, type Action, type Actions } from '../../src/lib/domain/permissions.ts'
import { actingOn, type Acting } from '../../src/lib/domain/article-hats.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import { refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Rows } from '../store/store.ts'
import { articleSubject, type SeenArticle } from './see.ts'
import { still } from './still.ts'

/** What an act may be told: in which capacity it is done. */
export interface AsInput {
  as?: Hat | undefined
}

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

/**
 * To edit the words of an article in a language, or those of several as one act. Refuses as `actingOn`; of the first of them that they may not edit, with
 * `article-locked` where that is locked.
 */
export function wearToEdit(
  actor: Actor,
  as: Hat | undefined,
  lang: string,
  ...all: readonly Pick<SeenArticle, 'article' | 'assignments'>[]
): Result<Acting> {
  const acting = (of: typeof all): Result<Acting> =>
    actingOn(actor, as, 'article.edit', ...of.map((one) => articleSubject(one.article, one.assignments, lang)))
  const asked = acting(all)
  if (asked.ok || asked.code !== 'not-allowed') return asked
  const isRefused = (alone: Result<Acting>): boolean => !alone.ok && alone.code === 'not-allowed'
  const first = all.find((one) => isRefused(acting([one])))
  return first !== undefined && isLocked(first.article.status) ? refuse('article-locked') : asked
}

/** SE1: whether they may do it yet, in the transaction that does it: it may have waited for others. */
export const mayStill = async <A extends Action>(
  rows: Rows,
  { actor }: Pick<Worn, 'actor'>,
  at: string,
  action: A,
  subject: Actions[A],
): Promise<boolean> => can(await still(rows, actor, at), action, subject)

/** The role that the record names beside this hat. */
export const roleIn = ({ hat, actor }: Worn): Role | undefined =>
  hat === 'chair' || hat === 'secretariat' ? hat : actor.roles.includes('head') ? 'head' : actor.roles[0]

/** Who did it, as the record names them. */
export function asWorn({ actor, hat }: Acting): { actor: Actor; as?: Role } {
  const as = hat === null ? undefined : roleIn({ actor, hat })
  return { actor, ...(as && { as }) }
}
