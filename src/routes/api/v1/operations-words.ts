/** Calls of the API about what is found and replaced in a charter, and its open matters (part of the table in operations.ts). */
import { define } from './operation.ts'
import * as s from './shapes-charters.ts'

export const wordOperations = {
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
    summary:
      'Take a replacement back everywhere at once; what was written since stays; `as`: where it is not recorded as which it was made',
    signedIn: true,
    query: ['as'],
    answer: { status: 200, schema: s.replacementUndone },
    refusals: ['not-allowed', 'not-found', 'already-undone', 'invalid'],
  }),
  readOpenMatters: define({
    method: 'GET',
    path: '/charters/{id}/open-matters',
    summary: 'References, terms and changes of substance to be looked at, and languages that are behind',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.openMatters },
    refusals: ['not-allowed', 'not-found'],
  }),
  findBlock: define({
    method: 'GET',
    path: '/charters/{id}/blocks/{blockId}',
    summary: 'In which article a paragraph of the working text stands now, wherever it has moved',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.blockPlace },
    refusals: ['not-allowed', 'not-found'],
  }),
}
