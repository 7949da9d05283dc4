// Over 250 lines: the table of its life and the words that it is made of are read together.
/**
 * Proposals: what becomes of one, by whom, and what it is called (rules PS*; practice 8.2). The whole life stands in `TURNS`. Pure.
 */
import { daysAfter } from './people.ts'
import { ok, refuse, type RefusalCode, type Result } from './result.ts'

export const PROPOSAL_STATUSES = [
  'draft',
  'submitted',
  'late',
  'returned',
  'not_considered',
  'tabled',
  'under_discussion',
  'accepted',
  'accepted_modified',
  'merged',
  'bracketed',
  'superseded',
  'withdrawn',
  'lapsed',
  'not_retained',
  'discarded',
] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

/** wording: other words. bracket: what is to become of a bracket. bridging: the chair's own words, of no delegation. */
export const PROPOSAL_KINDS = ['wording', 'bracket', 'bridging'] as const
export type ProposalKind = (typeof PROPOSAL_KINDS)[number]

/** What a proposal of kind bracket asks for. */
export const BRACKET_OPS = ['keep', 'delete', 'choose'] as const
export interface BracketAct {
  op: (typeof BRACKET_OPS)[number]
  bracket: string
  /** With `choose`. */
  option?: string | undefined
}

/**
 * Who does it. author: the delegation whose proposal it is, by head or drafter; of bridging text the chair. head: the author's head.
 * writer: a head or drafter of whatever sponsors it. sponsor: whoever sponsors it, by head, or by drafter where that delegation's head need not approve. another: a delegation that does not.
 * invited: one that was asked to. system: with another act, in its transaction.
 */
export type Doer =
  'author' | 'head' | 'writer' | 'sponsor' | 'invited' | 'another' | 'secretariat' | 'chair' | 'pen_holder' | 'system'

/** What must hold besides, and what is answered where it does not. */
const CONDITIONS = {
  /** PS3: the head approved of what stands there now, where the delegation wants that. */
  approved: 'needs-approval',
  /** The head is asked at all. */
  headWanted: 'transition-not-allowed',
  approvalAsked: 'transition-not-allowed',
  /** A word is another, or a bracket is to be settled. */
  proposes: 'nothing-proposed',
  /** What is held is settled first. */
  nothingHeld: 'held-words',
  inTime: 'transition-not-allowed',
  late: 'transition-not-allowed',
  /** Others sponsor it too; nobody else does. */
  othersSponsor: 'transition-not-allowed',
  lastSponsor: 'transition-not-allowed',
  /** PS6: within thirty days, and before another version was cut. */
  withinTerm: 'too-late',
  /** It was before the table when it lapsed or was withdrawn, or it was not. */
  wasTabled: 'transition-not-allowed',
  wasWaiting: 'transition-not-allowed',
  /** PS26: it was in brackets then, and one of them is open; all are settled, and its option stands; or none of its words do. */
  bracketOpen: 'transition-not-allowed',
  optionStands: 'transition-not-allowed',
  optionFell: 'transition-not-allowed',
  /** Its article stands in the working text. */
  targetStands: 'already-deleted',
} as const satisfies Record<string, RefusalCode>
export type Condition = keyof typeof CONDITIONS

export interface ProposalTurn {
  from: readonly ProposalStatus[]
  act: ProposalAct
  /** `same`: it stays where it is. */
  to: ProposalStatus | 'same'
  who: readonly Doer[]
  when?: readonly Condition[]
  /** With words of why. */
  withReason?: true
}

/** What is done with one; `begin` makes it. */
export const PROPOSAL_ACTS = [
  'begin',
  'edit',
  'ask_approval',
  'approve',
  'invite',
  'discard',
  'submit',
  'admit',
  'return',
  'decline',
  'take_up',
  'accept',
  'accept_modified',
  'merge',
  'bracket',
  'choose',
  'drop',
  'join',
  'leave',
  'take_over',
  'supersede',
  'not_retain',
  'lapse',
  'carry_over',
  'undo',
  'hold',
  'settle_held',
  'modify',
  'take_in',
  'follow',
] as const
export type ProposalAct = (typeof PROPOSAL_ACTS)[number]

/** Where its words are still its sponsors' to write. */
const WRITABLE = ['draft', 'returned'] as const
/** To be looked at before it is tabled. */
const WAITING = ['submitted', 'late'] as const
const TALKED = ['tabled', 'under_discussion'] as const
/** Accepted elsewhere (a file says so), its words not in the text: an acceptance here brings them there in the same act. */
const DECIDED = ['accepted', 'accepted_modified'] as const

/** PS26: what was in brackets comes back to them, or to what became of them meanwhile. */
const backToBrackets = (from: ProposalStatus, act: ProposalAct, doer: Doer): ProposalTurn[] =>
  (
    [
      ['bracketed', 'bracketOpen'],
      ['merged', 'optionStands'],
      ['not_retained', 'optionFell'],
    ] as const
  ).map(([to, condition]) => ({
    from: [from],
    act,
    to,
    who: [doer],
    when: [condition, 'withinTerm', 'targetStands'],
  }))

/** PS1: the life of a proposal. Of several rows for an act the first whose conditions hold; the reason is that of the last. */
export const TURNS: readonly ProposalTurn[] = [
  { from: WRITABLE, act: 'edit', to: 'same', who: ['writer'] },
  { from: WRITABLE, act: 'ask_approval', to: 'same', who: ['author'], when: ['headWanted'] },
  { from: WRITABLE, act: 'approve', to: 'same', who: ['head'], when: ['approvalAsked'] },
  { from: WRITABLE, act: 'invite', to: 'same', who: ['author'] },
  { from: ['draft'], act: 'discard', to: 'discarded', who: ['author'] },
  {
    from: WRITABLE,
    act: 'submit',
    to: 'submitted',
    who: ['author'],
    when: ['targetStands', 'proposes', 'nothingHeld', 'approved', 'inTime'],
  },
  {
    from: WRITABLE,
    act: 'submit',
    to: 'late',
    who: ['author'],
    when: ['targetStands', 'proposes', 'nothingHeld', 'approved', 'late'],
  },
  { from: ['submitted'], act: 'admit', to: 'tabled', who: ['secretariat'] },
  { from: ['submitted'], act: 'return', to: 'returned', who: ['secretariat'], withReason: true },
  { from: ['late'], act: 'admit', to: 'tabled', who: ['chair'] },
  { from: ['late'], act: 'decline', to: 'not_considered', who: ['chair'], withReason: true },
  { from: ['tabled'], act: 'take_up', to: 'under_discussion', who: ['chair'], when: ['targetStands'] },
  // not the sponsors' words, once it was accepted with others
  { from: ['under_discussion', 'accepted'], act: 'accept', to: 'accepted', who: ['chair'] },
  { from: ['under_discussion', ...DECIDED], act: 'accept_modified', to: 'accepted_modified', who: ['chair'] },
  { from: DECIDED, act: 'merge', to: 'merged', who: ['chair'] },
  { from: ['under_discussion'], act: 'bracket', to: 'bracketed', who: ['chair'] },
  { from: ['bracketed'], act: 'choose', to: 'merged', who: ['system'] },
  { from: ['bracketed'], act: 'drop', to: 'not_retained', who: ['system'] },
  { from: [...WRITABLE, ...WAITING], act: 'join', to: 'same', who: ['invited'] },
  { from: [...TALKED, 'bracketed'], act: 'join', to: 'same', who: ['invited', 'another'] },
  {
    from: [...WRITABLE, ...WAITING, ...TALKED, 'bracketed'],
    act: 'leave',
    to: 'same',
    who: ['sponsor'],
    when: ['othersSponsor'],
  },
  {
    from: ['returned', ...WAITING, ...TALKED, 'bracketed'],
    act: 'leave',
    to: 'withdrawn',
    who: ['sponsor'],
    when: ['lastSponsor'],
  },
  ...backToBrackets('withdrawn', 'take_over', 'another'),
  {
    from: ['withdrawn'],
    act: 'take_over',
    to: 'tabled',
    who: ['another'],
    when: ['wasTabled', 'withinTerm', 'targetStands'],
  },
  { from: TALKED, act: 'supersede', to: 'superseded', who: ['system'] },
  { from: TALKED, act: 'not_retain', to: 'not_retained', who: ['chair'], withReason: true },
  { from: [...WAITING, ...TALKED, ...DECIDED, 'bracketed'], act: 'lapse', to: 'lapsed', who: ['system'] },
  ...backToBrackets('lapsed', 'carry_over', 'author'),
  {
    from: ['lapsed'],
    act: 'carry_over',
    to: 'tabled',
    who: ['author'],
    when: ['withinTerm', 'targetStands', 'wasTabled'],
  },
  {
    from: ['lapsed'],
    act: 'carry_over',
    to: 'submitted',
    who: ['author'],
    when: ['withinTerm', 'targetStands', 'wasWaiting'],
  },
  { from: ['merged'], act: 'undo', to: 'under_discussion', who: ['chair'], withReason: true },
  { from: WRITABLE, act: 'settle_held', to: 'same', who: ['writer'] },
  // in the copy that is to be accepted
  { from: ['under_discussion', ...DECIDED], act: 'settle_held', to: 'same', who: ['chair', 'pen_holder'] },
  { from: ['under_discussion', ...DECIDED], act: 'modify', to: 'same', who: ['chair', 'pen_holder'] },
  // an amendment's words, which came into it
  { from: WRITABLE, act: 'take_in', to: 'same', who: ['writer'] },
  { from: TALKED, act: 'take_in', to: 'same', who: ['chair'] },
  { from: [...WRITABLE, ...WAITING, ...TALKED, ...DECIDED], act: 'hold', to: 'same', who: ['system'] },
  { from: [...WRITABLE, ...WAITING, ...TALKED, ...DECIDED], act: 'follow', to: 'same', who: ['system'] },
]

const rowsOf = (act: ProposalAct, status: ProposalStatus): readonly ProposalTurn[] =>
  TURNS.filter((turn) => turn.act === act && turn.from.includes(status))

/** Whether a proposal in this state can be turned so by anybody. */
export const canTurnProposal = (act: ProposalAct, status: ProposalStatus): boolean => rowsOf(act, status).length > 0

/** Who may do it: in this state, or (null) in any. */
export const doersOf = (act: ProposalAct, status: ProposalStatus | null): readonly Doer[] =>
  (status === null ? TURNS.filter((turn) => turn.act === act) : rowsOf(act, status)).flatMap(({ who }) => who)

/** Whether it is done with words of why. */
export const needsReason = (act: ProposalAct): boolean =>
  TURNS.some((turn) => turn.act === act && turn.withReason === true)

/** PS1: where an act leads. `holds`: what is known of the conditions; what is not named does not hold. */
export function turned(
  act: ProposalAct,
  status: ProposalStatus,
  holds: Partial<Record<Condition, boolean>> = {},
): Result<ProposalStatus> {
  let refused: Result<ProposalStatus> = refuse('transition-not-allowed', {
    detail: `A proposal that is ${status} does not go this way: ${act}.`,
  })
  for (const { to, when = [] } of rowsOf(act, status)) {
    const lacking = when.find((condition) => holds[condition] !== true)
    if (lacking === undefined) return ok(to === 'same' ? status : to)
    refused = refuse(CONDITIONS[lacking], { detail: `It cannot be so now: ${lacking}.` })
  }
  return refused
}

/** Nothing has been decided about it yet, or what was decided is not in the text. */
export const OPEN_PROPOSALS: readonly ProposalStatus[] = [...WRITABLE, ...WAITING, ...TALKED, ...DECIDED, 'bracketed']
export const isOpenProposal = (status: ProposalStatus): boolean => OPEN_PROPOSALS.includes(status)

/** PS27: accepted elsewhere, and its words do not stand in the text yet. */
export const isUnmerged = (status: ProposalStatus): boolean => (DECIDED as readonly ProposalStatus[]).includes(status)

/** Its words are being written by its sponsors. */
export const isWritable = (status: ProposalStatus): boolean => (WRITABLE as readonly ProposalStatus[]).includes(status)

/** It can be amended, and worded anew. */
export const isBeforeTable = (status: ProposalStatus): boolean => (TALKED as readonly ProposalStatus[]).includes(status)

/** PS12: what goes with its target. Drafts and returned ones wait: nobody else knows of a draft, and its article may come back. */
export const LAPSING: readonly ProposalStatus[] = TURNS.filter(({ act }) => act === 'lapse').flatMap(({ from }) => from)

/** FK7: what follows the text that it was forked from. */
export const FOLLOWING: readonly ProposalStatus[] = TURNS.filter(({ act }) => act === 'follow').flatMap(
  ({ from }) => from,
)

/** PS6: days within which a withdrawn proposal may be taken over and a lapsed one carried over. */
export const TERM_DAYS = 30
/** The instant at which that ends, RFC 3339 UTC. */
export const termOf = (settledAt: string): string => daysAfter(settledAt, TERM_DAYS)

// PS2: codes

/** What the codes of an article's proposals begin with: `ART-7`, `ART-14bis`, `PRE`; of amendments to a proposal, its code. */
export const stemOf = (number: string | null): string => (number === null ? 'PRE' : `ART-${number.replaceAll(' ', '')}`)

/** PS30: whether a code was given under a number that its article has no more. `number`: of the article now. */
export const hasOtherStem = (code: string | null, number: string | null): boolean =>
  code !== null && !code.startsWith(`${stemOf(number)}/`)

/** PS2, PS8: the code of the nth proposal under a stem; `amended`: the code of the proposal that it is to change. */
export const codeOf = (stem: string, n: number, amended: string | null = null): string =>
  amended === null ? `${stem}/P-${n}` : `${amended}/A-${n}`

/** Proposals and amendments to them by code, those without one last: articles as given, then by number, each before its amendments. */
export function compareCodes(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const [left, right] = [a, b].map((code) => [...code.matchAll(/\/[PA]-(\d+)/g)].map(([, n]) => Number(n)))
  for (let i = 0; i < Math.max(left!.length, right!.length); i++) {
    const step = (left![i] ?? 0) - (right![i] ?? 0)
    if (step !== 0) return step
  }
  return a < b ? -1 : a > b ? 1 : 0
}

// PS5: limits

export const PROPOSAL_LIMITS = {
  /** Characters. */
  rationale: 10_000,
  group: 200,
  /** Parties. */
  sponsors: 200,
  /** Blocks that one may change. */
  blocks: 300,
  /** Drafts of one delegation on one article at a time, and open proposals of an article. */
  drafts: 20,
  open: 500,
} as const

/** Why the secretariat returns one (practice 8.2); in words besides. */
export const RETURN_GROUNDS = ['no_wording', 'out_of_scope', 'names_party', 'other'] as const
export type ReturnGround = (typeof RETURN_GROUNDS)[number]
