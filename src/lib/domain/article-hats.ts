/** In which capacities somebody acts on the words of an article (rule HW6): for the verbs that do it, and the forms that ask. */
import type { Actor } from './actor.ts'
import { hatsFor, hatsOf, wornFor, type Hat } from './hat.ts'
import { can, type ArticleSubject } from './permissions.ts'
import { ok, type Result } from './result.ts'

type WordsAction = 'article.edit' | 'language.clear'

/** Who acts; `hat` null: somebody of the house who was assigned to the article and has no capacity of HW1, as they are. */
export interface Acting {
  actor: Actor
  hat: Hat | null
}

/** The pen goes before the party, which is worn where it is named. */
const may =
  (action: WordsAction, subject: ArticleSubject, as?: Hat) =>
  (worn: Actor, hat: Hat): boolean =>
    can(worn, action, subject) && (hat !== 'party' || as === hat || !holdsPen(subject))

const holdsPen = ({ assignments }: ArticleSubject): boolean => assignments.includes('pen_holder')

/** Those among which a form asks. */
export const hatsTo = (actor: Actor, action: WordsAction, subject: ArticleSubject): Hat[] =>
  hatsFor(actor, may(action, subject), holdsPen(subject)).map(({ hat }) => hat)

/** The one in which it is done. Refuses as `wornFor`. */
export function actingOn(
  actor: Actor,
  as: Hat | undefined,
  action: WordsAction,
  subject: ArticleSubject,
): Result<Acting> {
  const isPlain = as === undefined && hatsOf(actor, holdsPen(subject)).length === 0 && can(actor, action, subject)
  return isPlain ? ok({ actor, hat: null }) : wornFor(actor, as, may(action, subject, as), holdsPen(subject))
}
