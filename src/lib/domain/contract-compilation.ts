/** The shapes of the compilation text, as pages and programs receive it. Whom it names is the charter's setting (AT*). */
import type { Party } from './actor.ts'
import type { ArticleStatus, BlockKind, BracketKind } from './article.ts'
import type { Attribution } from './attribution.ts'
import type { ShownFix } from './contract-agreement.ts'
import type { BracketView, StandingView } from './contract-brackets.ts'
import type { ProposalGroup } from './contract-proposals.ts'
import type { ComparedRun } from './contract.ts'
import type { BracketAct, ProposalKind, ProposalStatus } from './proposal.ts'
import type { Piece } from './rendering.ts'
import type { Flag } from './substance.ts'

/** A proposal, told of once where it comes first. */
export interface CompiledProposal {
  id: string
  code: string
  kind: ProposalKind
  status: ProposalStatus
  /** Of no delegation. */
  isChairs: boolean
  sponsors: StandingView
  group: ProposalGroup | null
  /** Code of the proposal that it amends. */
  amends: string | null
  rationale: string
  rationaleLang: string | null
  /** Of the words that are shown, where all of them are in the language asked for; else the one in which it was made. */
  lang: string
  /** CT5: some of it has no words in the language that was asked for. */
  isOtherLanguage: boolean
  /** Something of it collides with the article as it is now. */
  isHeld: boolean
  isLate: boolean
}

/** What a proposal does at one place. */
export interface CompiledChange {
  proposal: string
  blockId: string
  op: 'changed' | 'added' | 'removed' | 'moved' | 'bracket'
  /** Here it is told who makes it and why; further below its code alone. */
  isFirst: boolean
  /** The number that a paragraph it adds would have, where numbers do not move; null: none, or it is not known. */
  label: string | null
  /** Of what moves: the block it is to stand behind; null: above all. */
  behind: string | null
  /** Of kind bracket: what is to become of which. */
  act: BracketAct | null
  /** Of its words. */
  lang: string
  /** CT5: it has none in the language that was asked for. */
  isOtherLanguage: boolean
  runs: ComparedRun[]
  flags: Flag[]
}

export interface CompiledOption {
  id: string
  label: string
  /** Its words in the language shown. */
  words: string
  by: StandingView
  isChairs: boolean
}
/** An open bracket with who stands behind its options. */
export interface CompiledBracket {
  id: string
  kind: BracketKind
  level: BracketView['level']
  options: CompiledOption[]
  reservedBy: StandingView
  owner: BracketView['owner']
  dueAt: string | null
  note: string | null
}

export interface CompiledComment {
  id: string
  author: { name: string; party: Party | null; role: string | null }
  lang: string
  /** The words it is about; null: the article as a whole. */
  quote: string | null
  /** Those words are in the text no more. */
  isOrphaned: boolean
  /** Code of the proposal that it is about. */
  about: string | null
  body: string
  createdAt: string
  replies: { author: CompiledComment['author']; body: string; createdAt: string }[]
}

/** A block of the base text, and what belongs behind it. */
export interface CompiledBlock {
  id: string
  kind: BlockKind
  depth: number
  label: string | null
  pieces: Piece[]
  /** What it says, references spelt out, open brackets as `[…]`. */
  text: string
  /** By agreement: it keeps its number until a version without it is published. */
  isDeleted: boolean
  /** Of its words, while they can be objected to (EF5). */
  fixes: ShownFix[]
  brackets: CompiledBracket[]
  changes: CompiledChange[]
  comments: CompiledComment[]
}

export interface CompiledArticle {
  id: string
  number: string | null
  slug: string
  label: string
  /** Of its words: the original's where it has no text in the language asked for. */
  lang: string
  status: ArticleStatus
  /** By code. */
  proposals: CompiledProposal[]
  /** The heading first, notes last. */
  blocks: CompiledBlock[]
  /** CT4: what is proposed of paragraphs that are not in the text any more. */
  adrift: CompiledChange[]
  /** On the article as a whole, and those whose words are gone. */
  comments: CompiledComment[]
  /** In any language. */
  openBrackets: number
}

export interface Compilation {
  charterId: string
  /** Of the charter, as an imported file names it; else its address. */
  symbol: string
  title: string
  /** In which language the text is, and in which it was written. */
  lang: string
  original: string
  /** As of when, by the database's clock. */
  at: string
  attribution: Attribution
  articles: CompiledArticle[]
}
