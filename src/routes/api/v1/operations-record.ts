/** Calls of the API about the record, and the document of the API itself (part of the table in operations.ts). */
import { define, paged } from './operation.ts'
import * as s from './shapes-record.ts'
import { file, pageOf } from './shapes.ts'

export const recordOperations = {
  listChanges: define({
    method: 'GET',
    path: '/articles/{id}/changes',
    summary:
      'Every change of the shown text: who, in which capacity, when, and the words before and after; the newest first',
    signedIn: true,
    query: ['lang', ...paged],
    answer: { status: 200, schema: pageOf(s.change) },
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
    refusals: ['not-found', 'not-allowed', 'article-locked', 'paragraph-agreed', 'bracket-stands', 'invalid'],
  }),
  listAudit: define({
    method: 'GET',
    path: '/audit',
    summary: 'The record, oldest first; on wish one person’s acts, those on an article, of one kind, of a time',
    signedIn: true,
    query: ['person', 'article', 'act', 'from', 'to', ...paged],
    answer: { status: 200, schema: pageOf(s.auditRow) },
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
    answer: { status: 200, schema: file },
    refusals: [],
  }),
}
