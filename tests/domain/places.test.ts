import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { compareNumerals, roman } from '../../src/lib/domain/numerals.ts'
import {
  itemLabel,
  labelsOf,
  numbersOf,
  placesOf,
  subitemLabel,
  tombstonesOf,
  type RoundNumbers,
} from '../../src/lib/domain/places.ts'
import { block, doc, heading, item, para, recital, subitem, tail } from '../support/blocks.ts'

test('NU5, NU6: paragraphs, items, sub-items are numbered by position; tails are not', () => {
  const article = doc(
    heading('h', 'Use of terms'),
    para('p1', 'One:'),
    item('p1a'),
    item('p1b'),
    subitem('p1bi'),
    subitem('p1bii'),
    item('p1c'),
    subitem('p1ci'),
    tail('p1t', 'closing'),
    item('p1d'),
    para('p2', 'Two'),
    item('p2a'),
  )
  expect(labelsOf(article, 'en', null)).toEqual([
    null,
    '1.',
    '(a)',
    '(b)',
    '(i)',
    '(ii)',
    '(c)',
    '(i)',
    null,
    '(d)',
    '2.',
    '(a)',
  ])
  expect(labelsOf(article, 'fr', null)).toEqual([
    null,
    '1.',
    'a)',
    'b)',
    'i)',
    'ii)',
    'c)',
    'i)',
    null,
    'd)',
    '2.',
    'a)',
  ])
  expect(labelsOf(article, 'ar', null)).toEqual([
    null,
    '1.',
    '(أ)',
    '(ب)',
    "'1'",
    "'2'",
    '(ج)',
    "'1'",
    null,
    '(د)',
    '2.',
    '(أ)',
  ])
  const preamble = doc(heading('h'), block('chapeau', 'c'), recital('r1'), recital('r2'), block('formula', 'f'))
  expect(labelsOf(preamble, 'en', null)).toEqual([null, null, 'PP1', 'PP2', null])
})

test('NU5: the paragraph of a single-paragraph article has no number until a second appears', () => {
  expect(labelsOf(doc(heading('h'), para('p1'), item('a')), 'en', null)).toEqual([null, null, '(a)'])
  expect(labelsOf(doc(heading('h'), para('p1'), item('a'), para('p2')), 'en', null)).toEqual([null, '1.', '(a)', '2.'])
})

test('NU6: after (z) come (aa) and (bb); Roman numerals; the whole abjad', () => {
  expect([1, 26, 27, 28, 52, 53].map((n) => itemLabel({ main: n, ordinal: 0 }, 'en'))).toEqual([
    '(a)',
    '(z)',
    '(aa)',
    '(bb)',
    '(zz)',
    '(aaa)',
  ])
  expect([1, 5, 28, 29].map((n) => itemLabel({ main: n, ordinal: 0 }, 'ar'))).toEqual(['(أ)', '(هـ)', '(غ)', '(أأ)'])
  expect([1, 4, 9, 14, 40, 99].map(roman)).toEqual(['i', 'iv', 'ix', 'xiv', 'xl', 'xcix'])
  expect(subitemLabel({ main: 4, ordinal: 0 }, 'ru')).toBe('iv)')
})

describe('within a round', () => {
  const frozen = doc(
    heading('h', 'Purpose'),
    para('p1'),
    item('p1a'),
    item('p1b'),
    subitem('p1bi'),
    para('p2'),
    para('p3'),
    item('p3a'),
  )
  const round = numbersOf(frozen, null)
  const labels = (...blocks: Block[]) => labelsOf(doc(heading('h'), ...blocks), 'en', round).slice(1)

  test('NU10: what was there keeps its number, what comes between is bis, ter, what comes last goes on counting', () => {
    expect(labelsOf(frozen, 'en', round)).toEqual(labelsOf(frozen, 'en', null))
    expect(labels(para('p1'), para('new'), para('newer'), para('p2'), para('p3'), para('last'))).toEqual([
      '1.',
      '1 bis.',
      '1 ter.',
      '2.',
      '3.',
      '4.',
    ])
    expect(labels(para('p1'), item('p1a'), item('x'), item('p1b'), subitem('p1bi'), item('y'))).toEqual([
      '1.',
      '(a)',
      '(a bis)',
      '(b)',
      '(i)',
      '(c)',
    ])
  })

  test('NU10: what comes first stands before 1', () => {
    expect(labels(para('x'), para('y'), para('p1'))).toEqual(['–2.', '–1.', '1.'])
    expect(labels(para('p1'), item('x'), item('p1a'))).toEqual(['1.', '(–a)', '(a)'])
  })

  test('NU10: bis in the languages', () => {
    const now = doc(heading('h'), para('p1'), para('new'), item('a'), para('p2'))
    expect(labelsOf(now, 'ar', round)).toEqual([null, '1.', '1 مكررا.', '(أ)', '2.'])
    expect(labelsOf(now, 'ru', round)[2]).toBe('1 бис.')
  })

  test('NU11: a number whose block is gone is nobody’s, and is told of', () => {
    const now = doc(heading('h'), para('p1'), item('p1b'), para('p3'), item('p3a'))
    expect(labelsOf(now, 'en', round)).toEqual([null, '1.', '(b)', '3.', '(a)'])
    expect(tombstonesOf(now, round, 'en')).toEqual([
      { label: '(a)', level: 'item', behind: 'p1', after: 'p1' },
      { label: '(i)', level: 'subitem', behind: 'p1b', after: 'p1b' },
      { label: '2.', level: 'paragraph', behind: 'p1', after: 'p1b' },
    ])
    expect(labels(para('p1'), para('x'), para('p3'), para('y'))).toEqual(['1.', '1 bis.', '3.', '4.'])
    expect(tombstonesOf(doc(heading('h'), para('p3')), round, 'en').map(({ label }) => label)).toEqual([
      '1.',
      '2.',
      '(a)',
    ])
    expect(tombstonesOf(frozen, round, 'en')).toEqual([])
    expect(tombstonesOf(frozen, null, 'en')).toEqual([])
  })

  test('NU11: a paragraph left alone still shows its number, so that nobody takes it for another', () => {
    expect(labels(para('p2'))).toEqual(['2.'])
  })

  test('NU12: a single paragraph showed no number, and has none to keep', () => {
    const single = numbersOf(doc(heading('h'), para('p'), item('a')), null)
    const now = doc(heading('h'), para('x'), para('p'), item('a'), item('b'))
    expect(labelsOf(now, 'en', single)).toEqual([null, '1.', '2.', '(a)', '(b)'])
  })

  test('NU13: after decies comes a number behind a stroke', () => {
    const added = Array.from({ length: 11 }, (_, n) => para(`n${n}`))
    expect(labels(para('p1'), ...added, para('p2')).slice(9)).toEqual(['1 decies.', '1/11.', '1/12.', '2.'])
  })

  test('NU10: an item in another paragraph is new there', () => {
    expect(labels(para('p1'), item('p1a'), para('p2'), para('p3'), item('p1b'), item('p3a'))).toEqual([
      '1.',
      '(a)',
      '2.',
      '3.',
      '(–a)',
      '(a)',
    ])
  })

  test('check 2: swapped paragraphs change their numbers, and no number is used twice or lost', () => {
    expect(labels(para('p2'), para('p1'), item('p1a'), item('p1b'), para('p3'))).toEqual([
      '1.',
      '2.',
      '(a)',
      '(b)',
      '3.',
    ])
  })

  test('NU10: cut again without renumbering, bis stands: what comes between takes the next', () => {
    const second = doc(heading('h'), para('p1'), para('x'), para('p2'), para('p3'))
    const next = numbersOf(second, round)
    const third = doc(heading('h'), para('p1'), para('y'), para('x'), para('p2'), para('p3'))
    expect(labelsOf(third, 'en', next)).toEqual([null, '1.', '1 ter.', '1 bis.', '2.', '3.'])
    expect(labelsOf(third, 'en', numbersOf(third, null))).toEqual([null, '1.', '2.', '3.', '4.', '5.'])
  })

  /** Any article of paragraphs, items and recitals, from a store of ids. */
  const articles = fc
    .shuffledSubarray(
      Array.from({ length: 14 }, (_, n) => n),
      { minLength: 1 },
    )
    .map((ids): ArticleDoc =>
      doc(
        heading('h'),
        ...ids.map((n) => {
          const id = `b${n}`
          return n % 5 === 0 ? recital(id) : n % 3 === 0 ? item(id) : n % 7 === 0 ? subitem(id) : para(id)
        }),
      ),
    )
  const groupsOf = (numbers: RoundNumbers) =>
    Map.groupBy(Object.values(numbers), ({ level, within }) => `${level} ${within}`)

  test('NU10-NU13: whatever came and went, no number is given twice, and a number that was kept was there', () => {
    fc.assert(
      fc.property(articles, articles, articles, (first, second, third) => {
        const one = numbersOf(first, null)
        const two = numbersOf(second, one)
        const three = numbersOf(third, two)
        for (const numbers of [one, two, three])
          for (const group of groupsOf(numbers).values()) {
            const sorted = group.toSorted(compareNumerals)
            for (const [i, number] of sorted.entries())
              if (i > 0) expect(compareNumerals(sorted[i - 1]!, number)).toBeLessThan(0)
          }
        // nothing moved, nothing changes; and what is numbered anew is numbered as if nothing had been
        expect(numbersOf(first, one)).toEqual(one)
        expect(placesOf(third, numbersOf(third, null))).toEqual(placesOf(third, null))
        for (const stone of tombstonesOf(second, one, 'en'))
          expect(second.content.some(({ attrs }) => attrs.id === stone.after) || stone.after === null).toBe(true)
      }),
    )
  })
})
