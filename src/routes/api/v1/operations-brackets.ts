/** Calls of the API about brackets, decisions and languages to look at (part of the table in operations.ts). */
import type { RefusalCode } from '../../../lib/domain/result.ts'
import { define, paged } from './operation.ts'
import * as s from './shapes-brackets.ts'
import { pageOf } from './shapes.ts'

const whole = { status: 200, schema: s.bracket } as const
const made = { status: 201, schema: s.bracket } as const
/** Of every act on a bracket. */
const usual = [
  'not-allowed',
  'not-found',
  'article-locked',
  'bracket-settled',
  'busy',
] as const satisfies readonly RefusalCode[]

export const bracketOperations = {
  listArticleBrackets: define({
    method: 'GET',
    path: '/articles/{id}/brackets',
    summary: 'Open brackets of an article with their options in every language, and languages to look at',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.articleBrackets },
    refusals: ['not-found'],
  }),
  listCharterBrackets: define({
    method: 'GET',
    path: '/charters/{id}/brackets',
    summary: 'Open brackets of a charter, in its order, and how many each article has',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.charterBrackets },
    refusals: ['not-allowed', 'not-found'],
  }),
  putBracket: define({
    method: 'POST',
    path: '/articles/{id}/brackets',
    summary: 'Put words (quoted by language), a block or (blockId null) the article in brackets, in every language',
    signedIn: true,
    body: s.bracketInput,
    answer: made,
    refusals: [...usual, 'already-so', 'paragraph-agreed'],
  }),
  addOption: define({
    method: 'POST',
    path: '/articles/{id}/brackets/{bracket}/options',
    summary: 'Add an alternative at the end of a bracket, in every language',
    signedIn: true,
    body: s.optionInput,
    answer: made,
    refusals: [...usual, 'paragraph-agreed'],
  }),
  setPlaceholder: define({
    method: 'PATCH',
    path: '/articles/{id}/brackets/{bracket}',
    summary: 'Say who is to supply what a placeholder stands for and by when, or note something on a bracket',
    signedIn: true,
    body: s.placeholderInput,
    answer: whole,
    refusals: usual,
  }),
  joinOption: define({
    method: 'POST',
    path: '/articles/{id}/brackets/{bracket}/options/{option}/join',
    summary: 'Your delegation stands behind this option',
    signedIn: true,
    answer: whole,
    refusals: [...usual, 'already-so', 'invalid'],
  }),
  leaveOption: define({
    method: 'POST',
    path: '/articles/{id}/brackets/{bracket}/options/{option}/leave',
    summary: 'Your delegation no longer stands behind this option',
    signedIn: true,
    answer: whole,
    refusals: [...usual, 'already-so', 'invalid'],
  }),
  reserveOnBracket: define({
    method: 'POST',
    path: '/articles/{id}/brackets/{bracket}/reserve',
    summary: 'Your delegation reserves on a bracket',
    signedIn: true,
    answer: whole,
    refusals: [...usual, 'already-so', 'invalid'],
  }),
  releaseBracket: define({
    method: 'POST',
    path: '/articles/{id}/brackets/{bracket}/release',
    summary: 'Your delegation no longer reserves on a bracket',
    signedIn: true,
    answer: whole,
    refusals: [...usual, 'already-so', 'invalid'],
  }),
  settleBracket: define({
    method: 'POST',
    path: '/articles/{id}/brackets/{bracket}/settle',
    summary: 'Settle a bracket in every language at once: keep, delete, choose, replace, merge, split, widen',
    signedIn: true,
    body: s.settleInput,
    answer: { status: 200, schema: s.decisionMade },
    refusals: [...usual, 'structure-differs', 'already-deleted', 'paragraph-agreed', 'text-changed'],
  }),
  clearFlag: define({
    method: 'POST',
    path: '/language-flags/{id}/clear',
    summary:
      'Say that a paragraph reads right in a language; `as`: in which capacity, where there are several; `mark`: of its words, as they were read',
    signedIn: true,
    query: ['as', 'mark'],
    answer: { status: 204, schema: null },
    refusals: ['not-allowed', 'not-found', 'invalid', 'text-changed', 'busy'],
  }),
  listArticleDecisions: define({
    method: 'GET',
    path: '/articles/{id}/decisions',
    summary: 'What was decided about an article, the newest first',
    signedIn: true,
    query: paged,
    answer: { status: 200, schema: pageOf(s.decisionMade) },
    refusals: ['not-found', 'invalid'],
  }),
  listCharterDecisions: define({
    method: 'GET',
    path: '/charters/{id}/decisions',
    summary: 'What was decided about a charter, the newest first',
    signedIn: true,
    query: paged,
    answer: { status: 200, schema: pageOf(s.decisionMade) },
    refusals: ['not-allowed', 'not-found', 'invalid'],
  }),
  readDecision: define({
    method: 'GET',
    path: '/decisions/{id}',
    summary: 'One decision with every text that it changed, before and after, by what differs',
    signedIn: true,
    answer: { status: 200, schema: s.decisionChange },
    refusals: ['not-found'],
  }),
  readAttribution: define({
    method: 'GET',
    path: '/charters/{id}/attribution',
    summary: 'Whom the charter names behind options and proposals, and what waits for the chair to confirm',
    signedIn: true,
    answer: { status: 200, schema: s.attribution },
    refusals: ['not-allowed', 'not-found'],
  }),
  setAttribution: define({
    method: 'PUT',
    path: '/charters/{id}/attribution',
    summary: 'Name fewer (secretariat, at once) or more (asked by the secretariat, confirmed by the chair)',
    signedIn: true,
    body: s.attributionInput,
    answer: { status: 200, schema: s.attribution },
    refusals: ['not-allowed', 'not-found', 'already-so'],
  }),
}
