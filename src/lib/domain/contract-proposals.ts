/** The shapes of proposals that pages and programs receive. Instants: RFC 3339 UTC with `Z`. Ids: opaque. */
import type { Party } from './actor.ts'
import type { ArticleDoc, Block } from './article.ts'
import type { SeenText } from './as-seen.ts'
import type { ComparedRun, Comparison } from './contract.ts'
import type { Hat } from './hat.ts'
import type { Take } from './merge-settled.ts'
import type { HeldKind } from './merge.ts'
import type { BracketAct, ProposalAct, ProposalKind, ProposalStatus } from './proposal.ts'
import type { Target } from './reference.ts'
import type { RefusalCode } from './result.ts'
import type { Flag } from './substance.ts'

/** A proposal named by another: its successor, what it amends, answers or takes the place of. */
export interface ProposalLink {
  id: string
  /** Null until it is submitted. */
  code: string | null
  status: ProposalStatus
}

export interface ProposalSponsor {
  party: Party
  /** main: in whose name it began, or who carries it on. */
  kind: 'main' | 'co'
  state: 'invited' | 'joined' | 'left'
  /** Since when. */
  at: string
}

/** On behalf of whom it is made, beside its sponsors. */
export interface ProposalGroup {
  name: string
  members: Party[]
  /** Members that the group does not speak for here. */
  except: Party[]
}

/** What the person who asks may do with it as it stands. */
export interface ProposalPermissions {
  write: boolean
  submit: boolean
  askApproval: boolean
  approve: boolean
  discard: boolean
  invite: boolean
  join: boolean
  leave: boolean
  admit: boolean
  return: boolean
  decline: boolean
  takeUp: boolean
  decide: boolean
  notRetain: boolean
  merge: boolean
  undo: boolean
  takeOver: boolean
  carryOver: boolean
  reword: boolean
  amend: boolean
  /** Begin another that answers it. */
  answer: boolean
  /** Say which words stand where they collide: its sponsors while they write it, the pen in the copy. */
  settleHeld: boolean
  /** Begin the copy that is to be accepted in its place, or go on in it. */
  modify: boolean
  acceptModified: boolean
  bracket: boolean
  /** Of an amendment: take it into what it amends. */
  takeIn: boolean
}

/** A proposal in a list: from rows, no text is loaded for it. */
export interface ProposalSummary {
  id: string
  articleId: string
  /** `ART-7/P-3`; null until it is submitted. */
  code: string | null
  kind: ProposalKind
  /** Of kind bracket: what is to become of which. */
  act: BracketAct | null
  status: ProposalStatus
  lang: string
  /** Of no delegation. */
  isChairs: boolean
  /** Null: the chair's, or not named (AT1). */
  party: Party | null
  /** As far as they are named. */
  sponsors: ProposalSponsor[]
  /** Other delegations sponsor it, too, which are not named. */
  areOthers: boolean
  group: ProposalGroup | null
  /** The first words of its rationale. */
  opening: string
  rationaleLang: string | null
  /** The blocks it changes, in the order of the text. */
  blocks: { id: string; lang: string; op: 'changed' | 'added' | 'removed' | 'moved' }[]
  /** Something of it collides with the article as it is now. */
  isHeld: boolean
  isLate: boolean
  /** Counts its acts; whoever acts may name the one they saw. */
  rev: number
  submittedAt: string | null
  tabledAt: string | null
  /** When it was withdrawn, lapsed or decided. */
  settledAt: string | null
  amends: ProposalLink | null
  permissions: ProposalPermissions
}

/** One block that it changes. */
export interface ProposalBlock {
  id: string
  op: 'changed' | 'added' | 'removed' | 'moved'
  /** Its number in the article as that is now; null: none. */
  label: string | null
  runs: ComparedRun[]
  /** A modal verb or a conjunction changes: substance, called out. */
  flags: Flag[]
  base: Block | null
  text: Block | null
  /** The block it stood behind, and is to stand behind. */
  basePrev: string | null
  prev: string | null
  /** What collides, with the three texts; null: nothing. */
  held: Record<string, unknown> | null
}

/** Its text in one language. */
export interface ProposalText extends SeenText {
  lang: string
  /** modified: as the pen-holder would have it, before it is accepted. */
  kind: 'original' | 'translation' | 'modified'
  isHeld: boolean
  blocks: ProposalBlock[]
}

/** How the pen-holder's copy differs from the sponsors' words, by block. */
export interface ModifiedText {
  lang: string
  blocks: Pick<ProposalBlock, 'id' | 'op' | 'runs' | 'flags'>[]
}

/** One of its texts, whole, beside what it is to change. */
export interface ProposalWording extends SeenText {
  lang: string
  kind: 'original' | 'translation' | 'modified'
  /** What it was forked from; of kind modified: what the proposal says. */
  base: ArticleDoc
  text: ArticleDoc
  /** Where the blocks stand that either points at, by block id. */
  targets: Record<string, Target>
  permissions: { write: boolean }
  /** Why not: a refusal's code. */
  readOnly: RefusalCode | null
}

/** One step of its story. */
export interface ProposalEvent {
  n: number
  at: string
  act: ProposalAct
  from: ProposalStatus | null
  to: ProposalStatus
  /** In which capacity: chair, secretariat, party, pen_holder; null: the system. */
  hat: Hat | null
  party: Party | null
  /** Of people of another delegation: null. */
  name: string | null
  /** Why, in words; null: nothing was said. */
  reason: string | null
  /** Which delegation was asked, joined, left or took it over. */
  about: Party | null
  /** Of an acceptance with modifications: what of the sponsors' words was modified. */
  modified: ModifiedText[]
}

export interface ProposalView extends ProposalSummary {
  charterId: string
  /** Everybody who reads the article reads it, for good; from then on it may be commented on. */
  isShown: boolean
  /** Null: drafting is its sponsors' affair. */
  createdAt: string | null
  rationale: string
  /** Null where its head need not approve; else when they were asked, whether they have, and whether it says that still. */
  approval: { askedAt: string | null; isApproved: boolean; isCurrent: boolean } | null
  texts: ProposalText[]
  /** Oldest first. */
  events: ProposalEvent[]
  succeeds: ProposalLink | null
  successor: ProposalLink | null
  answers: ProposalLink | null
  /** Those that answer it, as they began. */
  answeredBy: ProposalLink[]
  amendments: ProposalLink[]
  /** Brackets in which its words, or the end of words, are options: their ids, and which option is its own; null: it asks for the words to go. */
  brackets: { bracket: string; option: string | null }[]
  /** How the copy that would be accepted differs from the sponsors' words now; empty: there is none, or it does not. */
  modified: ModifiedText[]
  /** The thread that it was made of, where this person may see it. */
  madeOf: string | null
  /** Threads about it, by id. */
  threads: string[]
}

export interface SettleHeldInput {
  lang: string
  /** A block that collides. */
  block: string
  take: Take
  as?: Hat | undefined
  rev?: number | undefined
}

export interface ModifyInput {
  /** Whose words the copy begins with where they collide; the article's if it is not said. */
  held?: 'article' | 'proposal' | undefined
  as?: Hat | undefined
  rev?: number | undefined
}

export interface DisputeInput {
  /** Ids of other proposals on this article, whose words become options beside its own. */
  with?: readonly string[] | undefined
  as?: Hat | undefined
  rev?: number | undefined
  /** PS22: its own texts as they were shown. Absent: they are not compared. */
  seen?: readonly SeenText[] | undefined
}

/** What collides, with all three texts of it. */
export interface HeldWords {
  kind: HeldKind
  /** The blocks it concerns. */
  blocks: string[]
  base: Block[]
  main: Block[]
  fork: Block[]
  /** The field, format, block or rule in question. */
  what?: string | undefined
}

/** What an article would say in one language with a proposal accepted. */
export interface ProposalPreview extends SeenText {
  lang: string
  /** From the article as it is now to what it would be. */
  comparison: Comparison
  /** What collides: there the article would stay as it is. */
  held: HeldWords[]
}
