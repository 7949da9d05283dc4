/** Calls of the API about the compilation text (part of the table in operations.ts). */
import { define } from './operation.ts'
import * as s from './shapes-compilation.ts'

export const compilationOperations = {
  compileArticle: define({
    method: 'GET',
    path: '/articles/{id}/compilation',
    summary: 'The compilation text of an article: its paragraphs, and behind each what is before the table for it',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.compilation },
    refusals: ['not-found'],
  }),
  compileCharter: define({
    method: 'GET',
    path: '/charters/{id}/compilation',
    summary: 'The compilation text of a charter, article by article; those that are marked deleted are left out',
    signedIn: true,
    query: ['lang'],
    answer: { status: 200, schema: s.compilation },
    refusals: ['not-allowed', 'not-found'],
  }),
}
