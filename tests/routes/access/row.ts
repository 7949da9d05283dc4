/**
 * The form of a row of the matrix of access: a route and a method, what it is asked about, how, and what `can` says that each asker is
 * to hear. Add a row for each new route to one of the tables beside this file; `access.test.ts` names those that lack one.
 */
import type { Actor } from '../../../src/lib/domain/actor.ts'
import { isLocked } from '../../../src/lib/domain/article.ts'
import { can, type Action, type Actions, type ArticleSubject } from '../../../src/lib/domain/permissions.ts'
import type { ArticleHere, Asker, CharterHere, HouseHere } from '../../support/access-cast.ts'
import type { Makers } from '../../support/access-house.ts'

export interface Who {
  name: Asker
  actor: Actor | null
}

export interface Place {
  house: HouseHere
  /** The row's own where it says `changes`, else everybody's. */
  charter: CharterHere
  make: Makers
}

export interface Asking {
  /** For the names in square brackets of the route. */
  params?: Record<string, string>
  /** Without the question mark. */
  query?: string
  /** JSON for the API, the fields of a form for pages. */
  body?: Record<string, unknown>
  /** Instead of the asker's own. */
  token?: string
}

export interface Row {
  /** `GET /api/v1/me`, `page /draft/[article]`, `form /draft?/create` (an action without a name: `?/default`), `socket /sync/[document]`. */
  at: string
  /** Whether it changes what others are asked about: then it gets a charter of its own. */
  changes?: boolean
  cases(place: Place): Case[]
}

export interface Case {
  /** What it is about, for whoever reads a failure. */
  about: string
  ask: Asking | ((who: Who) => Asking | Promise<Asking>)
  /**
   * The status that this asker is to hear. Pages: 401 is the way to the sign-in page, 303 any other way; of a form: what its action says.
   * A socket: 200 may read and write, 423 may read alone.
   */
  expected(who: Who): number
  /** Words of the answer, and whether this asker is to read them there. */
  shows?: (who: Who) => Record<string, boolean>
  /** Puts right what an allowed act changed. */
  after?: () => Promise<unknown>
}

/** A row with one case. */
export const row = (at: string, ask: Case['ask'], expected: Case['expected'], more: Partial<Case> = {}): Row => ({
  at,
  cases: () => [{ about: '', ask, expected, ...more }],
})

// what rows say again and again

/** Whoever asks must be signed in. */
export const signedIn =
  (then: (who: Who) => number) =>
  (who: Who): number =>
    who.actor === null ? 401 : then(who)

/** `yes` where `can` says so, else `no`. */
export const may =
  <A extends Action>(action: A, subject: Actions[A], yes = 200, no = 403) =>
  (who: Who): number =>
    can(who.actor, action, subject) ? yes : no

export const SERVICE = { kind: 'service' } as const
export const charterSubject = ({ isPublished }: CharterHere) =>
  ({ kind: 'charter', hasPublishedVersion: isPublished }) as const
/** Any article, as far as reading goes. */
export const ANY_ARTICLE: ArticleSubject = { kind: 'article', status: 'draft', assignments: [] }

/** An article as `can` is asked about it for one asker, in one language. */
export const articleFor = (who: Who, { status, assignments }: ArticleHere, lang = 'en'): ArticleSubject => ({
  kind: 'article',
  status,
  assignments: (assignments[who.name] ?? [])
    .filter((one) => one.lang === '*' || one.lang === lang)
    .map(({ kind }) => kind),
})

/** Of an article, for those who may read it: others hear that there is none. */
export const ofArticle =
  (article: ArticleHere, action: Action & `${'article' | 'translation'}.${string}`, yes = 200, lang = 'en') =>
  (who: Who): number => {
    if (who.actor === null) return 401
    const subject = articleFor(who, article, lang)
    if (!can(who.actor, 'article.read', subject)) return 404
    if (can(who.actor, action, subject)) return yes
    return action === 'article.edit' && isLocked(article.status) ? 409 : 403
  }

/** Of the working text of a charter as a whole. */
export const ofWorkingText =
  (charter: CharterHere, yes = 200) =>
  (who: Who): number => {
    if (who.actor === null) return 401
    if (!can(who.actor, 'charter.see', charterSubject(charter))) return 404
    return can(who.actor, 'article.read', ANY_ARTICLE) ? yes : 403
  }

/** An act on a charter: of one that this asker may not see there is nothing to hear. */
export const ofCharter =
  (
    charter: CharterHere,
    action: Action & ('charter.export' | 'charter.settings' | 'charter.edit' | 'article.create' | 'version.cut'),
    yes = 200,
  ) =>
  (who: Who): number => {
    if (who.actor === null) return 401
    if (!can(who.actor, 'charter.see', charterSubject(charter))) return 404
    return can(who.actor, action, charterSubject(charter)) ? yes : 403
  }

/** Each article of a charter as a case. */
export const eachArticle =
  (more: (article: ArticleHere, place: Place) => Omit<Case, 'about'>) =>
  (place: Place): Case[] =>
    place.charter.articles.map((article) => ({ about: article.status, ...more(article, place) }))

/** The charter with a published version, and the one without. */
export const bothCharters =
  (more: (charter: CharterHere, place: Place) => Omit<Case, 'about'>) =>
  (place: Place): Case[] =>
    [place.charter, place.house.unseen].map((charter) => ({
      about: charter.isPublished ? 'published' : 'unpublished',
      ...more(charter, place),
    }))
