// Over 250 lines: the only policy in the system, one table of actions.
/**
 * The only policy in the system (rules P*): `can(actor, action, subject)`.
 * Pure; asked by every verb, every page and every socket.
 * Source: the contract's rows "who", and practice 9.2.
 */
import type { Actor, Role } from './actor.ts'
import { isLocked, type ArticleStatus } from './article.ts'
import type { Disclosure } from './contract.ts'
import { areRolesOf, ROLES_OF_HEADS } from './people.ts'
import { bracketRules, type BracketActions } from './permissions-brackets.ts'
import { proposalRules, type ProposalActions } from './permissions-proposals.ts'
import { has, isCommenter, isHeadOf, isInsider, isOneOf, isReader } from './permission-terms.ts'
import { AGREEMENT_RULES, type AgreementActions } from './permissions-agreement.ts'
import { SITTING_RULES, type SittingActions } from './permissions-sittings.ts'

/** What this person is to this article. */
export type Assignment = 'drafter' | 'pen_holder' | 'language_reviewer'

/** An article as far as policy goes, for one actor. */
export interface ArticleSubject {
  kind: 'article'
  status: ArticleStatus
  /** The actor's assignments to it in the language asked about. */
  assignments: readonly Assignment[]
  /** Marked deleted: its words are nobody's to change either. */
  isDeleted?: boolean
}
export interface CharterSubject {
  kind: 'charter'
  hasPublishedVersion: boolean
}
export interface VersionSubject {
  kind: 'version'
  isPublished: boolean
}
export interface CommentSubject {
  kind: 'comment'
  authorId: string | null
  partyId: string | null
  visibility: 'participants' | 'delegation' | 'public' | 'private'
  isWithheld: boolean
}
export interface SignoffSubject {
  kind: 'signoff'
  partyId: string
}
/** Somebody who is in a text, in a charter that shows presence to `shownTo`. */
export interface PresenceSubject {
  kind: 'presence'
  shownTo: Disclosure
  person: Actor
  /** Parties whose people write one text together: a proposal's sponsors. */
  together?: readonly string[]
}
/** Words in a charter that shows who wrote what to `shownTo`; `authorId` null: the system. */
export interface AuthorshipSubject {
  kind: 'authorship'
  shownTo: Disclosure
  authorId: string | null
  /** The author's party when the words were written. */
  partyId: string | null
}
/** Words that came too late for their place, and whose they are. */
export interface RecoveredSubject {
  kind: 'recovered'
  personId: string
}
/** A delegation. */
export interface PartySubject {
  kind: 'party'
  id: string
}
/** An invitation, or a change of roles: into a delegation or (`partyId` null) the house. */
export interface RolesSubject {
  kind: 'roles'
  partyId: string | null
  roles: readonly Role[]
}
/** Somebody with an account. */
export interface PersonSubject {
  kind: 'person'
  id: string
  partyId: string | null
  /** As they were given. */
  roles: readonly Role[]
  /** What they are an alternate for, or will be. */
  alternateFor?: readonly Role[]
}
export interface ServiceSubject {
  kind: 'service'
}
/** Each action with the kind of subject it is asked about. */
export interface Actions extends ProposalActions, AgreementActions, BracketActions, SittingActions {
  'charter.see': CharterSubject
  'charter.create': ServiceSubject
  'charter.export': CharterSubject
  'charter.settings': CharterSubject
  'charter.edit': CharterSubject
  'article.place': CharterSubject
  'article.delete': CharterSubject
  'article.create': CharterSubject
  'article.read': ArticleSubject
  'article.edit': ArticleSubject
  'article.comment': ArticleSubject
  'article.propose': ArticleSubject
  'article.assign': ArticleSubject
  'article.setStatus': ArticleSubject
  'translation.check': ArticleSubject
  'presence.see': PresenceSubject
  'authorship.see': AuthorshipSubject
  'recovered.see': RecoveredSubject
  'comment.see': CommentSubject
  'comment.settle': CommentSubject
  'comment.retract': CommentSubject
  'comment.withhold': CommentSubject
  'comment.release': CommentSubject
  'version.cut': CharterSubject
  'version.check': VersionSubject
  'version.publish': VersionSubject
  'version.withdraw': VersionSubject
  'version.read': VersionSubject
  'version.sign': VersionSubject
  'signoff.withdraw': SignoffSubject
  'audit.read': ServiceSubject
  'people.administer': ServiceSubject
  'people.verify': ServiceSubject
  'party.see': PartySubject
  'party.name': ServiceSubject
  'party.people': PartySubject
  'party.alternates': PartySubject
  'roles.give': RolesSubject
  'person.setRoles': PersonSubject
  'person.remove': PersonSubject
  'person.move': PersonSubject
  'person.administer': PersonSubject
  'person.resetPassword': PersonSubject
}
export type Action = keyof Actions

/**
 * PR4: people of one party see each other. Secretariat and chair, who belong to no party, are seen by everybody, since where they
 * are gives no party's tactics away; they see each other alone.
 */
const isOfOneParty = (actor: Actor, person: Actor): boolean =>
  actor.id === person.id ||
  (person.partyId === null ? has(person, 'secretariat', 'chair') : isInsider(actor, person.partyId))

const areAmong = (roles: readonly Role[], some: readonly Role[]): boolean => roles.every((role) => some.includes(role))

/** Roles in a delegation that are the secretariat's to give and to take: they bind the delegation, or all of them. */
const BINDING: readonly Role[] = ['head', 'signatory', 'chair']

/** PE8, PE11: whether somebody with these roles acts for their delegation or for all, or has another part in the house than looking after accounts. */
const isBinding = (partyId: string | null, roles: readonly Role[]): boolean =>
  partyId === null ? !areAmong(roles, ['administrator']) : roles.some((role) => BINDING.includes(role))

/** PE7: never one's own. */
const isAnothers = (actor: Actor, person: PersonSubject): boolean =>
  has(actor, 'administrator', 'secretariat') && person.id !== actor.id

/** PE8, PE11: whom an administrator may make anything else of; what makes somebody less would let the next act take them over. */
const isLeftTo = (actor: Actor, person: PersonSubject): boolean =>
  has(actor, 'secretariat') ||
  (has(actor, 'administrator') && !isBinding(person.partyId, [...person.roles, ...(person.alternateFor ?? [])]))

/** PE6: not the other heads, not whoever chairs the talks, and not whoever one is oneself. */
const isOneOfTheirs = (actor: Actor, person: PersonSubject): boolean =>
  isHeadOf(actor, person.partyId) &&
  person.id !== actor.id &&
  !person.roles.includes('head') &&
  !person.roles.includes('chair')

/** PE9: what somebody wrote for one delegation is not theirs in another. */
const isStillTheirs = (actor: Actor, comment: CommentSubject): boolean =>
  comment.authorId !== null && comment.authorId === actor.id && comment.partyId === actor.partyId

const rules: { [A in Action]: (actor: Actor | null, subject: Actions[A]) => boolean } = {
  ...AGREEMENT_RULES,
  ...SITTING_RULES,
  'charter.see': (actor, charter) => charter.hasPublishedVersion || (actor !== null && isReader(actor)),
  'charter.create': (actor) => actor !== null && has(actor, 'secretariat'),
  'charter.export': (actor) => actor !== null && has(actor, 'secretariat'),
  'charter.settings': (actor) => actor !== null && has(actor, 'secretariat'),
  // P10: its titles, languages, due date and drafting group, and which charter this site shows
  'charter.edit': (actor) => actor !== null && has(actor, 'secretariat'),
  'article.place': (actor) => actor !== null && has(actor, 'secretariat'),
  'article.delete': (actor) => actor !== null && has(actor, 'secretariat'),
  'article.create': (actor) => actor !== null && has(actor, 'secretariat'),
  'article.read': (actor) => actor !== null && isReader(actor),
  // P3: the text of a locked article is nobody's to change; otherwise secretariat, chair, and those assigned, unless they may only look on.
  'article.edit': (actor, article) =>
    actor !== null &&
    isCommenter(actor) &&
    !isLocked(article.status) &&
    article.isDeleted !== true &&
    (has(actor, 'secretariat', 'chair') || article.assignments.length > 0),
  'article.comment': (actor) => actor !== null && isCommenter(actor),
  // P4: a proposal carries the name of a party; drafters and heads table it, the chair tables bridging text.
  'article.propose': (actor, article) =>
    actor !== null &&
    !isLocked(article.status) &&
    article.isDeleted !== true &&
    (has(actor, 'chair') || (actor.partyId !== null && has(actor, 'drafter', 'head'))),
  'article.assign': (actor) => actor !== null && has(actor, 'secretariat'),
  'article.setStatus': (actor) => actor !== null && has(actor, 'chair'),
  // P9: who may say that a translated paragraph still says the same: its editors and its language reviewers, a locked article's too, since no word changes.
  'translation.check': (actor, article) =>
    actor !== null &&
    isCommenter(actor) &&
    (has(actor, 'secretariat', 'chair', 'language_reviewer') || article.assignments.length > 0),
  // PR4, PR5: whoever reads may be seen where presence is shown; nobody looks on unseen.
  // PR9: who writes a proposal together sees each other.
  'presence.see': (actor, { shownTo, person, together = [] }) =>
    actor !== null &&
    isReader(actor) &&
    (shownTo === 'all' ||
      (shownTo === 'own_party' &&
        (isOfOneParty(actor, person) || (isOneOf(actor, together) && isOneOf(person, together))))),
  // AW1: everybody sees their own words and the system's; secretariat and auditor keep and check the record, which tells them anyhow.
  'authorship.see': (actor, { shownTo, authorId, partyId }) =>
    actor !== null &&
    isReader(actor) &&
    (authorId === null ||
      authorId === actor.id ||
      has(actor, 'secretariat', 'auditor') ||
      (shownTo !== 'off' && has(actor, 'chair')) ||
      shownTo === 'all' ||
      (shownTo === 'own_party' && isInsider(actor, partyId))),
  // TX29: their author's alone, whatever anybody's roles
  'recovered.see': (actor, { personId }) => actor !== null && isReader(actor) && actor.id === personId,
  // P5, PE4: a comment of a delegation is seen by its verified people alone; a withheld one by the secretariat and the chair, to whom an appeal goes.
  'comment.see': (actor, comment) =>
    actor !== null &&
    isReader(actor) &&
    (comment.isWithheld
      ? has(actor, 'secretariat', 'chair') || isStillTheirs(actor, comment)
      : comment.visibility === 'delegation'
        ? isInsider(actor, comment.partyId)
        : comment.visibility === 'private'
          ? isStillTheirs(actor, comment)
          : true),
  'comment.settle': (actor, comment) =>
    actor !== null && isCommenter(actor) && (has(actor, 'secretariat') || isStillTheirs(actor, comment)),
  // TH9: what they said for the delegation that they are still in
  'comment.retract': (actor, comment) => actor !== null && isReader(actor) && isStillTheirs(actor, comment),
  // TH10: never one's own, which one takes back, nor what is not for everybody anyhow; an appeal goes to the chair
  'comment.withhold': (actor, comment) =>
    actor !== null &&
    has(actor, 'secretariat') &&
    comment.authorId !== actor.id &&
    !comment.isWithheld &&
    (comment.visibility === 'participants' || comment.visibility === 'public'),
  'comment.release': (actor, comment) =>
    actor !== null && has(actor, 'secretariat', 'chair') && comment.authorId !== actor.id && comment.isWithheld,
  'version.cut': (actor) => actor !== null && has(actor, 'secretariat'),
  'version.check': (actor) => actor !== null && has(actor, 'secretariat'),
  'version.publish': (actor) => actor !== null && has(actor, 'secretariat'),
  'version.withdraw': (actor) => actor !== null && has(actor, 'secretariat'),
  'version.read': (actor, version) => version.isPublished || (actor !== null && isReader(actor)),
  // P6: a sign-off is an act of a party, by its signatory.
  'version.sign': (actor) => actor !== null && actor.partyId !== null && has(actor, 'signatory'),
  'signoff.withdraw': (actor, signoff) =>
    actor !== null && has(actor, 'signatory') && actor.partyId === signoff.partyId,
  'audit.read': (actor) => actor !== null && has(actor, 'secretariat', 'auditor'),
  'people.administer': (actor) => actor !== null && has(actor, 'administrator', 'secretariat'),
  // PE5: credentials are for the secretariat to look at, so are suspensions
  'people.verify': (actor) => actor !== null && has(actor, 'secretariat'),
  'party.see': (actor, party) =>
    actor !== null &&
    (has(actor, 'administrator', 'secretariat') ||
      (actor.partyId === party.id && isReader(actor) && actor.standing === undefined)),
  'party.name': (actor) => actor !== null && isReader(actor),
  'party.people': (actor, party) =>
    actor !== null && (has(actor, 'administrator', 'secretariat') || isHeadOf(actor, party.id)),
  // AL4: an alternate names no alternates
  'party.alternates': (actor, party) =>
    actor !== null &&
    (has(actor, 'secretariat') || (isHeadOf(actor, party.id) && !actor.alternateFor?.includes('head'))),
  'roles.give': (actor, { partyId, roles }) =>
    actor !== null &&
    areRolesOf(partyId !== null, roles) &&
    (has(actor, 'secretariat') ||
      (has(actor, 'administrator') && !isBinding(partyId, roles)) ||
      (isHeadOf(actor, partyId) && areAmong(roles, ROLES_OF_HEADS))),
  'person.setRoles': (actor, person) =>
    actor !== null && ((isAnothers(actor, person) && isLeftTo(actor, person)) || isOneOfTheirs(actor, person)),
  'person.remove': (actor, person) =>
    actor !== null && person.partyId !== null && (isLeftTo(actor, person) || isOneOfTheirs(actor, person)),
  'person.move': (actor, person) => actor !== null && isAnothers(actor, person) && isLeftTo(actor, person),
  // PE7: an account that others got into is closed by whoever hears of it first, since it comes back as it was: no role, no password changes hands
  'person.administer': (actor, person) => actor !== null && isAnothers(actor, person),
  // PE8: whoever can take over an account can do what it can
  'person.resetPassword': (actor, person) => actor !== null && isAnothers(actor, person) && isLeftTo(actor, person),
  ...proposalRules,
  ...bracketRules,
}

/** Whether `actor` (null: the public) may do `action` to `subject`. */
export function can<A extends Action>(actor: Actor | null, action: A, subject: Actions[A]): boolean {
  return rules[action](actor, subject)
}
