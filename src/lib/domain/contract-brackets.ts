/** The shapes of brackets, decisions and languages to look at, as pages and programs receive them. Whom they name is the charter's setting (AT*). */
import type { Party } from './actor.ts'
import type { BracketKind } from './article.ts'
import type { Attribution } from './attribution.ts'
import type { ComparedRun } from './contract.ts'
import type { Hat } from './hat.ts'
import type { Settlement } from './settling.ts'
import type { Flag } from './substance.ts'
import type { SeenWords } from './words-seen.ts'

/** Who is told to stand somewhere; `areOthers`: others do too, whom nobody names. */
export interface StandingView {
  parties: Party[]
  areOthers: boolean
}
export interface OptionView {
  id: string
  label: string
  /** Language -> what it says, references spelt out. */
  words: Record<string, string>
  by: StandingView
  /** Whether it is the chair's text. */
  isChairs: boolean
  /** Of an alternative to a paragraph or item as a whole (NU15): `Article 7, paragraph 3 alt`; null: of any other. */
  place: string | null
}
export interface BracketView {
  id: string
  articleId: string
  kind: BracketKind
  level: 'inline' | 'block' | 'article'
  blockId: string
  /** Of its block: `Article 5, paragraph 3`. */
  label: string
  options: OptionView[]
  reservedBy: StandingView
  /** Who is to supply what a placeholder stands for; null: nobody named, or not to you. */
  owner: { party: Party | null; person: { id: string; name: string } | null } | null
  dueAt: string | null
  note: string | null
  /** Null: it was typed, and nobody has acted on it yet. */
  createdAt: string | null
  /** Of each language in which it stands a mark of what its options say, for whoever settles it (BD13). */
  words: SeenWords[]
  permissions: BracketPermissions
}
export interface BracketPermissions {
  /** Add an alternative. */
  put: boolean
  /** Join, leave, reserve, release, in the name of one's delegation. */
  join: boolean
  settle: boolean
  /** Name the owner of a placeholder and when it is due. */
  setPlaceholder: boolean
  /** Propose what is to become of it. */
  propose: boolean
}
/** A paragraph in a language that somebody who speaks it has to look at. */
export interface FlagView {
  id: string
  articleId: string
  lang: string
  blockId: string
  /** grammar: what stands around what was chosen. words: there are none yet. extent: how much is meant. concordance: it says another thing. */
  reason: 'grammar' | 'words' | 'extent' | 'concordance'
  decisionId: string | null
  raisedAt: string
  /** What the paragraph says there, references spelt out; null: it is gone. */
  words: string | null
  /** A mark of that, for whoever may say that it reads right (DC3). */
  mark: string | null
  permissions: { clear: boolean }
}
export interface ArticleBrackets {
  items: BracketView[]
  flags: FlagView[]
  permissions: { put: boolean }
}
export interface CharterBrackets extends ArticleBrackets {
  /** Open brackets in any language, and languages to look at: of each article that has any, in the charter's order. */
  counts: { articleId: string; open: number; flags: number }[]
  attribution: Attribution
}

export const VENUES = ['meeting', 'silence', 'written'] as const
export type Venue = (typeof VENUES)[number]

export interface DecisionView {
  id: string
  articleId: string
  bracketId: string | null
  proposalId: string | null
  act: string
  venue: Venue
  sittingId: string | null
  /** Null: the system, or somebody whom the file that it came with does not name. */
  by: { id: string; name: string; hat: Hat | null } | null
  onWordOf: 'chair' | null
  at: string
  note: string
  dropped: { id: string; label: string; words: Record<string, string>; by: StandingView }[]
  /** Document -> the entries of its journal before and after. */
  seqs: Record<string, [number, number]>
  undoneBy: string | null
}
/** What a decision did to the words of one language: the blocks that are others since. */
export interface DecidedText {
  lang: string
  blocks: {
    id: string
    /** Its number in the article; null: it shows none. */
    label: string | null
    op: 'changed' | 'added' | 'removed' | 'moved'
    runs: ComparedRun[]
    flags: Flag[]
  }[]
}
/** A decision with what it did. */
export interface DecisionChange extends DecisionView {
  texts: DecidedText[]
}

/** Words of one block, as anchors quote them (AN1). */
export interface WordsQuote {
  exact: string
  prefix?: string | undefined
  suffix?: string | undefined
}
export interface PutInput {
  /** Null: the article. */
  blockId: string | null
  kind: BracketKind
  /** Language -> which words; the original language where any; none: the block as a whole. */
  quotes?: Record<string, WordsQuote> | undefined
  /** Of alternatives the second option: language -> what it says. */
  alternative?: Record<string, string> | undefined
  /** Who stands behind the alternative, or behind the words where there is none: codes, or the chair; null: nobody is named. */
  by?: readonly string[] | 'chair' | null | undefined
  /** In which capacity, for whoever has several. */
  as?: Hat | undefined
  note?: string | undefined
}
export interface OptionInput {
  words: Record<string, string>
  by?: readonly string[] | 'chair' | null | undefined
  /** In which capacity, for whoever has several. */
  as?: Hat | undefined
}
export interface PlaceholderInput {
  as?: Hat | undefined
  /** A delegation by code or a person by id; null: nobody. */
  owner?: { party?: string | undefined; person?: string | undefined } | null | undefined
  dueAt?: string | null | undefined
  note?: string | null | undefined
}
export interface SettleInput {
  act: Settlement
  /** Of choose: which; of merge: which of `options` stays. */
  option?: string | undefined
  options?: readonly string[] | undefined
  /** Of replace and merge: language -> words; the original language's are needed. */
  words?: Record<string, string> | undefined
  /** Of split and widen: language -> which words are taken out or in. */
  quotes?: Record<string, WordsQuote> | undefined
  note?: string | undefined
  venue?: Venue | undefined
  sittingId?: string | undefined
  /** That the secretariat acts for the chair. */
  onWordOf?: 'chair' | undefined
  /** In which capacity, for whoever has several. */
  as?: Hat | undefined
  /** BD13: what its options said, as they were shown. Absent: they are not compared. */
  seen?: readonly SeenWords[] | undefined
}
export interface AttributionView {
  attribution: Attribution
  /** What waits for the chair to confirm; null: nothing. */
  asked: Attribution | null
}
