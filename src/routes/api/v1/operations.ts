// Over 250 lines: every call of the API stands in this one table, so that routes and document cannot differ.
/**
 * Every call of the API, once: the routes are built from this table, the OpenAPI document is written from it, and a test holds both together.
 */
import type { GenericSchema } from 'valibot'
import type { RefusalCode } from '../../../lib/domain/result.ts'
import * as s from './shapes.ts'

export interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, in the manner of OpenAPI. */
  path: string
  summary: string
  /** Whether a session is needed; without, the public gets what is published. */
  signedIn: boolean
  query?: readonly QueryName[]
  body?: GenericSchema
  /** Bytes; 256 KiB where nothing is said. */
  bodyLimit?: number
  /** The usual answer; `schema` null: no content. */
  answer: { status: 200 | 201 | 204; schema: GenericSchema | null }
  /** Answers 304 to who has it already. */
  isValidated?: true
  /** Refusals of its own, beside those that every call of its kind may give. */
  refusals: readonly RefusalCode[]
}

export type QueryName =
  | 'seq'
  | 'from'
  | 'to'
  | 'article'
  | 'limit'
  | 'cursor'
  | 'lang'
  | 'slug'
  | 'q'
  | 'matchCase'
  | 'wholeWords'
  | 'looseArabic'

const define = <const O extends Operation>(operation: O): O => operation

const paged = ['limit', 'cursor'] as const

export const operations = {
  signIn: define({
    method: 'POST',
    path: '/sessions',
    summary: 'Sign in',
    signedIn: false,
    body: s.signInInput,
    answer: { status: 201, schema: s.signedIn },
    refusals: ['wrong-credentials', 'too-many-attempts', 'too-many-requests'],
  }),
  signOut: define({
    method: 'DELETE',
    path: '/sessions/current',
    summary: 'Sign out: the token is worth nothing from then on',
    signedIn: true,
    answer: { status: 204, schema: null },
    refusals: [],
  }),
  me: define({
    method: 'GET',
    path: '/me',
    summary: 'Who is signed in',
    signedIn: true,
    answer: { status: 200, schema: s.actor },
    refusals: [],
  }),
  listCharters: define({
    method: 'GET',
    path: '/charters',
    summary: 'Charters: readers see all, the public those with a published version',
    signedIn: false,
    query: paged,
    answer: { status: 200, schema: s.pageOf(s.charter) },
    refusals: ['invalid'],
  }),
  createCharter: define({
    method: 'POST',
    path: '/charters',
    summary: 'Begin a charter',
    signedIn: true,
    body: s.charterInput,
    answer: { status: 201, schema: s.charterMade },
    refusals: ['not-allowed', 'slug-taken'],
  }),
  importCharter: define({
    method: 'POST',
    path: '/charters/import',
    summary: 'Import a charter with its record; version 1 is cut and published. A faulty file is refused whole',
    signedIn: true,
    query: ['slug'],
    body: s.fileInput,
    bodyLimit: 8 * 1024 * 1024,
    answer: { status: 201, schema: s.charterMade },
    refusals: ['not-allowed', 'slug-taken'],
  }),
  readCharter: define({
    method: 'GET',
    path: '/charters/{id}',
    summary: 'One charter, by id or slug',
    signedIn: false,
    answer: { status: 200, schema: s.charter },
    refusals: ['not-found'],
  }),
  readCharterSettings: define({
    method: 'GET',
    path: '/charters/{id}/settings',
    summary: 'To whom the charter shows who is in its texts, and who wrote what',
    signedIn: true,
    answer: { status: 200, schema: s.charterSettings },
    refusals: ['not-allowed', 'not-found'],
  }),
  setCharterSettings: define({
    method: 'PATCH',
    path: '/charters/{id}/settings',
    summary: 'Change these settings; what is not named stays. They hold at once, for open texts too',
    signedIn: true,
    body: s.charterSettingsInput,
    answer: { status: 200, schema: s.charterSettings },
    refusals: ['not-allowed', 'not-found'],
  }),
  exportCharter: define({
    method: 'GET',
    path: '/charters/{id}/export',
    summary: 'The charter with its record, in the format of the import',
    signedIn: true,
    answer: { status: 200, schema: s.file },
    refusals: ['not-allowed', 'not-found'],
  }),
  listArticles: define({
    method: 'GET',
    path: '/charters/{id}/articles',
    summary: 'The working articles in order',
    signedIn: true,
    query: ['lang', ...paged],
    answer: { status: 200, schema: s.pageOf(s.article) },
    refusals: ['not-allowed', 'not-found', 'invalid'],
  }),
  createArticle: define({
    method: 'POST',
    path: '/charters/{id}/articles',
    summary: 'Add an article behind another, or at the end',
    signedIn: true,
    body: s.articleInput,
    answer: { status: 201, schema: s.article },
    refusals: ['not-allowed', 'not-found', 'busy'],
  }),
  countCharter: define({
    method: 'GET',
    path: '/charters/{id}/counts',
    summary: 'Words and clauses of the working text in one language',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.counts },
    refusals: ['not-allowed', 'not-found', 'invalid'],
  }),
  findInCharter: define({
    method: 'GET',
    path: '/charters/{id}/find',
    summary: 'Words in the working texts, by article; of each article all matches are counted and the first ones told',
    signedIn: true,
    query: ['q', 'lang', 'matchCase', 'wholeWords', 'looseArabic'],
    answer: { status: 200, schema: s.charterHits },
    refusals: ['not-allowed', 'not-found', 'invalid'],
  }),
  listTerms: define({
    method: 'GET',
    path: '/charters/{id}/terms',
    summary: 'Defined terms of the working texts, with every use in every language, linked or not',
    signedIn: true,
    answer: { status: 200, schema: s.definedTerms },
    refusals: ['not-allowed', 'not-found'],
  }),
  replaceInCharter: define({
    method: 'POST',
    path: '/charters/{id}/replace',
    summary:
      'Replace words in chosen articles, each one edit of its own; what may not be edited is left alone and told',
    signedIn: true,
    body: s.replaceInput,
    answer: { status: 200, schema: s.replacement },
    refusals: ['not-allowed', 'not-found'],
  }),
  undoReplacement: define({
    method: 'POST',
    path: '/replacements/{id}/undo',
    summary: 'Take a replacement back everywhere at once; what was written since stays',
    signedIn: true,
    answer: { status: 200, schema: s.replacementUndone },
    refusals: ['not-allowed', 'not-found', 'already-undone'],
  }),
  readArticle: define({
    method: 'GET',
    path: '/articles/{id}',
    summary: 'One article in one language, from durable text',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.articleText },
    refusals: ['not-found', 'invalid'],
  }),
  setArticleStatus: define({
    method: 'POST',
    path: '/articles/{id}/status',
    summary: 'Move an article in its agreement',
    signedIn: true,
    body: s.statusInput,
    answer: { status: 200, schema: s.article },
    refusals: ['not-allowed', 'not-found', 'transition-not-allowed', 'open-brackets'],
  }),
  moveBlocks: define({
    method: 'POST',
    path: '/articles/{id}/blocks/move',
    summary: 'Move paragraphs to another article, with their comments and brackets, in every language',
    signedIn: true,
    body: s.moveInput,
    answer: { status: 200, schema: s.blocksMoved },
    refusals: ['not-allowed', 'not-found', 'article-locked', 'invalid', 'busy'],
  }),
  assign: define({
    method: 'POST',
    path: '/articles/{id}/assignments',
    summary: 'Assign a person to an article',
    signedIn: true,
    body: s.assignmentInput,
    answer: { status: 204, schema: null },
    refusals: ['not-allowed', 'not-found', 'already-assigned'],
  }),
  unassign: define({
    method: 'DELETE',
    path: '/articles/{id}/assignments',
    summary: 'Take a person off an article',
    signedIn: true,
    body: s.assignmentInput,
    answer: { status: 204, schema: null },
    refusals: ['not-allowed', 'not-found', 'not-assigned'],
  }),
  readTranslation: define({
    method: 'GET',
    path: '/articles/{id}/translation',
    summary: 'Which paragraphs of an article follow an older source in a language other than the original',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.translation },
    refusals: ['not-found', 'invalid'],
  }),
  checkTranslation: define({
    method: 'POST',
    path: '/articles/{id}/translation/checks',
    summary: 'Say that a paragraph still says the same as its source at a sequence',
    signedIn: true,
    body: s.translationCheckInput,
    answer: { status: 201, schema: s.translation },
    refusals: ['not-allowed', 'not-found'],
  }),
  listComments: define({
    method: 'GET',
    path: '/articles/{id}/comments',
    summary: 'The threads of an article that this person may see',
    signedIn: true,
    query: paged,
    answer: { status: 200, schema: s.pageOf(s.thread) },
    refusals: ['not-found', 'invalid'],
  }),
  listCharterComments: define({
    method: 'GET',
    path: '/charters/{id}/comments',
    summary:
      'Everything said on a charter, by article: threads, and contributions to earlier talks that are no comments',
    signedIn: true,
    query: ['lang', 'article'],
    answer: { status: 200, schema: s.charterComments },
    refusals: ['not-allowed', 'not-found'],
  }),
  visitComments: define({
    method: 'POST',
    path: '/articles/{id}/comments/visits',
    summary:
      'This person has gone through the comments of the article: what others say after this instant is new to them',
    signedIn: true,
    answer: { status: 200, schema: s.commentVisit },
    refusals: ['not-found'],
  }),
  comment: define({
    method: 'POST',
    path: '/articles/{id}/comments',
    summary: 'Open a thread, on words of the article or on all of it',
    signedIn: true,
    body: s.commentInput,
    answer: { status: 201, schema: s.thread },
    refusals: ['not-allowed', 'not-found'],
  }),
  reply: define({
    method: 'POST',
    path: '/comments/{id}/replies',
    summary: 'Reply in a thread',
    signedIn: true,
    body: s.replyInput,
    answer: { status: 201, schema: s.thread },
    refusals: ['not-allowed', 'not-found'],
  }),
  resolveComment: define({
    method: 'POST',
    path: '/comments/{id}/resolve',
    summary: 'Resolve a thread',
    signedIn: true,
    answer: { status: 200, schema: s.thread },
    refusals: ['not-allowed', 'not-found', 'already-resolved'],
  }),
  reopenComment: define({
    method: 'POST',
    path: '/comments/{id}/reopen',
    summary: 'Reopen a resolved thread',
    signedIn: true,
    answer: { status: 200, schema: s.thread },
    refusals: ['not-allowed', 'not-found', 'not-resolved'],
  }),
  listVersions: define({
    method: 'GET',
    path: '/charters/{id}/versions',
    summary: 'The versions of a charter; the public sees the published ones',
    signedIn: false,
    query: paged,
    answer: { status: 200, schema: s.pageOf(s.version) },
    refusals: ['not-found', 'invalid'],
  }),
  cutVersion: define({
    method: 'POST',
    path: '/charters/{id}/versions',
    summary: 'Cut a version of all articles in all languages and, unless told not to, publish it',
    signedIn: true,
    body: s.versionInput,
    answer: { status: 201, schema: s.version },
    refusals: ['not-allowed', 'not-found', 'label-taken', 'busy'],
  }),
  readVersion: define({
    method: 'GET',
    path: '/versions/{id}',
    summary: 'One version with its articles',
    signedIn: false,
    answer: { status: 200, schema: s.versionText },
    refusals: ['not-found'],
  }),
  publishVersion: define({
    method: 'POST',
    path: '/versions/{id}/publish',
    summary: 'Publish a version that was cut before',
    signedIn: true,
    answer: { status: 200, schema: s.version },
    refusals: ['not-allowed', 'not-found', 'already-published', 'version-withdrawn'],
  }),
  withdrawVersion: define({
    method: 'POST',
    path: '/versions/{id}/withdraw',
    summary: 'Withdraw a version; it stays readable, marked with the reason',
    signedIn: true,
    body: s.reasonInput,
    answer: { status: 200, schema: s.version },
    refusals: ['not-allowed', 'not-found', 'already-withdrawn'],
  }),
  canonicalVersion: define({
    method: 'GET',
    path: '/versions/{id}/canonical',
    summary: 'The bytes whose SHA-256 is the version’s sha256: RFC 8785 JSON',
    signedIn: false,
    answer: { status: 200, schema: s.canonical },
    isValidated: true,
    refusals: ['not-found'],
  }),
  compareVersions: define({
    method: 'GET',
    path: '/versions/{id}/compare/{otherId}',
    summary: 'What changed from one version to another, by words',
    signedIn: false,
    query: ['lang'],
    answer: { status: 200, schema: s.comparison },
    refusals: ['not-found', 'invalid'],
  }),
  readAuthorship: define({
    method: 'GET',
    path: '/articles/{id}/authorship',
    summary: 'Who wrote what, as of an entry of the journal (`seq`), as far as the charter shows it to you',
    signedIn: true,
    query: ['lang', 'seq'],
    answer: { status: 200, schema: s.authorship },
    refusals: ['not-found', 'invalid'],
  }),
  restoreArticle: define({
    method: 'POST',
    path: '/articles/{id}/restore',
    summary:
      'Restore the text of a version (or after an entry of the journal) as a new edit; what others typed meanwhile stays',
    signedIn: true,
    body: s.restoreInput,
    answer: { status: 200, schema: s.restoration },
    refusals: ['not-found', 'not-allowed', 'article-locked', 'invalid'],
  }),
  comparePoints: define({
    method: 'GET',
    path: '/charters/{id}/compare',
    summary:
      'What changed between any two texts: versions (by number or id), `now`, or an instant; working texts are for their readers',
    signedIn: false,
    query: ['from', 'to', 'lang', 'article'],
    answer: { status: 200, schema: s.comparedPoints },
    refusals: ['not-found', 'invalid'],
  }),
  listSignoffs: define({
    method: 'GET',
    path: '/versions/{id}/signoffs',
    summary: 'The register of a version',
    signedIn: false,
    query: paged,
    answer: { status: 200, schema: s.pageOf(s.signoff) },
    refusals: ['not-found', 'invalid'],
  }),
  signOff: define({
    method: 'POST',
    path: '/versions/{id}/signoffs',
    summary: 'Sign a version off in the name of one’s party',
    signedIn: true,
    body: s.signoffInput,
    answer: { status: 201, schema: s.signoff },
    refusals: [
      'not-allowed',
      'confirm-password',
      'not-found',
      'text-changed',
      'already-signed',
      'not-published',
      'version-withdrawn',
      'too-many-attempts',
      'too-many-requests',
    ],
  }),
  withdrawSignoff: define({
    method: 'POST',
    path: '/signoffs/{id}/withdraw',
    summary: 'Withdraw one’s party’s sign-off; a new one is then allowed',
    signedIn: true,
    body: s.reasonInput,
    answer: { status: 200, schema: s.signoff },
    refusals: ['not-allowed', 'not-found', 'already-withdrawn'],
  }),
  listAudit: define({
    method: 'GET',
    path: '/audit',
    summary: 'The record, oldest first',
    signedIn: true,
    query: paged,
    answer: { status: 200, schema: s.pageOf(s.auditRow) },
    refusals: ['not-allowed', 'invalid'],
  }),
  verifyAudit: define({
    method: 'GET',
    path: '/audit/verify',
    summary: 'Whether the chain of the record holds, and where it first does not',
    signedIn: true,
    answer: { status: 200, schema: s.auditVerdict },
    refusals: ['not-allowed'],
  }),
  openapi: define({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    signedIn: false,
    answer: { status: 200, schema: s.file },
    refusals: [],
  }),
} satisfies Record<string, Operation>
