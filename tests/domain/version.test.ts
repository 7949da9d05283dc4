import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  canonicalBytes,
  checkCut,
  checkPublish,
  checkReason,
  checkWithdraw,
  inCharterOrder,
  inNormalForm,
  type CutVersion,
} from '../../src/lib/domain/version.ts'
import { doc, heading } from '../support/blocks.ts'

const text = (version: CutVersion) => new TextDecoder('utf-8', { fatal: true }).decode(canonicalBytes(version))
const one = doc(heading('h', 'Purpose'))
const cut = (more: Partial<CutVersion> = {}): CutVersion => ({
  charter: 'universal-charter',
  number: 1,
  label: 'Rev.2',
  languages: ['en', 'ar'],
  articles: [{ id: 'a', number: '1', lang: 'en', position: 1, heading: 'Purpose', doc: one }],
  ...more,
})

test('VE1: canonical bytes, to the letter: sorted keys, no spaces, UTF-8', () => {
  const block =
    '{"attrs":{"bracket":null,"bracketKind":null,"depth":0,"extra":null,"id":"h","kind":"heading"},' +
    '"content":[{"text":"Purpose","type":"text"}],"type":"block"}'
  expect(text(cut())).toBe(
    `{"articles":[{"doc":{"content":[${block}],"type":"doc"},"heading":"Purpose","id":"a","lang":"en","number":"1"}],` +
      '"charter":"universal-charter","format":1,"label":"Rev.2","languages":["en","ar"],"number":1}',
  )
})

test('VE1: nothing but the text enters: other fields of an article are left out', () => {
  const article = { ...cut().articles[0]!, author: 'someone', at: '2026-01-01T00:00:00Z' }
  expect(text(cut({ articles: [article] }))).toBe(text(cut()))
})

test('VE1: the order of keys and of articles given does not matter, every change of text does', () => {
  const articles = [
    { id: 'b', number: '10', lang: 'en', position: 3, heading: 'B', doc: one },
    { id: 'p', number: null, lang: 'ar', position: 0, heading: 'P', doc: one },
    { id: 'a', number: '2', lang: 'ar', position: 2, heading: 'A', doc: one },
    { id: 'a', number: '2', lang: 'en', position: 2, heading: 'A', doc: one },
  ]
  const shuffled = fc.shuffledSubarray(articles, { minLength: articles.length })
  fc.assert(
    fc.property(shuffled, (list) => {
      expect(text(cut({ articles: list }))).toBe(text(cut({ articles })))
    }),
  )
  expect(text(cut({ articles })).indexOf('"id":"p"')).toBeLessThan(text(cut({ articles })).indexOf('"id":"a"'))
  expect(text(cut({ label: 'Rev.3' }))).not.toBe(text(cut()))
  expect(text(cut({ articles: [{ ...cut().articles[0]!, doc: doc(heading('h', 'Purpose ')) }] }))).not.toBe(text(cut()))
})

test('VE2: composed and decomposed letters give the same bytes; half a surrogate pair gives valid UTF-8', () => {
  const said = (words: string) => text(cut({ articles: [{ ...cut().articles[0]!, doc: doc(heading('h', words)) }] }))
  expect(said('Cafe\u0301')).toBe(said('Caf\u00e9'))
  expect(said('\ud83d')).toContain('\ufffd')
  expect(inNormalForm({ 'e\u0301': ['e\u0301', 1, null, true] })).toEqual({ '\u00e9': ['\u00e9', 1, null, true] })
})

test('VE3: charter order, then languages with the original first, unknown languages last', () => {
  const at = (position: number, lang: string) => ({ position, lang })
  const sorted = [at(0, 'ru'), at(0, 'ar'), at(0, 'xx'), at(2, 'ru'), at(10, 'ar')]
  expect(inCharterOrder([...sorted].reverse(), ['ru', 'ar'])).toEqual(sorted)
})

test('VE4: a label is one short line', () => {
  expect(checkCut({ label: ' Rev.3 ', notes: ' n\n' })).toEqual({ ok: true, value: { label: 'Rev.3', notes: 'n' } })
  for (const label of ['', '  ', 'a\nb', 'a\u202eb', 'x'.repeat(61)])
    expect(checkCut({ label, notes: '' }), label).toMatchObject({ code: 'invalid', errors: [{ path: 'label' }] })
  expect(checkCut({ label: 'x', notes: 'a\u202eb\u202c\r\n\u0007c\u200f' })).toMatchObject({
    value: { notes: 'ab\nc\u200f' },
  })
  expect(checkCut({ label: 'x', notes: 'n'.repeat(10_001) })).toMatchObject({ errors: [{ path: 'notes' }] })
})

test('VE5, VE6: publish once, withdraw once, never publish what was withdrawn', () => {
  const now = '2026-05-01T00:00:00.000Z'
  expect(checkPublish({ publishedAt: null, withdrawnAt: null })).toMatchObject({ ok: true })
  expect(checkPublish({ publishedAt: now, withdrawnAt: null })).toMatchObject({ code: 'already-published' })
  expect(checkPublish({ publishedAt: null, withdrawnAt: now })).toMatchObject({ code: 'version-withdrawn' })
  expect(checkWithdraw({ publishedAt: now, withdrawnAt: null }, ' error ')).toEqual({ ok: true, value: 'error' })
  expect(checkWithdraw({ publishedAt: now, withdrawnAt: now }, 'error')).toMatchObject({ code: 'already-withdrawn' })
  expect(checkReason('\u202etext\u202c\u0000')).toEqual({ ok: true, value: 'text' })
  for (const reason of ['', ' ', '\u202e', 'x'.repeat(2_001)])
    expect(checkWithdraw({ publishedAt: now, withdrawnAt: null }, reason)).toMatchObject({
      code: 'invalid',
      errors: [{ path: 'reason' }],
    })
})
