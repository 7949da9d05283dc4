import { expect, test } from 'vitest'
import { concordanceOf, type Renumbered } from '../../src/lib/domain/concordance.ts'
import { numbersOf } from '../../src/lib/domain/places.ts'
import { doc, heading, item, para, recital } from '../support/blocks.ts'

const round = numbersOf(doc(heading('h'), para('p1'), para('p2'), item('a'), item('b'), para('p3')), null)
const now = doc(heading('h'), para('p1'), para('new'), para('p2'), item('a'), item('x'), item('b'))
const renumbered = (more: Partial<Renumbered>): Renumbered => ({
  articleId: 'A',
  before: '7',
  after: '7',
  isLeftOut: false,
  numbersBefore: round,
  numbersAfter: round,
  ...more,
})

test('NC1: an article with another number is listed; what only followed it is not', () => {
  expect(
    concordanceOf([renumbered({ before: '14 bis', after: '15' }), renumbered({ before: '15', after: '16' })], 'en'),
  ).toEqual([
    { articleId: 'A', blockId: null, was: 'Article 14 bis', is: 'Article 15' },
    { articleId: 'A', blockId: null, was: 'Article 15', is: 'Article 16' },
  ])
  expect(concordanceOf([renumbered({})], 'en')).toEqual([])
})

test('NC1: paragraphs and items by their full names, in every language', () => {
  const before = numbersOf(now, round)
  const after = numbersOf(now, null)
  const rows = concordanceOf([renumbered({ numbersBefore: before, numbersAfter: after })], 'en')
  expect(rows.map(({ was, is }) => [was, is])).toEqual([
    ['Article 7, paragraph 1 bis', 'Article 7, paragraph 2'],
    ['Article 7, paragraph 2', 'Article 7, paragraph 3'],
    ['Article 7, paragraph 2 (a)', 'Article 7, paragraph 3 (a)'],
    ['Article 7, paragraph 2 (a bis)', 'Article 7, paragraph 3 (b)'],
    ['Article 7, paragraph 2 (b)', 'Article 7, paragraph 3 (c)'],
  ])
  const [arabic] = concordanceOf([renumbered({ numbersBefore: before, numbersAfter: after })], 'ar')
  expect(arabic!.was).toContain('1 مكررا')
})

test('NC2: what is gone is listed as gone, once', () => {
  const without = numbersOf(doc(heading('h'), para('p1'), para('p3')), null)
  expect(concordanceOf([renumbered({ numbersAfter: without })], 'en').map(({ was, is }) => [was, is])).toEqual([
    ['Article 7, paragraph 2', null],
    ['Article 7, paragraph 3', 'Article 7, paragraph 2'],
  ])
  expect(concordanceOf([renumbered({ isLeftOut: true, after: null })], 'en')).toEqual([
    { articleId: 'A', blockId: null, was: 'Article 7', is: null },
  ])
})

test('NU12, NC2: a paragraph that is alone by now is not gone: it is called as its article is', () => {
  const alone = doc(heading('h'), para('p2'), item('a'))
  const rows = (stands?: (articleId: string, blockId: string) => boolean) =>
    concordanceOf([renumbered({ numbersAfter: numbersOf(alone, null) })], 'en', stands).map(({ was, is }) => [was, is])
  expect(rows((articleId, id) => articleId === 'A' && alone.content.some(({ attrs }) => attrs.id === id))).toEqual([
    ['Article 7, paragraph 1', null],
    ['Article 7, paragraph 2', 'Article 7'],
    ['Article 7, paragraph 2 (a)', 'Article 7 (a)'],
    ['Article 7, paragraph 2 (b)', null],
    ['Article 7, paragraph 3', null],
  ])
})

test('NU12, NC2: a paragraph that was alone had no number to lose; what was in it is called with it', () => {
  const single = numbersOf(doc(heading('h'), para('p'), item('a'), item('b')), null)
  const two = doc(heading('h'), para('x'), para('p'), item('a'))
  const rows = concordanceOf(
    [renumbered({ numbersBefore: single, numbersAfter: numbersOf(two, null) })],
    'en',
    (_, id) => two.content.some(({ attrs }) => attrs.id === id),
  )
  expect(rows.map(({ blockId, was, is }) => [blockId, was, is])).toEqual([
    ['a', 'Article 7 (a)', 'Article 7, paragraph 2 (a)'],
    ['b', 'Article 7 (b)', null],
  ])
})

test('NC1: recitals of the preamble', () => {
  const first = numbersOf(doc(heading('h'), recital('r1'), recital('r2')), null)
  const inserted = doc(heading('h'), recital('r1'), recital('x'), recital('r2'))
  const preamble = renumbered({
    before: null,
    after: null,
    numbersBefore: numbersOf(inserted, first),
    numbersAfter: numbersOf(inserted, null),
  })
  expect(concordanceOf([preamble], 'en')).toHaveLength(2)
})
