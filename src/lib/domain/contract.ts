// Over 250 lines: the shapes of the contract, each named once, beside one another.
/**
 * The shapes that pages and programs receive: one set for `load`, forms and the JSON API (contract version 1).
 * Instants: RFC 3339 UTC with `Z`. Ids: opaque.
 */
import type { Obstacle } from './agreement.ts'
import type { ActSubject, Role, Party } from './actor.ts'
import type { Capacity } from './people.ts'
import type { ArticleDoc, ArticleStatus, BlockKind } from './article.ts'
import type { ProposalLink } from './contract-proposals.ts'
import type { Hat } from './hat.ts'
import type { Due } from './home.ts'
import type { PositionReaders } from './position.ts'
import type { RoundNumbers } from './places.ts'
import type { Target } from './reference.ts'

export interface Page<T> {
  items: T[]
  /** Cursor of the next page, or null at the end. */
  next: string | null
}
export interface PageRequest {
  limit?: number
  cursor?: string
}

export interface ActorView {
  id: string
  name: string
  email: string
  party: Party | null
  roles: Role[]
}
export interface SignedIn {
  /** `id.secret`; the secret is stored nowhere. */
  token: string
  expiresAt: string
  actor: ActorView
}

/** A link that was just made: `url` is its absolute path, told this once. */
export interface LinkMade {
  id: string
  url: string
  expiresAt: string
}
export interface InvitationView {
  id: string
  email: string
  name: string | null
  roles: Role[]
  /** Null: into the house. */
  party: Party | null
  invitedBy: string | null
  createdAt: string
  expiresAt: string
  /** `lapsed`: not used, but whoever made it may not give its roles now. */
  state: 'open' | 'lapsed' | 'used' | 'revoked' | 'expired'
}
/** What whoever holds the link of an invitation is shown. */
export interface InvitationFace {
  email: string
  name: string | null
  roles: Role[]
  party: Party | null
  invitedBy: string | null
  expiresAt: string
}
/** Somebody with an account, as those see them who look after people. Roles as they were given, whether they count now or not. */
export interface PersonView {
  id: string
  name: string
  /** Null for whoever may not see it: fellow members of a delegation. */
  email: string | null
  party: Party | null
  roles: Role[]
  /** Null: of no delegation. */
  standing: 'unverified' | 'active' | 'suspended' | null
  capacity: Capacity | null
  officialTies: string | null
  createdAt: string
  deactivatedAt: string | null
  permissions: {
    setRoles: boolean
    remove: boolean
    /** Look at credentials, suspend. */
    verify: boolean
    move: boolean
    /** Close and open the account. */
    administer: boolean
    resetPassword: boolean
  }
}
export interface MembershipView {
  party: Party
  beganAt: string
  verifiedAt: string | null
  suspendedAt: string | null
  endedAt: string | null
}
/** One person with their time in delegations, the oldest first. */
export interface PersonRecord extends PersonView {
  memberships: MembershipView[]
}
export interface PartyView extends Party {
  /** Language -> name. */
  names: Record<string, string>
  region: string | null
  contactLanguage: string | null
  timeZone: string | null
}
export interface AlternateView {
  id: string
  party: Party
  person: { id: string; name: string }
  role: 'head' | 'signatory'
  fromAt: string
  untilAt: string
  endedAt: string | null
  state: 'coming' | 'acting' | 'over'
}
/** The account of whoever asks. */
export interface AccountView {
  id: string
  name: string
  email: string
  party: Party | null
  roles: Role[]
  standing: 'unverified' | 'active' | 'suspended' | null
  capacity: Capacity | null
  officialTies: string | null
  language: string | null
  timeZone: string | null
  memberships: MembershipView[]
  alternates: AlternateView[]
}
export interface SessionView {
  id: string
  beganAt: string
  /** When the password was last given in it. */
  confirmedAt: string
  expiresAt: string
  isThisOne: boolean
}
/** Who drafts an article: people by name and delegations, whose drafters all do. One of `person` and `party` is null. */
export interface AssignmentView {
  articleId: string
  kind: 'drafter' | 'pen_holder' | 'language_reviewer'
  /** A language, or `*`. */
  lang: string
  person: { id: string; name: string; party: Party | null } | null
  party: Party | null
}

/** To whom something about a person's work is shown: everybody at the table, the person's own party, nobody. */
export const DISCLOSURES = ['all', 'own_party', 'off'] as const
export type Disclosure = (typeof DISCLOSURES)[number]
export interface CharterSettings {
  /** Who sees who is in its texts. */
  presence: Disclosure
  /** Who sees who wrote what. */
  authorship: Disclosure
  /** Whether declared capacities and ties stand beside statements. */
  capacities: Showing
  /** To whom positions are shown beside their own delegation, secretariat and chair, of those that are taken from now on. */
  positions: PositionReaders
}
export const SHOWINGS = ['shown', 'hidden'] as const
export type Showing = (typeof SHOWINGS)[number]

export interface CharterView {
  id: string
  slug: string
  /** In the original language. */
  title: string
  /** Language -> title, where there is one. */
  titles: Record<string, string>
  /** Original first. */
  languages: string[]
  originalLanguage: string
  /** A disclaimer to display with the text (the demo's). */
  notice: string | null
  /** What is due next, in the secretariat's words; null: nothing. */
  due: Due | null
  /** AR1: numbers and order of its articles stand. */
  numbersStand: boolean
  hasPublishedVersion: boolean
  permissions: { createArticle: boolean; cutVersion: boolean; export: boolean; edit: boolean }
}

/** Who becomes a drafter of every new article, and who could. */
export interface DraftersView {
  people: string[]
  parties: string[]
  /** Ids as in `people` and `parties`. */
  possible: {
    people: { id: string; name: string; party: Party | null }[]
    parties: { id: string; code: string; name: string }[]
  }
}

/** Something in an article that the secretariat should have seen before it publishes. */
export interface CheckedArticle {
  articleId: string
  /** Null: the preamble. */
  number: string | null
  label: string
  heading: string
  status: ArticleStatus
  /** Brackets that stand open, in whichever language. */
  brackets: number
  /** References to what is not in this text. */
  dangling: { lang: string; blockId: string; words: string }[]
  /** Blocks with hidden signs that turn the direction of words: until they are gone, this is not published. */
  turned: { lang: string; blockId: string }[]
  /** Languages of the charter in which the version has no text of it. */
  missing: string[]
  /** Language -> paragraphs whose source changed since, in the working text now. */
  behind: Record<string, number>
  /** Threads that nobody resolved, now. */
  openComments: number
}
export interface VersionChecks {
  version: VersionView
  /** In charter order, every article of the version. */
  articles: CheckedArticle[]
  /** Of the languages of the charter, those that some article of the version has. */
  languages: string[]
  /**
   * The one that the public reads now, with what changed since, and in which languages; null: none stands. An article counts once, whatever it
   * changed in; paragraphs and places count in every language.
   */
  previous: { id: string; number: number; label: string; counts: ComparedCounts; languages: string[] } | null
  /** What was written after the cut and is not in this version, and in which languages; counted likewise. */
  since: ComparedCounts
  sinceLanguages: string[]
  /** AG11: what stands between its text and its being adopted; languages to look at and editorial fixes of the work as it is now. */
  obstacles: Obstacle[]
  /** Marked deleted and left out. */
  leftOut: { number: string | null; heading: string }[]
}

export interface ArticleView {
  id: string
  kind: 'preamble' | 'article'
  /** `"14 bis"`, never translated; null for the preamble. */
  number: string | null
  /** Rendered in the language asked for: `Article 14 bis`. */
  label: string
  /** In the language asked for where that document exists, else in the original language. */
  heading: string
  status: ArticleStatus
  documents: { id: string; lang: string }[]
  /** Brackets that are not settled, in any language. */
  openBrackets: number
  /** Marked deleted, and why: its number is kept, its words are nobody's to change. */
  deletedAt: string | null
  deletedReason: string | null
  permissions: { read: boolean; edit: boolean; comment: boolean; propose: boolean }
}
/** What became of an article that was to go: nothing is left of it in the working text, or it is marked deleted. */
export interface ArticleRemoval {
  outcome: 'removed' | 'marked'
  article: ArticleView | null
}
export interface ArticleText extends ArticleView {
  charterId: string
  document: { id: string; lang: string }
  json: ArticleDoc
  /** Plain text with numbers, brackets `[a][b]` and references rendered. */
  text: string
  sources: { label: string; note: string }[]
  /** Where the blocks stand that its references point at, by block id; one that is missing dangles. */
  targets: Record<string, Target>
  /** The numbers that its blocks had when the round began, by block id; null: they are numbered by position. */
  round: RoundNumbers | null
  /** Blocks that are deleted by agreement: they stand in `json` until a version without them is published, and not in `text`. */
  deletedBlocks: string[]
}

/** Where a block of the working text stands. */
export interface BlockPlace {
  articleId: string
  /** Of the article; null: the preamble. */
  number: string | null
  /** The full name: `Article 7, paragraph 2`. */
  label: string
}

/** Where a block stands in its article. */
export interface PlaceInArticle {
  /** Its place among the blocks of the charter. */
  n: number
  kind: BlockKind
  /** `paragraph 2 (a)`; null: a heading, or another part that nobody numbers. */
  name: string | null
}

/** What an outline says of an article beside its status. */
export interface OutlineMark {
  articleId: string
  /** Others wrote in it after this person last had it open. */
  isUnread: boolean
  /** Language -> paragraphs that follow an older source; only those that have any. */
  behind: Record<string, number>
  /** Threads that this person may see and that nobody settled. */
  openComments: number
  /** Proposals that this person may read and of which nothing has come yet. */
  openProposals: number
}

/** How far an article in another language follows the original. */
export interface TranslationView {
  lang: string
  sourceLang: string
  /** The last entry of the source's journal that was looked at; a check names it. */
  sourceSeq: number
  /** Block ids whose words changed in the source after they did here, or were said to be the same. */
  behind: string[]
  permissions: { check: boolean }
}

export interface Anchor {
  blockId: string
  exact: string
  prefix?: string | undefined
  suffix?: string | undefined
  optionId?: string | undefined
}
/** What a page adds to an anchor that it makes: where the letters are in the text itself. */
export interface Located extends Anchor {
  /** Yjs relative positions, base64url. */
  start?: string | undefined
  end?: string | undefined
}
/** A contribution to earlier talks, as it stands in the file it was imported from (docs/exchange.md). */
export type PastFields = Record<string, unknown>

/** What is kept with an anchor beside what the contract asks for. */
export interface AnchorMemory {
  /** What stood around the words when the comment was made. */
  prefix: string
  suffix: string
  /** Label of the version that was the last one then; of an import, the one it was made on. */
  version: string | null
  /** Yjs relative positions of the first and behind the last letter, base64url; null: made without the text at hand. */
  start: string | null
  end: string | null
  /** The words stood nowhere else in the article then; absent: nobody looked. */
  isSole?: boolean | undefined
}

/** As what somebody spoke when they said it. */
export interface Author {
  /** As it was then. */
  name: string
  party: Party | null
  /** Their role then, as `AUTHOR_ROLES`; null: not known. */
  role: string | null
  /** Declared capacity and official ties then; null: not declared, or the charter hides them. */
  capacity: Capacity | null
  ties: string | null
  /** They speak for this party no longer: party and role stand for the name ("Delegation 03, delegate"). */
  isFormer: boolean
}
export interface Reply {
  id: string
  author: Author
  body: string
  createdAt: string
  /** By the reader. */
  isOwn: boolean
  /** Made by others after the reader last went through the comments of this article. */
  isNew: boolean
  /** Of what was imported: everything the file says of it. */
  past: PastFields | null
  /** `THREAD_STATUSES`, or a word of an imported file; of a reply: open, retracted or withheld. */
  status: string
  /** Why it was closed without action or withheld. */
  ground: string | null
  /** What the reader may do with these words now. */
  permissions: EntryPermissions
}
export interface EntryPermissions {
  retract: boolean
  withhold: boolean
  release: boolean
}
export interface Thread extends Reply {
  articleId: string
  lang: string
  visibility: 'participants' | 'delegation' | 'public' | 'private'
  /** The anchored words are not in the text any more; quote and thread stay. */
  orphaned: boolean
  anchor: Anchor | null
  /** The block it was made on. */
  home: string | null
  /** What helps to find the words again. */
  memory: AnchorMemory | null
  /** It stands in another block than the one it was made on: a part of it, the paragraph it was joined to, or where the same words stand now. */
  moved: 'split' | 'joined' | 'elsewhere' | null
  /** When it was last resolved, reopened, answered, closed, retracted or withheld, and by whom. */
  settledAt: string | null
  settledBy: string | null
  /** Proposals made of it, as far as this person reads them. */
  proposals: ProposalLink[]
  /** The proposal that it is about; null: the article's own words, or none that this person reads. */
  about: ProposalLink | null
  replies: Reply[]
  /** propose: make a proposal of it. */
  permissions: EntryPermissions & { settle: boolean; reply: boolean; propose: boolean }
}
/** A contribution to earlier talks that is no comment: a proposal, a position, a broken silence. */
export interface PastContribution {
  id: string
  /** Null: its block is gone. */
  articleId: string | null
  /** The block it is about, where that still stands. */
  blockId: string | null
  author: Author
  past: PastFields
}

/** Which threads a list shows. */
export const THREAD_FILTERS = ['open', 'mine', 'orphaned', 'new', 'settled', 'all'] as const
export type ThreadFilter = (typeof THREAD_FILTERS)[number]
export const THREAD_ORDERS = ['text', 'newest'] as const
export type ThreadOrder = (typeof THREAD_ORDERS)[number]
/** TH16: threads of an article, whatever of them a list shows. */
export interface ThreadCounts {
  /** Answered ones among them. */
  open: number
  answered: number
  settled: number
  /** Not settled, and the words that they are about are gone: among the open ones, counted apart. */
  orphaned: number
}
/** An article of a list over the whole charter. */
export interface CommentedArticle {
  /** `removedAt`: it is in the working text no more, and has no number. */
  article: { id: string; number: string | null; label: string; heading: string; removedAt?: string | undefined }
  /** Block id -> label, of those that have one. */
  labels: Record<string, string>
  /** Block ids in order, of the language asked for. */
  blocks: string[]
  threads: Thread[]
  counts: ThreadCounts
  past: PastContribution[]
}

export interface VersionView {
  id: string
  charterId: string
  number: number
  label: string
  notes: string
  stage: string
  sha256: string
  cutAt: string
  publishedAt: string | null
  withdrawnAt: string | null
  withdrawnReason: string | null
  /** Absolute path of its public page. */
  url: string
}
export interface VersionArticle {
  id: string
  kind: 'preamble' | 'article'
  number: string | null
  lang: string
  /** `Article 14 bis` in its language. */
  label: string
  heading: string
  status: string
  json: ArticleDoc
  text: string
  /** The numbers of its blocks, by block id; null: they are numbered by position. */
  round: RoundNumbers | null
}
/** What a delegation said in public of an article, in its own words; no part of the frozen text, nor of its hash. */
export interface PublicPosition {
  id: string
  articleId: string
  /** Null: of none. */
  party: Party | null
  partyNames: Record<string, string>
  /** `explanation`, `objects`; null: what the file says has no kind. */
  position: string | null
  lang: string
  body: string
  at: string
}
export interface VersionText extends VersionView {
  titles: Record<string, string>
  languages: string[]
  notice: string | null
  articles: VersionArticle[]
  /** VE11. In the order in which they were said. */
  positions: PublicPosition[]
}

export interface ComparedRun {
  op: 'keep' | 'ins' | 'del'
  text: string
  /** Kept words that differ in elongation: how they were. */
  was?: string | undefined
  /** These words went to this block (deleted) or came from it (inserted), by a split or a join. */
  moved?: string | undefined
  /** What this change concerns, of the flags of its block. */
  flags?: ('modal' | 'conjunction')[] | undefined
}
/** What changed about a block beside its words. Kinds as `para`, `item:2`; options by their labels; null: none. */
export interface ComparedShape {
  what: 'kind' | 'bracket' | 'option' | 'emphasis' | 'reference'
  before: string | null
  after: string | null
}
/** A block as one of the two texts has it. */
export interface ComparedSide {
  articleId: string
  kind: BlockKind
  depth: number
  /** `2.`, `(a)`; null: it shows none. */
  label: string | null
  /** As a reference names it: `Article 7, paragraph 2 (a)`. */
  name: string
}
export interface ComparedBlock {
  id: string
  change: 'same' | 'changed' | 'added' | 'removed' | 'moved'
  runs: ComparedRun[]
  /** A modal verb or a conjunction changed: substance, called out. */
  flags: ('modal' | 'conjunction')[]
  shape: ComparedShape[]
  /** Null: it is not in that text. */
  before: ComparedSide | null
  after: ComparedSide | null
  /** An added block: the block it was split from. */
  from: string | null
  /** A removed block: the block it was joined to. */
  into: string | null
}
export interface ComparedArticle {
  id: string
  /** Its number in each text; undefined: it is not there; null: the preamble. */
  before?: string | null | undefined
  after?: string | null | undefined
  blocks: ComparedBlock[]
  /** Where blocks stood that have moved: behind which of `blocks` (null: first). */
  movedFrom: { id: string; behind: string | null }[]
}
export interface ComparedCounts {
  /** Articles with any change. */
  articles: number
  changed: number
  added: number
  removed: number
  moved: number
  /** Places at which a modal verb, a conjunction changed. */
  modal: number
  conjunction: number
}
export interface Comparison {
  lang: string
  counts: ComparedCounts
  articles: ComparedArticle[]
}

/** TX29: words of the asker whose place somebody else had removed before they came. */
export interface RecoveredWords {
  id: string
  documentId: string
  articleId: string
  lang: string
  /** The block they were written in, and whether the text has it still: it was moved, or an option in it was dropped. */
  blockId: string
  isThere: boolean
  /** The option they were written in, if that was dropped; null: the block itself was removed or moved. */
  option: string | null
  /** At most 8,000 UTF-16 units: longer ones are several. ` … ` between words that stood apart. */
  words: string
  /** The block in which the first of them stands now; null: none of them is in the text any more. */
  standsIn: string | null
  /** When they came: RFC 3339 UTC. */
  at: string
}
/** Who wrote some words, as this reader may know it. Hidden: by somebody whom the charter's setting does not name to them. */
export interface WriterView {
  kind: 'own' | 'person' | 'system' | 'hidden'
  name: string | null
  /** Their party when they wrote it. */
  party: Party | null
  /** In which capacity they wrote it; null: the system, hidden, or not recorded (HW5). */
  hat: Hat | null
}
export interface AuthorshipView {
  document: { id: string; lang: string }
  /** To whom the charter shows who wrote what. */
  shownTo: Disclosure
  /** The entry of the journal as of which this is, the last one there is, and when the first was written. */
  seq: number
  last: number
  at: string
  blocks: {
    id: string
    kind: BlockKind
    depth: number
    label: string | null
    runs: { text: string; by: WriterView; seq: number; at: string }[]
  }[]
  /** Oldest first. */
  sittings: { from: number; to: number; begun: string; ended: string; by: WriterView[] }[]
}

export interface Restoration {
  articleId: string
  lang: string
  documentId: string
  /** The entry of the journal as of which the person looked. */
  base: number
  /** The entry that restored the text; null: it said so already. */
  seq: number | null
  /** The last entry of the text. */
  last: number
}

/** One of the texts compared. `at`: when a version was cut; of the working text the instant, null: now. */
export interface PointView {
  kind: 'version' | 'working'
  id: string | null
  number: number | null
  label: string | null
  at: string | null
}
export interface ComparedPoints extends Comparison {
  from: PointView
  to: PointView
}

export const DECISIONS = ['endorse', 'endorse_with_statement', 'decline'] as const
export type Decision = (typeof DECISIONS)[number]
export interface SignoffView {
  id: string
  versionId: string
  party: Party
  /** Language -> what the party is called in it. */
  partyNames: Record<string, string>
  decision: Decision
  stage: string
  sha256: string
  signedAt: string
  /**
   * `alternate`: for the signatory of the party, who was away (AL5). `speaksAs` and `ties`: as declared when it was signed, where the charter
   * shows capacities.
   */
  signatory: {
    name: string
    capacity: string | null
    alternate?: true | undefined
    speaksAs?: Capacity | null | undefined
    ties?: string | null | undefined
  }
  place: string | null
  statement: string | null
  articles: { articleId: string; kind: 'reservation' | 'declaration'; text: string }[]
  withdrawnAt: string | null
}

export interface AuditRow {
  seq: number
  at: string
  /** `alternate`: for the one whose role it is. */
  actor: { id: string; role: string; party: Party | null; alternate?: true | undefined } | null
  act: string
  subject: ActSubject
  data: Record<string, unknown>
  prevHash: string
  hash: string
}
/** What the record can be narrowed to; `removed`: articles that no charter has any more, as the record knew them. */
export interface RecordChoices {
  people: { id: string; name: string }[]
  acts: string[]
  removed: { id: string; number: string | null; heading: string | null }[]
}
export interface AuditVerdict {
  ok: boolean
  /** Rows in the chain. */
  length: number
  /** Hash of the last row; of nothing: 64 zeros. */
  head: string
  /** First `seq` at which the chain does not hold; null when it does. */
  brokenAt: number | null
}

/** Where a term is defined or used. */
export interface TermPlace {
  lang: string
  articleId: string
  articleNumber: string | null
  articleLabel: string
  blockId: string
  /** `1.`, `(a)`, or null. */
  label: string | null
}
/** A defined term of a charter, in all languages. */
export interface DefinedTerm {
  /** Stands in the text's marks. */
  id: string
  /** At most one a language; none at all: the definition is gone and only uses are left. `text`: the paragraph that defines. */
  definitions: (TermPlace & { words: string; text: string })[]
  /** All uses; `uses` are the first of them. */
  useCount: number
  /** `isLinked`: the words carry the mark; others are the same words. */
  uses: (TermPlace & { before: string; match: string; after: string; isLinked: boolean })[]
}

/** Words found in one article. */
export interface FoundArticle {
  article: { id: string; number: string | null; label: string; heading: string }
  isLocked: boolean
  canEdit: boolean
  /** All matches; `hits` are the first of them. */
  count: number
  hits: { blockId: string; label: string | null; before: string; match: string; after: string }[]
}
export interface CharterHits {
  lang: string
  count: number
  /** How many of an article's matches are told at most. */
  shownInArticle: number
  /** In charter order. */
  items: FoundArticle[]
}
/** Paragraphs that are in another article now; `moved`: with the footnotes that went along. */
export interface BlocksMoved {
  moved: string[]
  to: string
}
export interface Replacement {
  /** To take it back by; null: nothing was replaced. */
  id: string | null
  count: number
  replaced: { articleId: string; count: number }[]
  /** Chosen, but not to be edited, with the refusal's code. */
  leftAlone: { articleId: string; code: string }[]
}
export interface ReplacementUndone {
  undone: string[]
  leftAlone: { articleId: string; code: string }[]
}
