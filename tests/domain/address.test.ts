import { describe, expect, test } from 'vitest'
import { addressesOf, articleAt, blocksAt, pathsOf, plainAddress } from '#lib/domain/address.ts'
import type { ArticleDoc, BlockKind } from '#lib/domain/article.ts'
import { countsOf, countWords } from '#lib/domain/counts.ts'
import { attrsFromStart } from '#lib/domain/text.ts'
import { block, doc, heading, option, para } from '../support/blocks.ts'

const article = (...kinds: [BlockKind, number?][]): ArticleDoc => ({
  type: 'doc',
  content: kinds.map(([kind, depth = 0], i) => ({
    type: 'block',
    attrs: attrsFromStart({ b: `b${i}` }, { 'b.kind': kind, 'b.depth': String(depth) }),
    content: [{ type: 'text', text: 'Some words' }],
  })),
})
const long = article(['heading'], ['para'], ['para'], ['item', 1], ['item', 2], ['item', 1], ['tail'], ['para'])
const short = article(['heading'], ['para'], ['item', 1], ['item', 1])

test('AD1: one manner of writing for all', () => {
  for (const written of ['7.2(a)', '7(2)(a)', 'Article 7, paragraph 2 (a)', 'art. 7.2.a', ' 7 2 A '])
    expect(plainAddress(written, 'en')).toBe('7.2.a')
  expect(plainAddress('المادة ٧، الفقرة ٢ (أ)', 'ar')).toBe('7.2.أ')
  expect(plainAddress('Party 7', 'en')).toBe('party.7')
})

describe('AD2, AD3: blocks by their addresses', () => {
  test('with the article and without', () => {
    expect(blocksAt('2(a)', long, '7', 'en', null)).toEqual([3])
    expect(blocksAt('7.2(a)(i)', long, '7', 'en', null)).toEqual([4])
    expect(blocksAt('Article 7', long, '7', 'en', null)).toEqual([0])
    expect(blocksAt('9.1', long, '7', 'en', null)).toEqual([])
    expect(blocksAt('', long, '7', 'en', null)).toEqual([])
  })
  test('the only paragraph may be left out', () => {
    expect(blocksAt('(b)', short, '3', 'en', null)).toEqual([3])
    expect(blocksAt('3(b)', short, '3', 'en', null)).toEqual([3])
    expect(blocksAt('3.1(b)', short, '3', 'en', null)).toEqual([3])
  })
  test('no address is two blocks’, but a paragraph and its article may share a number', () => {
    expect(blocksAt('2', long, '2', 'en', null)).toEqual([0, 2])
  })
  test('in Arabic', () => {
    expect(blocksAt('٢ (ب)', long, '7', 'ar', null)).toEqual([5])
    expect(blocksAt('المادة 7', long, '7', 'ar', null)).toEqual([0])
  })
  test('flush text has none', () => {
    expect(addressesOf(long, '7', 'en', null)[6]).toEqual([])
  })
})

test('AD4: the article of an address, bis before its like', () => {
  const articles = [{ number: null }, { number: '1' }, { number: '14' }, { number: '14 bis' }]
  expect(articleAt('Article 14 bis, 2', articles, 'en')).toEqual({ article: { number: '14 bis' }, rest: '2' })
  expect(articleAt('14.2(a)', articles, 'en')).toEqual({ article: { number: '14' }, rest: '2.a' })
  expect(articleAt('المادة 14 مكررا', articles, 'ar')?.article.number).toBe('14 bis')
  expect(articleAt('Preamble', articles, 'en')?.article.number).toBeNull()
  expect(articleAt('15', articles, 'en')).toBeNull()
})

test('AD6: a paragraph with alternatives is named by them, too, in every language', () => {
  const options = [1, 2, 3].map((n) => option('b', `b.${n}`, `Alt ${n}`, `Words ${n}`))
  const whole = block('para', 'p2', options, { bracket: 'b', bracketKind: 'alternatives' })
  const bracketed = doc(heading('h', 'Access'), para('p1', 'Words'), whole)
  for (const written of ['7.2 alt', 'Article 7, paragraph 2 alt', '2 alt', '7.2 alt 2', '7.2'])
    expect(blocksAt(written, bracketed, '7', 'en', null)).toEqual([2])
  expect(blocksAt('7.2 alt 3', bracketed, '7', 'en', null)).toEqual([])
  expect(blocksAt('7.1 alt', bracketed, '7', 'en', null)).toEqual([])
  expect(blocksAt('المادة 7، الفقرة 2 بديلة', bracketed, '7', 'ar', null)).toEqual([2])
  expect(articleAt('Article 7 alt, 2', [{ number: '7' }, { number: '7 alt' }], 'en')).toEqual({
    ...{ article: { number: '7 alt' }, rest: '2' },
  })
})

test('AD5: paths name a block by what it hangs on', () => {
  expect(pathsOf(long, '7', 'en', null)).toEqual([
    'Article 7',
    '1.',
    '2.',
    '2. (a)',
    '2. (a) (i)',
    '2. (b)',
    null,
    '3.',
  ])
})

test('CO1: words are the language’s own', () => {
  expect(countWords('Humanitarian aid, 3 convoys – and more.', 'en')).toBe(6)
  expect(countWords('المساعدة الإنسانية وحدها', 'ar')).toBe(3)
  expect(countWords('人道援助', 'zh')).toBeGreaterThan(1)
  expect(countWords(' – … ', 'en')).toBe(0)
})

test('CO2: clauses are paragraphs, items and recitals', () => {
  expect(countsOf(long.content, 'en')).toEqual({ words: 16, clauses: 6 })
  expect(countsOf(article(['heading'], ['chapeau'], ['recital'], ['formula']).content, 'en').clauses).toBe(1)
})
