import { expect, test } from 'vitest'
import {
  changePart,
  changeStatus,
  hasBrackets,
  nextPartStatuses,
  nextStatuses,
  OBSTACLES,
  obstaclesToFreeze,
  reasonNotToAgree,
  reasonNotToAnswer,
  reasonNotToDeclare,
} from '../../src/lib/domain/agreement.ts'
import {
  ARTICLE_STATUSES,
  isLocked,
  PART_STATUSES,
  type ArticleDoc,
  type ArticleStatus,
} from '../../src/lib/domain/article.ts'
import { block, doc, heading, option, para } from '../support/blocks.ts'

const clean = doc(heading('h', 'Purpose'), para('p', 'Words'))
const bracketed = doc(heading('h', 'Purpose'), para('p', 'They ', option('b', 'b.1', 'Alt 1', 'shall')))

/** Practice 8.1 for articles; for parts there is deletion besides. */
const WAYS: [ArticleStatus, ArticleStatus][] = [
  ['draft', 'under_discussion'],
  ['under_discussion', 'agreed_in_group'],
  ['under_discussion', 'agreed_ad_referendum'],
  ['agreed_in_group', 'agreed_ad_referendum'],
  ['agreed_in_group', 'under_discussion'],
  ['agreed_ad_referendum', 'agreed'],
  ['agreed_ad_referendum', 'under_discussion'],
  ['agreed', 'under_discussion'],
]
const ALL = ARTICLE_STATUSES.flatMap((from) => ARTICLE_STATUSES.map((to) => [from, to] as const))

test.each(ALL)('AG1: from %s to %s', (from, to) => {
  const isWay = WAYS.some(([a, b]) => a === from && b === to)
  const result = changeStatus(from, to, { docs: [clean], reason: 'new facts' })
  expect(result).toMatchObject(isWay ? { ok: true, value: to } : { ok: false, code: 'transition-not-allowed' })
  expect(nextStatuses(from).includes(to)).toBe(isWay)
  expect(nextStatuses(from, true)).toEqual([])
})

test.each(WAYS)('AG2: from %s to %s with a bracket in one language', (from, to) => {
  const result = changeStatus(from, to, { docs: [clean, bracketed], reason: 'new facts' })
  expect(result.ok).toBe(!isLocked(to))
  if (!result.ok) expect(result.code).toBe('open-brackets')
})

test('AG2: a bracket is inline, around a block, or around the article', () => {
  expect(hasBrackets(clean)).toBe(false)
  expect(hasBrackets(bracketed)).toBe(true)
  expect(hasBrackets(doc(block('heading', 'h', [], { bracket: 'b', bracketKind: 'optional' })))).toBe(true)
  const leftOver = para('p', { type: 'text', text: 'x', marks: [{ type: 'br', attrs: { id: 'b', option: 'o' } }] })
  expect(hasBrackets(doc(leftOver))).toBe(true)
  expect(hasBrackets(doc(para('p', { type: 'opt', attrs: { id: 'o', br: 'b', kind: 'optional', label: '' } })))).toBe(
    true,
  )
})

test('AG3: reopening needs a reason of bounded length; discussing a draft does not', () => {
  for (const reason of [undefined, '', '  \n'])
    expect(changeStatus('agreed', 'under_discussion', { docs: [clean], reason })).toMatchObject({
      code: 'invalid',
      errors: [{ path: 'reason' }],
    })
  expect(changeStatus('agreed', 'under_discussion', { docs: [clean], reason: 'x'.repeat(2_001) })).toMatchObject({
    code: 'invalid',
  })
  expect(changeStatus('draft', 'under_discussion', { docs: [clean], reason: undefined })).toMatchObject({ ok: true })
})

/** A bracket in each place that an article has one. */
const OPEN: [string, ArticleDoc, isOfP: boolean][] = [
  ['in the paragraph', doc(heading('h', 'x'), para('p', option('b', 'o', 'text', 'words')), para('q', 'y')), true],
  ['in another', doc(heading('h', 'x'), para('p', 'x'), para('q', option('b', 'o', 'text', 'words'))), false],
  ['in the heading', doc(heading('h', option('b', 'o', 'text', 'x')), para('p', 'x'), para('q', 'y')), false],
  [
    'around the article',
    doc(block('heading', 'h', ['x'], { bracket: 'b', bracketKind: 'optional' }), para('p', 'x'), para('q', 'y')),
    true,
  ],
  [
    'around the paragraph',
    doc(heading('h', 'x'), block('para', 'p', ['x'], { bracket: 'b', bracketKind: 'optional' }), para('q', 'y')),
    true,
  ],
  [
    'emptied',
    doc(heading('h', 'x'), para('p', { type: 'opt', attrs: { id: 'o', br: 'b', kind: 'placeholder', label: '' } })),
    true,
  ],
]

test.each(OPEN)(
  'AG7: a bracket %s keeps what it stands in from being agreed, in whichever language',
  (_name, open, isOfP) => {
    for (const docs of [[clean, open], [open]]) {
      expect(reasonNotToAgree({ docs }, null)).toMatchObject({ code: 'open-brackets' })
      expect(reasonNotToAgree({ docs }, new Set(['p']))?.code ?? null).toBe(isOfP ? 'open-brackets' : null)
      expect(changePart('under_discussion', 'agreed_in_group', { docs, reason: '' }, new Set(['p'])).ok).toBe(!isOfP)
    }
  },
)

test('AG7: so do words that a language has yet to be looked at in', () => {
  const look = { docs: [clean], flagged: new Set(['p']) }
  expect(reasonNotToAgree(look, null)).toMatchObject({ code: 'language-unchecked' })
  expect(reasonNotToAgree(look, new Set(['p']))).toMatchObject({ code: 'language-unchecked' })
  expect(reasonNotToAgree(look, new Set(['h']))).toBeNull()
  expect(changeStatus('under_discussion', 'agreed_in_group', { ...look, reason: '' })).toMatchObject({
    code: 'language-unchecked',
  })
  // a flag of a block that is gone is nobody's concern
  expect(reasonNotToAgree({ docs: [clean], flagged: new Set(['gone']) }, null)).toBeNull()
})

test.each(ALL)('AG8: a part goes the ways of an article, but is opened with it: from %s to %s', (from, to) => {
  const isWay = from !== 'draft' && WAYS.some(([a, b]) => a === from && b === to)
  const result = changePart(from, to, { docs: [clean], reason: 'new facts' }, new Set(['p']))
  expect(result).toMatchObject(isWay ? { ok: true, value: to } : { ok: false, code: 'transition-not-allowed' })
})

test.each(PART_STATUSES)(
  'AG12: what is %s is deleted but for drafts and headings, and is restored to discussion alone',
  (from) => {
    const look = { docs: [bracketed], reason: 'no longer needed' }
    const part = new Set(['p'])
    const isWay = from !== 'draft' && from !== 'deleted'
    expect(changePart(from, 'deleted', look, part).ok).toBe(isWay)
    expect(changePart(from, 'deleted', { ...look, isHeading: true }, part).ok).toBe(false)
    expect(nextPartStatuses(from, false).includes('deleted')).toBe(isWay)
    expect(nextPartStatuses(from, true)).not.toContain('deleted')
    expect(nextPartStatuses(from, false, true)).toEqual([])
    if (isWay)
      expect(changePart(from, 'deleted', { ...look, reason: ' ' }, part)).toMatchObject({
        errors: [{ path: 'reason' }],
      })
    for (const to of ARTICLE_STATUSES) expect(changePart('deleted', to, look, part).ok).toBe(to === 'under_discussion')
    expect(changePart('deleted', 'under_discussion', { ...look, reason: '' }, part)).toMatchObject({ code: 'invalid' })
  },
)

test('AG13: brackets and unchecked words of what is deleted do not keep the article from being agreed', () => {
  const look = { docs: [clean, bracketed], flagged: new Set(['p']) }
  expect(reasonNotToAgree(look, null)).toMatchObject({ code: 'open-brackets' })
  expect(reasonNotToAgree({ ...look, deleted: new Set(['p']) }, null)).toBeNull()
  // around the article it stands all the same
  const around = doc(block('heading', 'h', ['x'], { bracket: 'b', bracketKind: 'optional' }), para('p', 'x'))
  expect(reasonNotToAgree({ docs: [around], deleted: new Set(['p']) }, null)).toMatchObject({ code: 'open-brackets' })
})

test('AG8: reopening a part needs a reason too', () => {
  expect(changePart('agreed', 'under_discussion', { docs: [clean], reason: ' ' }, new Set(['p']))).toMatchObject({
    code: 'invalid',
    errors: [{ path: 'reason' }],
  })
})

const AT = '2026-03-02T09:00:00.000Z'
const LATER = '2026-03-03T09:00:00.000Z'
const yes = { confirmedAt: AT, refusedAt: null }
const no = { confirmedAt: null, refusedAt: AT }
const silent = { confirmedAt: null, refusedAt: null }

test('AG9: agreed ad referendum becomes agreed when all have confirmed, or in time nobody refused', () => {
  const code = (answers: (typeof silent | typeof yes | typeof no)[], by: string | null, now = AT) =>
    reasonNotToDeclare(answers, by, now)?.code ?? null
  expect(code([], null)).toBeNull()
  expect(code([yes, yes], null)).toBeNull()
  expect(code([yes, silent], null)).toBe('not-confirmed')
  expect(code([yes, silent], LATER, AT)).toBe('not-confirmed')
  // at the instant itself the time is over
  expect(code([yes, silent], LATER, LATER)).toBeNull()
  expect(code([yes, no], LATER, LATER)).toBe('not-confirmed')
  expect(code([yes, no], null)).toBe('not-confirmed')
})

test('AG9: an answer counts before the deadline, and may be another than the last', () => {
  const code = (answer: typeof silent | typeof yes | typeof no, isConfirmed: boolean, by: string | null = null) =>
    reasonNotToAnswer(answer, isConfirmed, by, AT)?.code ?? null
  expect([code(silent, true), code(silent, false)]).toEqual([null, null])
  expect([code(yes, true), code(yes, false)]).toEqual(['already-so', null])
  expect([code(no, true), code(no, false)]).toEqual([null, 'already-so'])
  expect([code(silent, true, LATER), code(silent, true, AT)]).toEqual([null, 'too-late'])
})

test('AG11: what keeps a charter from being frozen or adopted, counted', () => {
  const none = { notAgreed: 0, brackets: 0, unchecked: 0, dangling: 0, fixes: 0 }
  expect(obstaclesToFreeze(none)).toEqual([])
  for (const of of OBSTACLES) expect(obstaclesToFreeze({ ...none, [of]: 2 })).toEqual([{ of, count: 2 }])
})
