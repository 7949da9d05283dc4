/** Policy on brackets, languages to look at, and whom a charter names (practice 9.2). A part of the one table (permissions.ts). */
import type { Actor } from './actor.ts'
import { isLocked } from './article.ts'
import { has, isCommenter, isInsider } from './permission-terms.ts'
import type { ArticleSubject, CharterSubject } from './permissions.ts'

/** A bracket, by its article. `onWordOf`: for whom somebody settles it. */
export interface BracketSubject extends Omit<ArticleSubject, 'kind'> {
  kind: 'bracket'
  onWordOf?: 'chair' | undefined
}

export interface BracketActions {
  'bracket.put': ArticleSubject
  'bracket.join': BracketSubject
  'bracket.settle': BracketSubject
  'bracket.setPlaceholder': BracketSubject
  'language.clear': ArticleSubject
  'attribution.set': CharterSubject
  'attribution.confirm': CharterSubject
}

const isOpen = ({ status, isDeleted }: Pick<ArticleSubject, 'status' | 'isDeleted'>): boolean =>
  !isLocked(status) && isDeleted !== true

export const bracketRules: {
  [A in keyof BracketActions]: (actor: Actor | null, subject: BracketActions[A]) => boolean
} = {
  // P30: brackets are put, and alternatives added, by whoever may write them
  'bracket.put': (actor, article) =>
    actor !== null &&
    isCommenter(actor) &&
    isOpen(article) &&
    (has(actor, 'secretariat', 'chair') || article.assignments.length > 0),
  // P31: a delegation stands behind an option, or reserves, by its head or a drafter whose credentials were seen
  'bracket.join': (actor, bracket) =>
    actor !== null && isOpen(bracket) && isInsider(actor, actor.partyId) && has(actor, 'head', 'drafter'),
  // P32: the chair settles; the secretariat where it says that it does so on the chair's word
  'bracket.settle': (actor, bracket) =>
    actor !== null &&
    isOpen(bracket) &&
    (has(actor, 'chair') || (has(actor, 'secretariat') && bracket.onWordOf === 'chair')),
  // P33: who owes what, by when: the house and whoever has the pen
  'bracket.setPlaceholder': (actor, bracket) =>
    actor !== null &&
    isCommenter(actor) &&
    isOpen(bracket) &&
    (has(actor, 'secretariat', 'chair') || bracket.assignments.includes('pen_holder')),
  // P34: that a language reads right is said by who may say that a translation still says the same (P9)
  'language.clear': (actor, article) =>
    actor !== null &&
    isCommenter(actor) &&
    (has(actor, 'secretariat', 'chair', 'language_reviewer') || article.assignments.length > 0),
  // AT5: the secretariat says whom the charter names; that it names more is the chair's to confirm
  'attribution.set': (actor) => actor !== null && has(actor, 'secretariat'),
  'attribution.confirm': (actor) => actor !== null && has(actor, 'chair'),
}
