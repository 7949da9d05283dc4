import { expect, test } from 'vitest'
import type { Decision } from '../../src/lib/domain/contract.ts'
import {
  checkSignable,
  checkSignoff,
  checkSignoffWithdrawal,
  countsAsEndorsement,
  isConfirmed,
  type SignoffWish,
} from '../../src/lib/domain/signoff.ts'

const ids = new Set(['a1', 'preamble'])
const paths = (wish: SignoffWish) => {
  const result = checkSignoff(wish, ids)
  return result.ok ? [] : (result.errors ?? []).map((fault) => fault.path)
}
const entry = { articleId: 'a1', kind: 'reservation' as const, text: 'Not applied at sea.' }

test('SO1, SO2: what each decision must and may say', () => {
  const table: [Decision, Partial<SignoffWish>, string[]][] = [
    ['endorse', {}, []],
    ['endorse', { statement: ' ' }, []],
    ['endorse', { statement: 'But' }, []],
    ['endorse', { articles: [entry] }, []],
    ['endorse_with_statement', {}, ['statement']],
    ['endorse_with_statement', { statement: '\n' }, ['statement']],
    ['endorse_with_statement', { statement: 'But' }, []],
    ['endorse_with_statement', { articles: [entry] }, []],
    ['endorse_with_statement', { statement: 'But', articles: [entry, { ...entry, kind: 'declaration' }] }, []],
    ['decline', {}, []],
    ['decline', { statement: 'Because' }, []],
    ['decline', { articles: [entry] }, ['articles']],
  ]
  for (const [decision, more, expected] of table)
    expect(paths({ decision, ...more }), `${decision} ${JSON.stringify(more)}`).toEqual(expected)
  expect(paths({ decision: 'sign' as Decision })).toEqual(['decision'])
})

test('SO3: entries name articles of the version and say something', () => {
  const wish = (more: object): SignoffWish => ({
    decision: 'endorse_with_statement',
    articles: [entry, { ...entry, ...more }],
  })
  expect(paths(wish({ articleId: 'preamble' }))).toEqual([])
  expect(paths(wish({ articleId: 'of another version' }))).toEqual(['articles[1].articleId'])
  expect(paths(wish({ kind: 'objection' }))).toEqual(['articles[1].kind'])
  expect(paths(wish({ text: ' ' }))).toEqual(['articles[1].text'])
})

test('SO3: everything is bounded, and every fault is named at once', () => {
  expect(
    paths({
      decision: 'endorse_with_statement',
      statement: 'x'.repeat(20_001),
      articles: [{ ...entry, text: 'x'.repeat(20_001) }],
      capacity: 'x'.repeat(201),
      place: 'x'.repeat(201),
    }),
  ).toEqual(['statement', 'articles[0].text', 'capacity', 'place'])
  expect(paths({ decision: 'endorse_with_statement', articles: Array.from({ length: 201 }, () => entry) })).toEqual([
    'articles',
  ])
})

test('SO1: words are kept in normal form C, empty ones as null', () => {
  expect(checkSignoff({ decision: 'decline', statement: ' Cafe\u0301 ', capacity: ' ' }, ids)).toEqual({
    ok: true,
    value: { decision: 'decline', statement: 'Caf\u00e9', articles: [], capacity: null, place: null },
  })
})

test('SO4, SO5: only a standing published version, and the text that was read', () => {
  const sha256 = 'ab'.repeat(32)
  const version = { sha256, publishedAt: '2026-05-01T00:00:00.000Z', withdrawnAt: null }
  expect(checkSignable(version, sha256)).toMatchObject({ ok: true })
  expect(checkSignable(version, sha256.toUpperCase())).toMatchObject({ ok: true })
  expect(checkSignable(version, 'cd'.repeat(32))).toMatchObject({ code: 'text-changed' })
  expect(checkSignable(version, '')).toMatchObject({ code: 'text-changed' })
  expect(checkSignable({ ...version, publishedAt: null }, sha256)).toMatchObject({ code: 'not-published' })
  expect(checkSignable({ ...version, withdrawnAt: '2026-05-02T00:00:00.000Z' }, sha256)).toMatchObject({
    code: 'version-withdrawn',
  })
})

test('SO6: under fifteen minutes, to the millisecond', () => {
  const now = '2026-05-01T12:00:00.000Z'
  expect(isConfirmed(now, now)).toBe(true)
  expect(isConfirmed('2026-05-01T11:45:00.001Z', now)).toBe(true)
  expect(isConfirmed('2026-05-01T11:45:00.000Z', now)).toBe(false)
  expect(isConfirmed('2026-05-01T12:00:00.001Z', now)).toBe(false)
  expect(isConfirmed(null, now)).toBe(false)
})

test('SO7: a draft never counts, nor a refusal, nor what was withdrawn', () => {
  const counts = (decision: Decision, stage: string, withdrawnAt: string | null = null) =>
    countsAsEndorsement({ decision, stage, withdrawnAt })
  expect(counts('endorse', 'adopted')).toBe(true)
  expect(counts('endorse_with_statement', 'adopted')).toBe(true)
  expect(counts('decline', 'adopted')).toBe(false)
  expect(counts('endorse', 'draft')).toBe(false)
  expect(counts('endorse', 'adopted', '2026-05-01T00:00:00.000Z')).toBe(false)
})

test('SO8: withdrawn once, with a reason', () => {
  expect(checkSignoffWithdrawal({ withdrawnAt: null }, 'New board')).toEqual({ ok: true, value: 'New board' })
  expect(checkSignoffWithdrawal({ withdrawnAt: null }, ' ')).toMatchObject({ code: 'invalid' })
  expect(checkSignoffWithdrawal({ withdrawnAt: '2026-05-01T00:00:00.000Z' }, 'again')).toMatchObject({
    code: 'already-withdrawn',
  })
})

test('nothing that a party states holds control signs or signs that turn the direction of words', () => {
  const said = ' \u202enot\u202c\r\nso\u0000\u2067 e\u0301 '
  expect(
    checkSignoff(
      { decision: 'endorse', statement: said, capacity: said, place: '\u202e', articles: [{ ...entry, text: said }] },
      ids,
    ),
  ).toMatchObject({
    value: { statement: 'not\nso é', capacity: 'not\nso é', place: null, articles: [{ text: 'not\nso é' }] },
  })
})
