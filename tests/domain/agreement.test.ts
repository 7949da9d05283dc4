import { expect, test } from 'vitest'
import { move, movesFrom, needsReason, openBrackets } from '../../src/lib/domain/agreement.ts'
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
  const result = move(from, to, 'new facts', [clean])
  expect(result).toMatchObject(isWay ? { ok: true } : { ok: false, code: 'transition-not-allowed' })
  expect(movesFrom(from).includes(to)).toBe(isWay)
})

test.each(ARTICLE_STATUSES.filter(isLocked))('AG2: a bracket in one language keeps an article from %s', (to) => {
  for (const [from] of WAYS.filter((way) => way[1] === to && !isLocked(way[0])))
    expect(move(from, to, undefined, [clean, bracketed])).toMatchObject({ ok: false, code: 'open-brackets' })
  expect(move('draft', 'under_discussion', undefined, [bracketed])).toMatchObject({ ok: true })
})

test('AG2: a bracket is inline, around a block, or around the article; each is named once', () => {
  expect(openBrackets(clean)).toEqual([])
  expect(openBrackets(bracketed)).toEqual(['b'])
  expect(openBrackets(doc(block('heading', 'h', [], { bracket: 'b', bracketKind: 'optional' })))).toEqual(['b'])
  const leftOver = para('p', { type: 'text', text: 'x', marks: [{ type: 'br', attrs: { id: 'b', option: 'o' } }] })
  expect(openBrackets(doc(leftOver))).toEqual(['b'])
  const head = para('p', { type: 'opt', attrs: { id: 'o', br: 'c', kind: 'optional', label: '' } })
  expect(openBrackets(doc(leftOver, head, leftOver))).toEqual(['b', 'c'])
})

test('AG3: reopening needs a reason; discussing a draft does not', () => {
  for (const reason of [undefined, '', '  \n'])
    expect(move('agreed', 'under_discussion', reason, [clean])).toMatchObject({
      code: 'invalid',
      errors: [{ path: 'reason' }],
    })
  expect(needsReason('agreed_in_group', 'under_discussion')).toBe(true)
  expect(needsReason('draft', 'under_discussion')).toBe(false)
})
