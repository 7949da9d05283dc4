// Over 250 lines: what the server finds, what becomes of it, and what a page is told are read together.
/**
 * What waits for a person (rules HO*): pure, from what the server found. The server finds only what this person may see; here it is
 * decided what of it waits for them, and in which order.
 */
import type { Party, Role } from './actor.ts'
import type { ArticleStatus } from './article.ts'
import type { Hat } from './hat.ts'
import { isOpen } from './thread.ts'
import type { TriageArticle } from './triage.ts'

/** What is due next. `at`: RFC 3339 UTC; `what`: in the secretariat's words. */
export interface Due {
  at: string
  what: string
}

/** An article as home speaks of it. */
export interface HomeArticle {
  id: string
  slug: string
  label: string
  heading: string
  status: ArticleStatus
  /** In any language. */
  openBrackets: number
  /** Open threads that this person may see. */
  openComments: number
  /** Others wrote in it after this person last had it open. */
  isUnread: boolean
  /** When this person last had it open; null: never. */
  openedAt: string | null
  /** It is this person's to write in, by assignment. */
  isAssigned: boolean
  /** Language -> paragraphs that follow an older source, of languages whose following this person can see to. */
  behind: Record<string, number>
}
export interface HomeVersion {
  number: number
  label: string
  stage: string
  publishedAt: string | null
}
/** Somebody's words under a thread that this person opened. */
export interface HomeReply {
  threadId: string
  article: Pick<HomeArticle, 'id' | 'slug' | 'label' | 'heading'>
  by: string
  at: string
}
/** Something that this person said and the secretariat withholds. `at`: since when, RFC 3339 UTC; both null where a file does not say. */
export interface HomeWithheld {
  commentId: string
  threadId: string
  article: Pick<HomeArticle, 'id' | 'slug' | 'label' | 'heading'>
  ground: string | null
  at: string | null
}
/** What of an article asks for an answer: how many, and until when the first of them; null: without an end. */
export interface HomeAsked {
  article: Pick<HomeArticle, 'id' | 'slug' | 'label' | 'heading'>
  n: number
  by: string | null
}
/** Something agreed that is discussed again. */
export interface HomeReopened {
  id: string
  article: Pick<HomeArticle, 'id' | 'slug' | 'label' | 'heading'>
  /** What the part is called, with its article; null: it is the article. */
  place: string | null
  /** RFC 3339 UTC */
  at: string
  hat: Hat
  /** Null: it is not told. */
  by: string | null
  reason: string | null
}
/** A proposal, and what it waits for: a head's approval, a sponsor's answer, to be tabled, words that collide to be settled. */
export interface HomeProposal {
  id: string
  code: string | null
  article: Pick<HomeArticle, 'id' | 'slug' | 'label' | 'heading'>
  waits: 'approve' | 'join' | 'admit' | 'held'
}
export interface HomePerson {
  id: string
  name: string
  party: Party
  /** Since when they wait, RFC 3339 UTC. */
  since: string
}
export interface TriageCounts {
  orphaned: number
  comment: number
  dangling: number
  behind: number
  unverified: number
  publish: number
}

/** What was found for one person; lists are empty, and single things null, where this person may not see them or has no part in them. */
export interface HomeFacts {
  roles: readonly Role[]
  /** Those whose working text this person reads, in the order of the charter. */
  articles: readonly HomeArticle[]
  /** The latest published version that was not withdrawn. */
  latest: HomeVersion | null
  /** This person's party has a standing sign-off of the latest version; null: there is no party or no version. */
  isSigned: boolean | null
  replies: readonly HomeReply[]
  /** Latest first. */
  withheld: readonly HomeWithheld[]
  /** What was agreed ad referendum, subject to their delegation's confirmation. */
  confirm: readonly HomeAsked[]
  /** Editorial fixes that they can still object to. */
  object: readonly HomeAsked[]
  /** Newest first. */
  reopened: readonly HomeReopened[]
  /** Placeholders whose words they, or their delegation, are to supply. */
  supply: readonly HomeAsked[]
  proposals: readonly HomeProposal[]
  /** Articles without a bracket in any language. */
  withoutBrackets: ReadonlySet<string>
  unverified: readonly HomePerson[]
  /** Invitations that nobody has taken up and that still work. */
  invited: { count: number; nextExpiry: string } | null
  triage: TriageCounts | null
  /** The number of the last version that was cut; null: none. */
  lastVersion: number | null
  record: { entries: number; lastAt: string | null } | null
}

export type Need =
  | { kind: 'sign'; version: HomeVersion; isOwnAct: boolean }
  | { kind: 'confirm'; asked: HomeAsked[] }
  | { kind: 'object'; asked: HomeAsked[] }
  | { kind: 'reopened'; reopened: HomeReopened[] }
  | { kind: 'supply'; asked: HomeAsked[] }
  | { kind: 'proposals'; proposals: HomeProposal[] }
  | { kind: 'answer'; replies: HomeReply[] }
  | { kind: 'withheld'; comments: HomeWithheld[] }
  | { kind: 'triage'; counts: TriageCounts; total: number }
  | { kind: 'continue'; article: HomeArticle }
  | { kind: 'changed'; articles: HomeArticle[] }
  | { kind: 'translate'; texts: { article: HomeArticle; lang: string; paragraphs: number }[] }
  | { kind: 'agree'; articles: HomeArticle[] }
  | { kind: 'read'; articles: HomeArticle[] }
  | { kind: 'begin'; articles: HomeArticle[] }
  | { kind: 'verify'; people: HomePerson[] }
  | { kind: 'invited'; count: number; nextExpiry: string }
  | { kind: 'publish'; last: number | null }
  | { kind: 'record'; entries: number; lastAt: string | null }
  | { kind: 'latest'; version: HomeVersion }
export type NeedKind = Need['kind']

/** Who looks on or looks after texts without writing them. */
const READERS: readonly Role[] = ['reviewer', 'head', 'language_reviewer', 'observer', 'signatory']

/** HO3: an article in which something happened that its writer has to look at. */
const hasNews = (article: HomeArticle): boolean => article.isUnread || article.openComments > 0

/** HO6: agreement is the next step for an article under discussion, or agreed in the group, once no bracket is left. */
const awaitsAgreement = (article: HomeArticle): boolean =>
  article.status === 'under_discussion' || article.status === 'agreed_in_group'

export const totalOf = (counts: TriageCounts): number => Object.values(counts).reduce((sum, n) => sum + n, 0)

/** What ends first stands first, what does not end last. */
const byEnd = (asked: readonly HomeAsked[]): HomeAsked[] =>
  asked.toSorted((a, b) => ((a.by ?? '~') < (b.by ?? '~') ? -1 : (a.by ?? '~') > (b.by ?? '~') ? 1 : 0))

/** HO1: in this order, nothing twice: an article that one writes in is not read besides, one to continue is not listed again. */
export function needsOf(facts: HomeFacts): Need[] {
  const { roles, articles, latest } = facts
  const has = (...some: readonly Role[]): boolean => some.some((role) => roles.includes(role))
  const needs: Need[] = []

  // HO2: a version awaits the party's sign-off: the signatory signs it, the head sees to it
  if (latest && facts.isSigned === false && has('signatory', 'head'))
    needs.push({ kind: 'sign', version: latest, isOwnAct: has('signatory') })
  // HO13, HO14: what ends at an instant comes before what does not
  if (facts.confirm.length > 0) needs.push({ kind: 'confirm', asked: byEnd(facts.confirm) })
  if (facts.object.length > 0) needs.push({ kind: 'object', asked: byEnd(facts.object) })
  // HO17: before what goes on from it
  if (facts.reopened.length > 0) needs.push({ kind: 'reopened', reopened: [...facts.reopened] })
  if (facts.supply.length > 0) needs.push({ kind: 'supply', asked: byEnd(facts.supply) })
  // HO15: each proposal once, by what it waits for
  if (facts.proposals.length > 0) needs.push({ kind: 'proposals', proposals: [...facts.proposals] })
  if (facts.replies.length > 0) needs.push({ kind: 'answer', replies: [...facts.replies] })
  // HO12: said for as long as it is withheld: the chair can be asked
  if (facts.withheld.length > 0) needs.push({ kind: 'withheld', comments: [...facts.withheld] })
  if (has('secretariat') && facts.triage && totalOf(facts.triage) > 0)
    needs.push({ kind: 'triage', counts: facts.triage, total: totalOf(facts.triage) })

  const own = articles.filter((article) => article.isAssigned)
  const last = own.reduce<HomeArticle | undefined>(
    (found, one) => (one.openedAt !== null && (found?.openedAt ?? '') < one.openedAt ? one : found),
    undefined,
  )
  const going = last ?? own[0]
  if (going) needs.push({ kind: 'continue', article: going })
  const changed = own.filter((article) => article !== going && hasNews(article))
  if (changed.length > 0) needs.push({ kind: 'changed', articles: changed })
  const texts = articles.flatMap((article) =>
    Object.entries(article.behind).map(([lang, paragraphs]) => ({ article, lang, paragraphs })),
  )
  if (texts.length > 0 && !has('secretariat')) needs.push({ kind: 'translate', texts })

  const agree = articles.filter((article) => awaitsAgreement(article) && facts.withoutBrackets.has(article.id))
  if (has('chair') && agree.length > 0) needs.push({ kind: 'agree', articles: agree })

  // HO4: what changed since it was read; where nothing was ever opened, where to begin
  if (has(...READERS, 'chair')) {
    const others = articles.filter((article) => !article.isAssigned)
    const unread = others.filter((article) => article.isUnread && article.openedAt !== null)
    const unopened = others.filter((article) => article.openedAt === null)
    if (unread.length > 0) needs.push({ kind: 'read', articles: unread })
    if (unopened.length > 0) needs.push({ kind: 'begin', articles: unopened })
  }
  if (has('head') && facts.unverified.length > 0) needs.push({ kind: 'verify', people: [...facts.unverified] })
  if (facts.invited && has('head')) needs.push({ kind: 'invited', ...facts.invited })
  if (has('secretariat')) needs.push({ kind: 'publish', last: facts.lastVersion })
  if (facts.record && has('auditor', 'secretariat')) needs.push({ kind: 'record', ...facts.record })
  if (latest && has('observer', 'auditor')) needs.push({ kind: 'latest', version: latest })
  return needs
}

/** Open until somebody settles them, and answered. */
const ANSWERED: readonly string[] = ['answered', 'acknowledged']

/** HO7: an open thread waits for the secretariat until the secretariat or the chair has the last word in it. `isHouse`: of each entry, oldest first. */
export const awaitsAnswer = (status: string, isHouse: readonly boolean[]): boolean =>
  isOpen({ status }) && !ANSWERED.includes(status) && isHouse.at(-1) !== true

/** HO5: replies of others after the person's own last word in the thread, and after they last went through the article's comments. */
export function newReplies<T extends { authorId: string | null; createdAt: string }>(
  personId: string,
  entries: readonly T[],
  seenAt: string | null,
): T[] {
  if (entries[0]?.authorId !== personId) return []
  const own = entries.filter(({ authorId }) => authorId === personId).at(-1)!
  const since = seenAt !== null && seenAt > own.createdAt ? seenAt : own.createdAt
  return entries.filter(({ authorId, createdAt }) => authorId !== personId && createdAt > since)
}

/** HO9: where the focus goes when an item is done: the one that comes after it, at the end the one before; null: nothing is left. */
export function nextItem(ids: readonly string[], done: string): string | null {
  const at = ids.indexOf(done)
  if (at < 0) return ids[0] ?? null
  return ids[at + 1] ?? ids[at - 1] ?? null
}

/** How the charter stands, for those who read its working texts. */
export interface Overview {
  /** In the order of the status machine; a status that no article has is left out. */
  statuses: { status: ArticleStatus; articles: number }[]
  articles: number
  openBrackets: number
  openComments: number
  /** Articles in which others wrote since this person had them open. */
  unread: number
  /** Who had a text open in the last seven days, as far as this person may know, by delegation and name; null: nobody may know it. */
  visitors: { party: Party | null; names: string[] }[] | null
  acts: OverviewAct[]
}
/** An act of the record that everybody at the table may know of. */
export interface OverviewAct {
  seq: number
  /** RFC 3339 UTC */
  at: string
  act: string
  by: { role: string; party: Party | null } | null
  article: { slug: string; label: string; heading: string } | null
  /** Of an act on an article's status. */
  status: { from: ArticleStatus; to: ArticleStatus } | null
  version: { number: number; label: string } | null
}

/** Texts in which words of this person came too late for their place (TX29). */
export interface HomeRecovered {
  article: TriageArticle
  lang: string
}
export interface HomeView {
  /** Null: there is none that this person may see. */
  charter: { id: string; slug: string; due: Due | null } | null
  needs: Need[]
  /** The other articles that this person writes in: in none of them is there news. */
  own: HomeArticle[]
  overview: Overview | null
  recovered: HomeRecovered[]
  /** The latest published version that their party has signed; null: none, or nothing to sign. */
  signed: HomeVersion | null
}
