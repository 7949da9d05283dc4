// Over 250 lines: the talks of a file are of one shape, and so are what a reader makes of them.
/**
 * The part of a charter file that holds its talks (docs/exchange.md, "Talks"): proposals, brackets, agreement, positions, decisions. Delegations are named
 * by code, articles and paragraphs by the ids of their blocks; of people it tells in which capacity they acted, never who they are.
 */
import type { ArticleDoc, Block, BlockKind, BracketKind, PartStatus } from '../../src/lib/domain/article.ts'
import type { Attribution } from '../../src/lib/domain/attribution.ts'
import type { Venue } from '../../src/lib/domain/contract-brackets.ts'
import type { ComparedRun } from '../../src/lib/domain/contract.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { PositionReaders, Stand } from '../../src/lib/domain/position.ts'
import type { BracketAct, ProposalAct, ProposalKind, ProposalStatus } from '../../src/lib/domain/proposal.ts'
import type { Flag } from '../../src/lib/domain/substance.ts'
import type { TextFile } from './format.ts'

/** The only form of this part so far. */
export const TALKS_VERSION = 1

/** A block of a proposal's text. `bracket`: around it as a whole. */
export interface BlockFile {
  id: string
  kind: BlockKind
  depth?: number
  bracket?: { id: string; kind: BracketKind }
  text: TextFile
}
/** A text as what it is not of another: the blocks that are other or new, and the order of all of them where that is another. */
export interface ChangeFile {
  order?: string[]
  blocks: BlockFile[]
}
export type TextKind = 'original' | 'translation' | 'modified'

export interface ProposalTextFile {
  lang: string
  kind: TextKind
  at: string
  /** What it is based on, as a change of the article's text in this file (of an amendment, of the text that it amends); absent: that text. */
  base?: ChangeFile
  /** What it says, as a change of what it is based on. */
  text: ChangeFile
  /** Words of it collide with what it was forked from. */
  held?: true
}
/** What a proposal said when it was submitted last, while its sponsors write it anew. */
export interface SubmittedFile {
  rationale?: string
  rationale_lang?: string
  on_behalf_of?: ProposalFile['on_behalf_of']
  /** Who stood behind it, and since when; absent: its story does not say. */
  sponsors?: { party: string; since: string }[]
  texts: Pick<ProposalTextFile, 'lang' | 'kind' | 'base' | 'text'>[]
}
export interface SponsorFile {
  party: string
  kind: 'main' | 'co'
  state: 'invited' | 'joined' | 'left'
  at: string
}
/** One act on a proposal, and where it led. Without `from`: it began. Without `as`: nobody did it, it followed from another act. */
export interface StepFile {
  at: string
  act: ProposalAct
  from?: ProposalStatus
  to: ProposalStatus
  as?: Hat
  party?: string
  reason?: string
  /** The delegation that it is about, and the one whose it is by that. */
  about?: string
  heir?: string
  /** Brackets in which its words stand as options; null: it asks for the words to go. */
  brackets?: { bracket: string; option: string | null }[]
  decision?: string
}
export interface ProposalFile {
  id: string
  article: string
  code?: string
  kind: ProposalKind
  act?: BracketAct
  status: ProposalStatus
  lang: string
  /** Absent: the chair's, or of somebody whom the file does not name. */
  party?: string
  created_at: string
  submitted_at?: string
  tabled_at?: string
  settled_at?: string
  approval_asked_at?: string
  rationale?: string
  rationale_lang?: string
  on_behalf_of?: { group: string; members: string[]; except: string[] }
  amends?: string
  succeeds?: string
  answers?: string
  /** The contribution that it is, and the one that it was made of. */
  contribution?: string
  made_of?: string
  late?: true
  shown?: true
  sponsors: SponsorFile[]
  texts: ProposalTextFile[]
  /** Of one that is with its sponsors again; absent: as it is now. */
  submitted?: SubmittedFile
  /** Oldest first. */
  story: StepFile[]
}
/** That a delegation stands behind an option, or (`option` absent) reserves on the bracket. */
export interface StandFile {
  party: string
  option?: string
  from: string
  until?: string
}
export interface TalkedBracketFile {
  article: string
  id: string
  kind: BracketKind
  level: 'inline' | 'block' | 'article'
  status: 'open' | 'settled'
  created_at: string
  note?: string
  proposal?: string
  /** Who is to supply what a placeholder stands for, and by when. */
  owner?: string
  due_at?: string
  decision?: string
  options: { id: string; status: 'open' | 'chosen' | 'dropped' | 'merged'; origin?: string; proposal?: string }[]
  stands: StandFile[]
}
export interface ConfirmationFile {
  party: string
  confirmed_at?: string
  refused_at?: string
  reason?: string
}
/** That somebody moved an article (`block` absent) or a part of it in its agreement. */
export interface MoveFile {
  id: string
  article: string
  block?: string
  from: PartStatus
  to: PartStatus
  as: Hat
  at: string
  reason?: string
  group?: string
  objections?: string[]
  confirmations?: ConfirmationFile[]
  sitting?: string
}
/** How far an article (`block` absent) or a block of it is agreed, or that it is deleted by agreement; since when, and by which move. */
export interface AgreedFile {
  article: string
  block?: string
  status: PartStatus
  since: string
  move?: string
  confirm_by?: string
  /** Languages in which it had no words then. */
  empty_in?: string[]
}
export interface PositionFile {
  article: string
  block?: string
  party: string
  stand: Stand
  note?: string
  shown_to: PositionReaders
  as: Hat
  at: string
}
/** A block that is another since, by its words: kept, taken out, put in. */
export interface DecidedBlockFile {
  id: string
  label?: string
  op: 'changed' | 'added' | 'removed' | 'moved'
  runs: ComparedRun[]
  flags?: Flag[]
}
export interface DecisionFile {
  id: string
  article: string
  bracket?: string
  proposal?: string
  act: string
  venue: Venue
  as?: Hat
  on_word_of?: 'chair'
  at: string
  note?: string
  dropped?: { id: string; label: string; by: string[]; words: Record<string, string> }[]
  undone_by?: string
  sitting?: string
  /** What it did to the words, by language. */
  texts?: { lang: string; blocks: DecidedBlockFile[] }[]
}
/** A paragraph in a language that somebody who speaks it has to look at. */
export interface FlagFile {
  article: string
  lang: string
  block: string
  reason: 'grammar' | 'words' | 'extent' | 'concordance'
  decision?: string
  raised_at: string
}
/** A sitting of the talks; `ended_at` absent: it goes on, `at` where the room is. Who is in the chair the file does not say. */
export interface SittingFile {
  id: string
  title: string
  place?: string
  began_at: string
  ended_at?: string
  at?: { article: string; block?: string }
}
/** Agreed words put right: the block before and after, and what became of that. */
export interface FixFile {
  id: string
  article: string
  lang: string
  before: BlockFile
  after: BlockFile
  why: string
  proposed_at: string
  /** Until when it can be objected to. */
  confirmed?: { at: string; until: string }
  objection?: { at: string; party?: string; reason?: string }
  withdrawn_at?: string
  taken_back_at?: string
}
/** That a thread, a contribution of the file, is about a proposal. */
export interface ThreadFile {
  contribution: string
  proposal: string
}
export interface TalksFile {
  version: typeof TALKS_VERSION
  settings?: { attribution?: Attribution; positions?: PositionReaders; proposals_until?: string }
  /** The last number given under a stem, where that is more than the codes of the file say. */
  counters?: Record<string, number>
  proposals?: ProposalFile[]
  brackets?: TalkedBracketFile[]
  moves?: MoveFile[]
  agreed?: AgreedFile[]
  positions?: PositionFile[]
  decisions?: DecisionFile[]
  flags?: FlagFile[]
  sittings?: SittingFile[]
  fixes?: FixFile[]
  threads?: ThreadFile[]
}

/** A proposal with its texts whole. */
export type PlannedProposal = Omit<ProposalFile, 'texts' | 'submitted'> & {
  /** Null: the file says nothing of it. `base` null: what the text is a change of. */
  submitted:
    | (Omit<SubmittedFile, 'texts'> & {
        texts: (Pick<ProposalTextFile, 'lang' | 'kind'> & { base: ArticleDoc | null; doc: ArticleDoc })[]
      })
    | null
  texts: (Pick<ProposalTextFile, 'lang' | 'kind' | 'at'> & {
    /** What it is a change of, as that stands in the file. */
    source: ArticleDoc
    /** Null: that. */
    base: ArticleDoc | null
    doc: ArticleDoc
    isHeld: boolean
  })[]
}
/** Talks with nothing left to check: lists that the file leaves out are empty. Those that amend stand behind what they amend. */
export type TalksPlan = Required<Omit<TalksFile, 'version' | 'proposals' | 'fixes'>> & {
  proposals: PlannedProposal[]
  fixes: (Omit<FixFile, 'before' | 'after'> & { before: Block; after: Block })[]
}
