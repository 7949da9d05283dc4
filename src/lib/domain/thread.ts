/** Threads: their states, who is behind them, which of them a list shows and in what order (rules TH*; practice 8.3). */
import type { Role } from './actor.ts'
import type { Reply, Thread, ThreadCounts, ThreadFilter, ThreadOrder } from './contract.ts'

/** States of practice 8.3; imported files may have words of their own beside them. */
export const THREAD_STATUSES = [
  'open',
  'answered',
  'resolved',
  'converted',
  'closed_no_action',
  'retracted',
  'withheld',
  'acknowledged',
] as const
type ThreadStatus = (typeof THREAD_STATUSES)[number]

/** TH1: nothing is expected of anybody any more. */
const SETTLED: readonly string[] = ['resolved', 'converted', 'closed_no_action', 'retracted', 'withheld']
export const isSettled = ({ status }: Pick<Thread, 'status'>): boolean => SETTLED.includes(status)

/** Words of earlier talks after which nothing is expected either. Whatever else stands there is open: nothing is lost. */
const DONE_BEFORE: readonly string[] = [
  'accepted',
  'accepted_with_modification',
  'rejected',
  'noted',
  'recorded',
  'out_of_time',
]
/** TH1: what lists show as open, and what every page counts as that. */
export const isOpen = (thread: Pick<Thread, 'status'>): boolean =>
  !isSettled(thread) && !DONE_BEFORE.includes(thread.status)

/** What can be done with a comment, beside answering it (practice 8.3). Withholding and releasing say themselves what comes of them. */
export const COMMENT_ACTS = ['resolve', 'reopen', 'close', 'retract', 'withhold', 'release'] as const
export type CommentAct = (typeof COMMENT_ACTS)[number]

/** Out of view for most: what a moderator withholds or its author took back. */
export const GONE: readonly string[] = ['withheld', 'retracted']

/** In which states each act is done; to which it leads, unless that is how the comment stood before. */
export const COMMENT_TURNS = {
  resolve: { notFrom: ['resolved', 'closed_no_action', ...GONE], to: 'resolved' },
  reopen: { from: ['resolved', 'converted', 'closed_no_action'], to: 'open' },
  // TH11: with a reason
  close: { notFrom: SETTLED, to: 'closed_no_action' },
  // TH9
  retract: { notFrom: SETTLED, to: 'retracted' },
  // TH10: with a ground
  withhold: { notFrom: GONE, to: 'withheld' },
  release: { from: ['withheld'], to: null },
  // TH17: with the proposal that is made of it
  convert: { from: ['open', 'answered'], to: 'converted' },
} as const satisfies Record<
  CommentAct | 'convert',
  ({ from: readonly string[] } | { notFrom: readonly string[] }) & { to: ThreadStatus | null }
>

/** Whether a comment in this state can be turned so; by whom is for `can` to say. */
export function canTurn(act: CommentAct, { status }: Pick<Thread, 'status'>): boolean {
  const turn: { from?: readonly string[]; notFrom?: readonly string[] } = COMMENT_TURNS[act]
  return turn.from?.includes(status) ?? !turn.notFrom?.includes(status)
}

/** TH14: whether a reply answers its thread while it stands. `isPen`: its author holds the pen of the article. */
export const isAnswer = (
  reply: { status: string; authorId: string | null; authorRole: string | null },
  thread: { authorId: string | null },
  isPen: boolean,
): boolean =>
  !GONE.includes(reply.status) &&
  (reply.authorId === null || reply.authorId !== thread.authorId) &&
  (isPen || reply.authorRole === ('secretariat' satisfies AuthorRole))

/** Roles in which people speak, in the words of the file format. */
export const AUTHOR_ROLES = [
  'secretariat',
  'chair',
  'head_of_delegation',
  'signatory',
  'delegate',
  'language_reviewer',
  'reviewer',
  'observer',
] as const
export type AuthorRole = (typeof AUTHOR_ROLES)[number]

const SPEAKING: readonly [Role, AuthorRole][] = [
  ['secretariat', 'secretariat'],
  ['chair', 'chair'],
  ['head', 'head_of_delegation'],
  ['signatory', 'signatory'],
  ['drafter', 'delegate'],
  ['language_reviewer', 'language_reviewer'],
  ['reviewer', 'reviewer'],
]

/** TH2: of a person's roles the one in which they speak; the weightiest. */
export const speakingRole = (roles: readonly Role[]): AuthorRole =>
  SPEAKING.find(([role]) => roles.includes(role))?.[1] ?? 'observer'

/** When something was last said or settled in a thread. */
export const lastActivity = ({ createdAt, settledAt, replies }: Thread): string =>
  [createdAt, settledAt ?? '', ...replies.map((reply) => reply.createdAt)].reduce((a, b) => (a > b ? a : b))

export const hasNews = (thread: Thread): boolean => thread.isNew || thread.replies.some(({ isNew }) => isNew)
/** The reader began it or replied in it. */
export const isMine = (thread: Thread): boolean => thread.isOwn || thread.replies.some(({ isOwn }) => isOwn)

/** Its words are gone, and something is still expected of somebody. */
export const isOrphan = (thread: Pick<Thread, 'status' | 'orphaned'>): boolean => thread.orphaned && !isSettled(thread)

/** TH16. */
export function countThreads(threads: readonly Pick<Thread, 'status' | 'orphaned'>[]): ThreadCounts {
  const open = threads.filter(isOpen)
  return {
    open: open.length,
    answered: open.filter(({ status }) => status === 'answered').length,
    settled: threads.length - open.length,
    orphaned: threads.filter(isOrphan).length,
  }
}

/** TH3: what each filter shows. */
const SHOWS: Record<ThreadFilter, (thread: Thread) => boolean> = {
  open: isOpen,
  mine: isMine,
  orphaned: isOrphan,
  new: hasNews,
  settled: (thread) => !isOpen(thread),
  all: () => true,
}

const speaks = (party: string, { author }: Reply): boolean => author.party?.code === party

/** TH3, TH4: the threads that a filter and a party leave, those without a block first, then in the order of the text; or the newest first. */
export function chosenThreads(
  threads: readonly Thread[],
  chosen: { show: ThreadFilter; party: string | null; order: ThreadOrder },
  placeOf: (thread: Thread) => number,
): Thread[] {
  const { show, party, order } = chosen
  const shown = threads.filter(
    (thread) =>
      SHOWS[show](thread) &&
      (party === null || speaks(party, thread) || thread.replies.some((reply) => speaks(party, reply))),
  )
  const byTime = (a: Thread, b: Thread): number => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0)
  if (order === 'newest') return shown.sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1))
  return shown.sort((a, b) => placeOf(a) - placeOf(b) || byTime(a, b))
}

/** Parties that speak in these threads, by code. */
export function partiesOf(threads: readonly Thread[]): { code: string; name: string }[] {
  const parties = new Map<string, { code: string; name: string }>()
  for (const thread of threads)
    for (const { author } of [thread, ...thread.replies]) if (author.party) parties.set(author.party.code, author.party)
  return [...parties.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

/**
 * TH5: where cards stand beside a text: each beside its words where it can, none over another, in their order. The one in hand stands
 * where it belongs and pushes the others away, in both directions.
 * @param cards their wished place and height @param inHand index of the one in hand, -1: none @returns the place of each
 */
export function stackCards(cards: readonly { at: number; height: number }[], inHand: number, gap: number): number[] {
  const places: number[] = []
  const first = Math.max(0, inHand)
  for (let i = first; i < cards.length; i++) {
    const floor = i === first ? (inHand < 0 ? 0 : -Infinity) : places[i - 1]! + cards[i - 1]!.height + gap
    places[i] = Math.max(cards[i]!.at, floor)
  }
  for (let i = first - 1; i >= 0; i--) places[i] = Math.min(cards[i]!.at, places[i + 1]! - gap - cards[i]!.height)
  // nothing above the beginning: what was pushed out there comes down, and pushes in turn
  let floor = 0
  for (let i = 0; i < cards.length && places[i]! < floor; i++) {
    places[i] = floor
    floor += cards[i]!.height + gap
  }
  return places
}

/** Words of imported files that the pages have words for; others are shown as they stand. */
export const PAST_STATUSES = [
  'noted',
  'recorded',
  'out_of_time',
  'submitted',
  'tabled',
  'under_discussion',
  'accepted',
  'accepted_with_modification',
  'orphaned',
  'withdrawn',
  'not_retained',
  'superseded',
] as const
export const PAST_TYPES = [
  'comment',
  'question',
  'editorial',
  'linguistic',
  'support',
  'proposal',
  'position',
  'silence_break',
  'declaration_intent',
] as const
export const PAST_OPS = [
  'replace',
  'insert_after',
  'insert_before',
  'delete',
  'retain_bracket_text',
  'select_option',
  'add_alternative',
] as const
export const PAST_POSITIONS = [
  'can_accept',
  'can_accept_ad_referendum',
  'reserves_position',
  'objects',
  'explanation',
] as const
export const VISIBILITIES = ['participants', 'delegation', 'public', 'private'] as const
