import { expect, test } from 'vitest'
import { changeStatus, hasBrackets, nextStatuses } from '../../src/lib/domain/agreement.ts'
import { ARTICLE_STATUSES, isLocked, type ArticleStatus } from '../../src/lib/domain/article.ts'
import { block, doc, heading, option, para } from '../support/blocks.ts'

const clean = doc(heading('h', 'Purpose'), para('p', 'Words'))
const bracketed = doc(heading('h', 'Purpose'), para('p', 'They ', option('b', 'b.1', 'Alt 1', 'shall')))

/** Practice 8.1, without its deletion states. */
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
