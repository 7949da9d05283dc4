// Over 250 lines: one interface, a line or two for everything that the server does.
/**
 * The application object: everything a page, an API route or the command line may ask of the server.
 * `main.ts` builds it and hands it to the hooks as `locals.app`; routes import only its type.
 * Each function asks `can` itself and never trusts its caller. A missing thing and an invisible thing are both `not-found`.
 */
import type { Actor, ActSubject, Party, Role } from '../src/lib/domain/actor.ts'
import type { ConcordanceRow } from '../src/lib/domain/concordance.ts'
import type {
  ArticleText,
  BlocksMoved,
  ArticleRemoval,
  ArticleView,
  AuditRow,
  AuditVerdict,
  AuthorshipView,
  AccountView,
  AlternateView,
  AssignmentView,
  BlockPlace,
  PlaceInArticle,
  CharterHits,
  DefinedTerm,
  CharterSettings,
  CharterView,
  CommentedArticle,
  ComparedPoints,
  Comparison,
  Decision,
  InvitationFace,
  InvitationView,
  LinkMade,
  DraftersView,
  OutlineMark,
  Located,
  Page,
  PastContribution,
  RecoveredWords,
  PageRequest,
  PartyView,
  PersonRecord,
  PersonView,
  RecordChoices,
  Replacement,
  ReplacementUndone,
  Restoration,
  SessionView,
  SignedIn,
  SignoffView,
  Thread,
  TranslationView,
  VersionChecks,
  VersionText,
  VersionView,
} from '../src/lib/domain/contract.ts'
import type { ChangeView } from '../src/lib/domain/contract-changes.ts'
import type { Counts } from '../src/lib/domain/counts.ts'
import type { OpenMatter } from '../src/lib/domain/open-matters.ts'
import type { Hat } from '../src/lib/domain/hat.ts'
import type { Due, HomeView } from '../src/lib/domain/home.ts'
import type { Result } from '../src/lib/domain/result.ts'
import type { RecordFilter } from './charter/read-audit.ts'
import type { TriageItem } from '../src/lib/domain/triage.ts'
import type { AgreementApp } from './agreement/app.ts'
import type { StatusInput } from './agreement/set-status.ts'
import type { AssignmentInput } from './charter/assign.ts'
import type { BracketsApp } from './brackets/app.ts'
import type { CompilationApp } from './compilation/app.ts'
import type { Config } from './config.ts'
import type { AccountInput } from './people/account.ts'
import type { AlternateInput } from './people/alternates.ts'
import type { InvitationInput } from './people/invitations.ts'
import type { PartyInput } from './people/parties.ts'
import type { ProposalsApp } from './proposals/app.ts'
import type { SittingsApp } from './sittings/app.ts'

/** `matchCase`, `wholeWords`, `looseArabic`: domain/find.ts. `lang`: the original language where nothing is said. */
export interface FindInput {
  text: string
  lang?: string | undefined
  matchCase?: boolean | undefined
  wholeWords?: boolean | undefined
  looseArabic?: boolean | undefined
}

type Who = Actor | null

export interface NewArticle {
  heading: string
  /** The article it follows; null: at the end. No other number moves. */
  after: string | null
  /** In place of `after`: the article it stands before; null: at the end. Until numbers stand the others are numbered anew. */
  before?: string | null | undefined
  kind?: 'preamble' | 'article' | undefined
  /** In place of both: the article whose number it shares as an alternative to it (NU15). It stands in brackets. */
  alternativeTo?: string | undefined
  /** With a document in every language of the charter; else in the original alone. */
  inAllLanguages?: boolean | undefined
  as?: Hat | undefined
}
export interface CharterEdit {
  /** Language -> title; without words: none. */
  titles: Record<string, string>
}
/** Ids of people and of delegations. */
export interface DraftersInput {
  people: readonly string[]
  parties: readonly string[]
  alsoExisting?: boolean | undefined
}

export interface RestoreInput {
  as?: Hat | undefined
  /** One of the two: a version, or the entry of the journal after which the text stood. */
  versionId?: string | undefined
  seq?: number | undefined
  lang?: string | undefined
  /** The entry as of which the person looked at the text that is replaced; else the last. */
  base?: number | undefined
}

export interface PointsInput {
  /** A version (`3`, or its id), `now`, or an instant of the working text. */
  from: string
  to: string
  lang?: string | undefined
  /** This article alone. */
  article?: string | undefined
}

export interface SignoffInput {
  decision: Decision
  sha256: string
  statement?: string | undefined
  articles?: { articleId: string; kind: 'reservation' | 'declaration'; text: string }[] | undefined
  capacity?: string | undefined
  place?: string | undefined
  password?: string | undefined
}

export interface App {
  config: Config
  /** How far parts of articles are agreed, editorial fixes, positions, the board. */
  agreement: AgreementApp
  brackets: BracketsApp
  compilation: CompilationApp
  proposals: ProposalsApp
  sittings: SittingsApp

  /** `address`: the client's, for limits. Unknown account and wrong password: same answer, same time. */
  signIn(input: { email: string; password: string }, address: string): Promise<Result<SignedIn>>
  /** The actor behind a session token, or null. Slides the expiry. */
  actorOf(token: string): Promise<Actor | null>
  /** Whether nothing can be answered at the moment, since the database cannot be reached, or `error` came of that (ND13). */
  isAway(error?: unknown): boolean
  signOut(actor: Actor): Promise<Result<null>>

  listCharters(actor: Who, page?: PageRequest): Promise<Result<Page<CharterView>>>
  /** By id or slug; null: `CHARTER_SLUG`, else the first. */
  readCharter(actor: Who, idOrSlug: string | null): Promise<Result<CharterView>>
  createCharter(
    actor: Who,
    input: { slug: string; title: string; languages: string[] },
  ): Promise<Result<{ id: string; slug: string }>>
  /** `file`: the parsed JSON of the sample format. */
  importCharter(actor: Who, file: unknown, slug?: string): Promise<Result<{ id: string; slug: string }>>
  /** What waits for this person and how the charter stands; `idOrSlug` as for `readCharter`. */
  readHome(actor: Who, idOrSlug: string | null, lang: string): Promise<Result<HomeView>>
  /** What waits for the secretariat, in the order in which it is gone through. */
  readTriage(actor: Who, charterId: string, lang: string): Promise<Result<{ items: TriageItem[] }>>
  /** What is due next, and when; null: nothing. */
  setDue(actor: Who, charterId: string, due: Due | null): Promise<Result<{ due: Due | null }>>
  readCharterSettings(actor: Who, charterId: string): Promise<Result<CharterSettings>>
  setCharterSettings(actor: Who, charterId: string, input: Partial<CharterSettings>): Promise<Result<CharterSettings>>
  editCharter(actor: Who, charterId: string, input: CharterEdit): Promise<Result<CharterView>>
  /** From now on `/charter` shows this one. */
  showCharter(actor: Who, charterId: string): Promise<Result<CharterView>>
  addLanguage(
    actor: Who,
    charterId: string,
    input: { lang: string; title?: string | undefined },
  ): Promise<Result<CharterView>>
  readDrafters(actor: Who, charterId: string): Promise<Result<DraftersView>>
  setDrafters(actor: Who, charterId: string, input: DraftersInput): Promise<Result<DraftersView>>
  exportCharter(actor: Who, charterId: string): Promise<Result<Record<string, unknown>>>

  listArticles(actor: Who, charterId: string, lang?: string, page?: PageRequest): Promise<Result<Page<ArticleView>>>
  createArticle(actor: Who, charterId: string, input: NewArticle): Promise<Result<ArticleView>>
  placeArticle(
    actor: Who,
    articleId: string,
    input: { before: string | null; as?: Hat | undefined },
  ): Promise<Result<ArticleView>>
  deleteArticle(
    actor: Who,
    articleId: string,
    input: { reason?: string | undefined; as?: Hat | undefined },
  ): Promise<Result<ArticleRemoval>>
  reinstateArticle(actor: Who, articleId: string, input?: { as?: Hat | undefined }): Promise<Result<ArticleView>>
  readArticle(actor: Who, articleId: string, lang?: string): Promise<Result<ArticleText>>
  setArticleStatus(actor: Who, articleId: string, input: StatusInput): Promise<Result<ArticleView>>
  moveBlocks(
    actor: Who,
    articleId: string,
    input: { blockIds: readonly string[]; to: string; before: string | null; as?: Hat | undefined },
  ): Promise<Result<BlocksMoved>>
  assign(actor: Who, articleId: string, input: AssignmentInput): Promise<Result<null>>
  unassign(actor: Who, articleId: string, input: AssignmentInput): Promise<Result<null>>
  listAssignments(actor: Who, articleId: string): Promise<Result<Page<AssignmentView>>>
  listCharterAssignments(actor: Who, charterId: string): Promise<Result<Page<AssignmentView>>>

  countCharter(actor: Who, charterId: string, lang?: string): Promise<Result<Counts & { lang: string }>>
  /** Defined terms with their uses in every language. */
  listTerms(actor: Who, charterId: string): Promise<Result<{ items: DefinedTerm[] }>>
  findInCharter(actor: Who, charterId: string, input: FindInput): Promise<Result<CharterHits>>
  /** `articles`: ids. */
  replaceInCharter(
    actor: Who,
    charterId: string,
    input: FindInput & { by: string; articles: readonly string[]; as?: Hat | undefined },
  ): Promise<Result<Replacement>>
  undoReplacement(
    actor: Who,
    replacementId: string,
    input?: { as?: Hat | undefined },
  ): Promise<Result<ReplacementUndone>>

  /** What the outline says beside each article that there is something to say of. */
  readOutline(actor: Who, charterId: string, lang?: string): Promise<Result<OutlineMark[]>>
  readTranslation(actor: Who, articleId: string, lang: string): Promise<Result<TranslationView>>
  checkTranslation(
    actor: Who,
    articleId: string,
    input: { lang: string; blockId: string; sourceSeq: number },
  ): Promise<Result<TranslationView>>

  /** `articleId`: that article alone. */
  listCharterComments(
    actor: Who,
    charterId: string,
    lang?: string,
    articleId?: string,
  ): Promise<Result<{ items: CommentedArticle[]; elsewhere: PastContribution[] }>>
  /** Another whenever something changed among the comments that this person may see. */
  readCommentsMark(actor: Who, charterId: string): Promise<Result<{ mark: string }>>
  /** Words of this person that came too late for their place; `articleId`: of that article alone. */
  listRecovered(actor: Who, articleId?: string): Promise<Result<Page<RecoveredWords>>>
  dismissRecovered(actor: Who, id: string): Promise<Result<null>>
  visitComments(actor: Who, articleId: string): Promise<Result<{ at: string }>>
  listComments(actor: Who, articleId: string, page?: PageRequest): Promise<Result<Page<Thread>>>
  comment(
    actor: Who,
    articleId: string,
    input: { body: string; lang: string; anchor: Located | null; proposalId?: string | undefined },
  ): Promise<Result<Thread>>
  reply(actor: Who, commentId: string, input: { body: string }): Promise<Result<Thread>>
  resolveComment(actor: Who, commentId: string): Promise<Result<Thread>>
  reopenComment(actor: Who, commentId: string): Promise<Result<Thread>>
  closeComment(actor: Who, commentId: string, input: { reason: string }): Promise<Result<Thread>>
  /** Of these and the next: a thread by its id, or one of its replies; the answer is the thread. */
  retractComment(actor: Who, commentId: string): Promise<Result<Thread>>
  withholdComment(actor: Who, commentId: string, input: { reason: string }): Promise<Result<Thread>>
  releaseComment(actor: Who, commentId: string): Promise<Result<Thread>>

  cutVersion(
    actor: Who,
    charterId: string,
    input: { label: string; notes: string; publish?: boolean | undefined; renumber?: boolean | undefined },
  ): Promise<Result<VersionView>>
  /** What to have seen before a version is published. */
  checkVersion(actor: Who, versionId: string): Promise<Result<VersionChecks>>
  publishVersion(actor: Who, versionId: string): Promise<Result<VersionView>>
  withdrawVersion(actor: Who, versionId: string, input: { reason: string }): Promise<Result<VersionView>>
  listVersions(actor: Who, charterId: string, page?: PageRequest): Promise<Result<Page<VersionView>>>
  readVersion(actor: Who, versionId: string): Promise<Result<VersionText>>
  /** By its number within a charter; null: the latest published and not withdrawn. */
  readVersionByNumber(actor: Who, charterId: string, number: number | null): Promise<Result<VersionText>>
  /** `isPublished`: the bytes never change and everybody may keep them. */
  canonicalVersion(
    actor: Who,
    versionId: string,
  ): Promise<Result<{ bytes: Uint8Array; sha256: string; isPublished: boolean }>>
  /** The numbers that a version changed; empty where it renumbered nothing. `lang`: the original where nothing is said. */
  readConcordance(actor: Who, versionId: string, lang?: string): Promise<Result<{ items: ConcordanceRow[] }>>
  /** What is open in the working text beside its brackets; `lang`: of the names of articles. */
  readOpenMatters(actor: Who, charterId: string, lang?: string): Promise<Result<{ items: OpenMatter[] }>>
  /** In which article a block of the working text stands now. */
  findBlock(actor: Who, charterId: string, blockId: string, lang?: string): Promise<Result<BlockPlace>>
  /** By block id. */
  readPlaces(actor: Who, charterId: string, lang?: string): Promise<Result<Record<string, PlaceInArticle>>>
  /** The article that a version gave another number than this, last. `isLast`: none has renumbered since. */
  findOnceNumbered(
    actor: Who,
    charterId: string,
    number: string,
  ): Promise<Result<{ articleId: string; version: { number: number; label: string }; isLast: boolean }>>
  /** The article that had this number in what was published before this version; its id. */
  findOnceNumberedIn(actor: Who, versionId: string, number: string): Promise<Result<{ articleId: string }>>
  compareVersions(actor: Who, versionId: string, otherId: string, lang?: string): Promise<Result<Comparison>>
  /** Who wrote what in an article, as of an entry of its journal, as far as this reader may know. */
  /** How its shown text changed, the newest first; `lang`: in that language alone. */
  listChanges(
    actor: Who,
    articleId: string,
    asked?: PageRequest & { lang?: string | undefined },
  ): Promise<Result<Page<ChangeView>>>
  readAuthorship(
    actor: Who,
    articleId: string,
    asked: { lang?: string | undefined; seq?: number | undefined },
  ): Promise<Result<AuthorshipView>>
  restoreArticle(actor: Who, articleId: string, input: RestoreInput): Promise<Result<Restoration>>
  /** Any two texts of a charter: versions, the working text now or at an instant. */
  comparePoints(actor: Who, charterId: string, input: PointsInput): Promise<Result<ComparedPoints>>

  signOff(actor: Who, versionId: string, input: SignoffInput): Promise<Result<SignoffView>>
  listSignoffs(actor: Who, versionId: string, page?: PageRequest): Promise<Result<Page<SignoffView>>>
  withdrawSignoff(actor: Who, signoffId: string, input: { reason: string }): Promise<Result<SignoffView>>

  invite(actor: Who, input: InvitationInput): Promise<Result<LinkMade>>
  /** `party`: a code; null: the house. */
  listInvitations(actor: Who, party: string | null): Promise<Result<Page<InvitationView>>>
  revokeInvitation(actor: Who, id: string): Promise<Result<null>>
  /** By the secret of the link. */
  lookAtInvitation(token: string): Promise<Result<InvitationFace>>
  acceptInvitation(
    input: { token: string; name?: string | undefined; password: string },
    address: string,
  ): Promise<Result<SignedIn>>
  makePasswordLink(actor: Who, personId: string): Promise<Result<LinkMade>>
  lookAtPasswordLink(token: string): Promise<Result<{ name: string; email: string; expiresAt: string }>>
  resetPassword(input: { token: string; password: string }): Promise<Result<SignedIn>>
  changePassword(actor: Who, input: { old: string; new: string }): Promise<Result<null>>

  /** `party`: a code; `-`: people of none. */
  listPeople(actor: Who, party?: string): Promise<Result<Page<PersonView>>>
  readPerson(actor: Who, personId: string): Promise<Result<PersonRecord>>
  verifyPerson(actor: Who, personId: string): Promise<Result<null>>
  suspendPerson(actor: Who, personId: string, isSuspended: boolean): Promise<Result<null>>
  setPersonRoles(actor: Who, personId: string, roles: readonly Role[]): Promise<Result<null>>
  endPersonMembership(actor: Who, personId: string): Promise<Result<null>>
  movePerson(actor: Who, personId: string, input: { party: string; roles: readonly Role[] }): Promise<Result<null>>
  closeAccount(actor: Who, personId: string, isClosed: boolean): Promise<Result<null>>

  listParties(actor: Who): Promise<Result<Page<PartyView>>>
  /** `lang`: of names. */
  listDelegations(actor: Who, lang?: string): Promise<Result<Page<Party>>>
  readParty(actor: Who, code: string): Promise<Result<PartyView>>
  createParty(actor: Who, input: PartyInput & { code: string }): Promise<Result<PartyView>>
  setParty(actor: Who, code: string, input: Partial<PartyInput>): Promise<Result<PartyView>>
  listPartyPeople(actor: Who, code: string): Promise<Result<Page<PersonView>>>
  listAlternates(actor: Who, code: string): Promise<Result<Page<AlternateView>>>
  nameAlternate(actor: Who, code: string, input: AlternateInput): Promise<Result<AlternateView>>
  dismissAlternate(actor: Who, id: string): Promise<Result<null>>

  readAccount(actor: Who): Promise<Result<AccountView>>
  setAccount(actor: Who, input: AccountInput): Promise<Result<AccountView>>
  listSessions(actor: Who): Promise<Result<Page<SessionView>>>
  endSession(actor: Who, id: string): Promise<Result<null>>
  endOtherSessions(actor: Who): Promise<Result<null>>

  listAudit(actor: Who, page?: PageRequest, filter?: RecordFilter): Promise<Result<Page<AuditRow>>>
  listAuditNames(actor: Who): Promise<Result<RecordChoices>>
  nameRecord(
    actor: Who,
    rows: readonly Pick<AuditRow, 'actor' | 'subject' | 'data'>[],
  ): Promise<Result<{ people: { id: string; name: string }[]; parties: { id: string; name: string }[] }>>
  verifyAudit(actor: Who): Promise<Result<AuditVerdict>>
  /** What the actor's request was done with when it came before (AU6); null: it did not, as far as is known. */
  doneBefore(actor: Actor): Promise<Result<ActSubject | null>>
}
