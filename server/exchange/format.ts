/**
 * The exchange format of a charter (docs/exchange.md) and what reading it yields: a plan with nothing left to check.
 */
import type { ArticleDoc, ArticleStatus, BracketKind } from '../../src/lib/domain/article.ts'
import type { Anchor } from '../../src/lib/domain/contract.ts'
import type { TalksFile, TalksPlan } from './format-talks.ts'

/** Words with references and brackets among them: a string, or strings and nodes joined without spaces. */
export type TextFile = string | (string | NodeFile)[]
export type NodeFile =
  /** `dangling`: its target was deleted; without it a target that is missing is a fault. */
  | { ref: { to: string; form?: 'full' | 'relative'; as?: string; dangling?: true } }
  | { bracket: BracketFile }
  /** Calls a footnote of this article. */
  | { note: { to: string; dangling?: true } }
  /** Words that define a term, and words that use one; `dangling`: its definition was deleted. */
  | { define: { id: string; text: TextFile } }
  | { term: { to: string; text: TextFile; dangling?: true } }
  | { bold: TextFile }
  | { italic: TextFile }

export interface OptionFile {
  /** Where it is not `<bracket>.<n>`, n its place from 1. */
  id?: string
  label: string
  by: string[]
  origin?: string
  text: TextFile
}
export interface BracketFile {
  id: string
  kind: BracketKind
  options: OptionFile[]
  reserved_by?: string[]
  note?: string
}
export interface ItemFile {
  id: string
  text: TextFile
  items?: ItemFile[]
}
/** Closing words of a paragraph; their id is `<paragraph>.tail` unless given. */
export type TailFile = TextFile | { id: string; text: TextFile }
export interface ParagraphFile {
  id: string
  text?: TextFile
  bracket?: Omit<BracketFile, 'options'>
  alternatives?: OptionFile[]
  items?: ItemFile[]
  tail?: TailFile
  /** Further lists and closing words, where there are several. */
  more?: { items?: ItemFile[]; tail?: TailFile }[]
}
/** The words of a footnote. */
export interface NoteFile {
  id: string
  text: TextFile
}
/** Marked deleted: its words are no part of the charter's text any more; number and words are kept until they come back or go. */
export interface DeletedFile {
  reason: string
  /** RFC 3339 UTC. */
  at?: string
}
export interface ArticleFile {
  number: string
  id: string
  heading: TextFile
  status?: ArticleStatus
  deleted?: DeletedFile
  bracket?: { id: string; kind: BracketKind; by: string[]; reserved_by?: string[]; note?: string }
  paragraphs: ParagraphFile[]
  notes?: NoteFile[]
  sources?: { label: string; note: string }[]
}
export interface PreambleFile {
  id: string
  type: 'chapeau' | 'recital' | 'formula' | 'note'
  text: TextFile
}
export interface SocietyFile {
  code: string
  name: string
  names?: Record<string, string>
  region?: string
  contact_language?: string
  time_zone?: string
}
export interface TranslationFile {
  title: string
  lang: string
  dir?: 'ltr' | 'rtl'
  status?: string
  /** Words of the preamble's heading, where they are not the language's own for it. */
  preamble_heading?: TextFile
  preamble: PreambleFile[]
  articles: Omit<ArticleFile, 'status' | 'deleted' | 'sources'>[]
}
export interface AnchorFile {
  exact: string
  lang: string
  version: string
  /** Label of an option. */
  option?: string
}
export interface ContributionFile {
  id: string
  type: string
  society: string | null
  author_role: string
  lang: string
  target: string
  created_at: string
  anchor?: AnchorFile
  body: string
  change?: { op: string; lang?: string; find?: string; text?: TextFile; bracket?: string; option?: string }
  status: string
  visibility: 'participants' | 'delegation' | 'public' | 'private'
  thread_of?: string
  orphan?: { since: string; reason: string; note?: string }
  [more: string]: unknown
}
export interface CharterFile {
  title: string
  /** The charter's address, where the file wishes one. */
  slug?: string
  lang: string
  version: { label: string; kind?: string; as_of?: string; symbol?: string; original?: string }
  preamble_heading?: TextFile
  preamble_deleted?: DeletedFile
  /** Of the preamble as a whole, where it is not under discussion. */
  preamble_status?: ArticleStatus
  preamble: PreambleFile[]
  articles: ArticleFile[]
  /** The text is not written in the habits of its languages, and nobody asks. */
  typography?: 'unchecked'
  notice?: string
  translations?: TranslationFile[]
  rounds?: { id: string; version: string; opens_at: string; closes_at: string }[]
  silences?: { id: string; version: string; opens_at: string; closes_at: string; rule?: string }[]
  contributions?: ContributionFile[]
  societies?: SocietyFile[]
  talks?: TalksFile
}

export interface OptionPlan {
  /** The same in every language. */
  id: string
  /** Party codes; empty: unattributed. */
  by: string[]
  /** `facilitator`: the chair's text. */
  origin: string | null
}
/** Who stands behind a bracket; its words are in the text. */
export interface BracketPlan {
  id: string
  kind: BracketKind
  level: 'inline' | 'block' | 'article'
  note: string | null
  /** Null: the file says nothing. */
  reservedBy: string[] | null
  options: OptionPlan[]
}
export interface ArticlePlan {
  kind: 'preamble' | 'article'
  /** Null: the preamble. */
  number: string | null
  /** Id of its heading block. */
  headingBlock: string
  status: ArticleStatus
  /** `at` null: the file does not say when. */
  deleted: { reason: string; at: string | null } | null
  sources: { label: string; note: string }[]
  /** Original first, then in the order of the charter's languages. */
  docs: { lang: string; doc: ArticleDoc }[]
  brackets: BracketPlan[]
}
export interface SocietyPlan {
  code: string
  name: string
  /** Language -> name. */
  names: Record<string, string>
  region: string | null
  contactLanguage: string | null
  /** IANA. */
  timeZone: string | null
}
export interface ContributionPlan {
  id: string
  /** Heading block of the article that holds the target; null for an orphan whose block is gone. */
  headingBlock: string | null
  /** Where it stands in the text, as the API has it; null without an anchor. */
  anchor: Anchor | null
  /** As in the file. */
  data: ContributionFile
}
export interface CharterPlan {
  slug: string | null
  /** Language -> title. */
  titles: Record<string, string>
  originalLanguage: string
  /** Original first. */
  languages: string[]
  versionLabel: string
  notice: string | null
  /** Charter order; the preamble first, where there is one. */
  articles: ArticlePlan[]
  societies: SocietyPlan[]
  contributions: ContributionPlan[]
  /** Null: the file says nothing of them. */
  talks: TalksPlan | null
  /** The file itself, to be kept: what is not text is exported from it. */
  source: CharterFile
}
