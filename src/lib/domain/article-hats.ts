/** In which capacities somebody acts on the words of an article (rule HW6): for the verbs that do it, and the forms that ask. */
import type { Actor } from './actor.ts'
import { hatsFor, hatsOf, wornFor, type Hat } from './hat.ts'
import { can, type ArticleSubject } from './permissions.ts'
import { ok, type Result } from './result.ts'

type WordsAction = 'article.edit' | 'language.clear'
type Assigned = ArticleSubject['assignments']

/** Who acts; `hat` null: somebody of the house who was assigned to the article and has no capacity of HW1, as they are. */
export interface Acting {
  actor: Actor
  hat: Hat | null
}

/** What was given to somebody as far as it counts in a capacity: an office writes by itself, the pen alone with the pen. */
export const assignedIn = (hat: Hat, assignments: Assigned): Assigned =>
  hat === 'chair' || hat === 'secretariat'
    ? []
    : assignments.filter((kind) => (kind === 'pen_holder') === (hat === 'pen_holder'))

const holdsPen = ({ assignments }: ArticleSubject): boolean => assignments.includes('pen_holder')

/**
 * Of one article, or of several together. The pen goes before the party, which is worn where it is named. Of several, the pen of some alone is no
 * capacity for all of them: there one acts for the party.
 */
const may = (action: WordsAction, subjects: readonly ArticleSubject[], as?: Hat) => {
  const ofAll = subjects.every(holdsPen)
  const counts = (hat: Hat, { assignments }: ArticleSubject): Assigned =>
    hat === 'party' && !ofAll ? assignments : assignedIn(hat, assignments)
  return (worn: Actor, hat: Hat): boolean =>
    subjects.every((subject) => can(worn, action, { ...subject, assignments: counts(hat, subject) })) &&
    (hat !== 'party' || as === hat || !ofAll)
}

/** Those among which a form asks. */
export const hatsTo = (actor: Actor, action: WordsAction, subject: ArticleSubject): Hat[] =>
  hatsFor(actor, may(action, [subject]), holdsPen(subject)).map(({ hat }) => hat)

/** The one in which it is done, of one article or of several as one act. Refuses as `wornFor`. */
export function actingOn(
  actor: Actor,
  as: Hat | undefined,
  action: WordsAction,
  ...subjects: readonly ArticleSubject[]
): Result<Acting> {
  const isPlain =
    as === undefined &&
    hatsOf(actor, subjects.some(holdsPen)).length === 0 &&
    subjects.every((subject) => can(actor, action, subject))
  if (isPlain) return ok({ actor, hat: null })
  return wornFor(actor, as, may(action, subjects, as), subjects.every(holdsPen))
}
