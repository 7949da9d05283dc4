import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  alternativeLabel,
  alternativeNumber,
  articleLabel,
  articleSlug,
  compareNumbers,
  isAlternativeTo,
  namedArticle,
  numberAfter,
  numberFromSlug,
  parseNumber,
} from '../../src/lib/domain/numbering.ts'

const ORDINALS = ['bis', 'ter', 'quater', 'quinquies', 'sexies', 'septies', 'octies', 'nonies', 'decies']
const numbers = fc
  .tuple(fc.integer({ min: -9, max: 120 }), fc.option(fc.constantFrom(...ORDINALS)))
  .filter(([main]) => main !== 0)
  .map(([main, ordinal]) => (ordinal === null ? String(main) : `${main} ${ordinal}`))

test('NU1: a number is digits and at most one Latin ordinal', () => {
  expect(parseNumber('14 bis')).toEqual({ main: 14, ordinal: 2 })
  expect(parseNumber('14')).toEqual({ main: 14, ordinal: 0 })
  expect(parseNumber('-1')).toEqual({ main: -1, ordinal: 0 })
  for (const wrong of [
    '',
    '0',
    '01',
    '14bis',
    '14  bis',
    '14 BIS',
    '14 biss',
    ' 14',
    '1.5',
    '–1',
    '٣',
    '14 bis ter',
    '99999',
  ])
    expect(parseNumber(wrong), wrong).toBeNull()
})

test('NU15: an alternative shares the number, behind it and before any bis, in every language', () => {
  expect(parseNumber('7 alt')).toEqual({ main: 7, ordinal: 1 })
  expect(['7 bis', '8', '7 alt', '7'].sort(compareNumbers)).toEqual(['7', '7 alt', '7 bis', '8'])
  expect(alternativeNumber(['7', '7 bis', '8'], '7')).toBe('7 alt')
  expect(alternativeNumber(['7', '7 alt'], '7')).toBeNull()
  for (const no of ['7 alt', '7 bis', 'x']) expect(alternativeNumber(['7'], no)).toBeNull()
  expect(numberAfter(['7', '7 alt', '8'], '7')).toBe('7 bis')
  expect(['en', 'fr', 'es', 'ar', 'ru'].map((lang) => articleLabel('7 alt', lang))).toEqual([
    ...['Article 7 alt', 'Article 7 alt', 'Artículo 7 alt', 'المادة 7 بديلة', 'Статья 7 альт'],
  ])
  expect(articleSlug('7 alt')).toBe('7-alt')
  expect(numberFromSlug('7-alt')).toBe('7 alt')
  expect([isAlternativeTo('7 alt', '7'), isAlternativeTo('7 alt', '8'), isAlternativeTo('7 bis', '7')]).toEqual([
    ...[true, false, false],
  ])
  expect([1, 2].map((n) => alternativeLabel('Article 7, paragraph 3', n, 'en'))).toEqual([
    ...['Article 7, paragraph 3 alt', 'Article 7, paragraph 3 alt 2'],
  ])
})

test('NU2: numbers sort as numbers, ordinals in their order, never as strings', () => {
  const sorted = ['-2', '-1', '1', '2', '10', '14', '14 bis', '14 ter', '14 quater', '14 decies', '15', '100']
  expect([...sorted].reverse().sort(compareNumbers)).toEqual(sorted)
  expect(['14', null, '2'].sort(compareNumbers)).toEqual([null, '2', '14'])
  expect(['junk', '15', 'a'].sort(compareNumbers)).toEqual(['15', 'a', 'junk'])
})

test('NU2: the order is total', () => {
  fc.assert(
    fc.property(numbers, numbers, numbers, (a, b, c) => {
      expect(Math.sign(compareNumbers(a, b))).toBe(-Math.sign(compareNumbers(b, a)) || 0)
      expect(compareNumbers(a, b) === 0).toBe(a === b)
      if (compareNumbers(a, b) <= 0 && compareNumbers(b, c) <= 0) expect(compareNumbers(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})

test('NU3: an insertion takes the next free bis and moves nobody', () => {
  const existing = ['1', '2', '14', '14 bis', '15', '20']
  expect(numberAfter(existing, '14')).toBe('14 ter')
  expect(numberAfter(existing, '14 bis')).toBe('14 ter')
  expect(numberAfter(existing, '2')).toBe('2 bis')
  expect(numberAfter(existing, null)).toBe('21')
  expect(numberAfter(existing, '20')).toBe('21')
  expect(numberAfter(existing, 'preamble')).toBe('-1')
  expect(numberAfter(['-1', '1'], 'preamble')).toBe('-2')
  expect(numberAfter(['-1', '1'], '-1')).toBe('-1 bis')
  expect(numberAfter([], null)).toBe('1')
  expect(numberAfter([], 'preamble')).toBe('1')
  expect(numberAfter([...ORDINALS.map((ordinal) => `3 ${ordinal}`), '3', '4'], '3')).toBeNull()
})

test('NU3: any row of insertions gives new numbers that sort right after what they follow', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 12 }), (places) => {
      const existing = ['1', '2', '3']
      for (const place of places) {
        const after = existing[place % existing.length]!
        const added = numberAfter(existing, after)
        if (added === null) continue
        expect(existing).not.toContain(added)
        expect(compareNumbers(after, added)).toBeLessThan(0)
        const following = existing.find((number) => compareNumbers(number, added) > 0)
        if (following) expect(parseNumber(following)!.main).toBeGreaterThan(parseNumber(after)!.main)
        existing.push(added)
        existing.sort(compareNumbers)
      }
    }),
  )
})

test('NU3: labels by language', () => {
  expect(articleLabel('14 bis', 'en')).toBe('Article 14 bis')
  expect(articleLabel('14 bis', 'fr')).toBe('Article 14 bis')
  expect(articleLabel('14 bis', 'es')).toBe('Artículo 14 bis')
  expect(articleLabel('14 bis', 'ar')).toBe('المادة 14 مكررا')
  expect(articleLabel('14 ter', 'ar')).toBe('المادة 14 مكررا ثانيا')
  expect(articleLabel('14 bis', 'ru')).toBe('Статья 14 бис')
  expect(articleLabel('5', 'pt-BR')).toBe('Article 5')
  expect(articleLabel('-1', 'en')).toBe('Article –1')
  expect(articleLabel(null, 'ar')).toBe('الديباجة')
})

test('NU4: an address names every article and back', () => {
  expect(articleSlug('14 bis')).toBe('14-bis')
  expect(articleSlug(null)).toBe('preamble')
  expect(numberFromSlug('preamble')).toBeNull()
  fc.assert(
    fc.property(numbers, (number) => {
      expect(numberFromSlug(articleSlug(number))).toBe(number)
    }),
  )
  for (const wrong of ['', '14 bis', '14-biss', '0', '14--bis', '../1', '-'])
    expect(numberFromSlug(wrong)).toBeUndefined()
})

test.each([
  ['Article 4', 'Purpose', 'Article 4 · Purpose'],
  ['Article 4', 'Article 4', 'Article 4'],
  ['Article 4', '', 'Article 4'],
  ['Article 4', 'Preamble', 'Article 4 · Preamble'],
  ['Préambule', 'Preamble', 'Préambule'],
  ['Преамбула', 'الديباجة', 'Преамбула'],
  ['Preamble', 'Why we agree', 'Preamble · Why we agree'],
])('NU9: %s headed "%s" is called %s', (label, heading, name) => {
  expect(namedArticle({ label, heading })).toBe(name)
})
