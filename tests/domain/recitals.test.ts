/** NU16: recitals have a number for talks, and none in print. */
import { expect, test } from 'vitest'
import { sectionsOf } from '#lib/domain/html.ts'
import { labelsOf, numbersOf, printedLabelsOf, tombstonesOf } from '#lib/domain/places.ts'
import { indexBlocks } from '#lib/domain/reference.ts'
import { plainText } from '#lib/domain/rendering.ts'
import { block, doc, heading, para, recital } from '../support/blocks.ts'

test('NU16: recitals are numbered PP for talks, with bis within a round, and show no number in print', () => {
  const [chapeau, formula] = [block('chapeau', 'c'), block('formula', 'f')]
  const before = doc(heading('h'), chapeau, recital('r1'), recital('r2'), recital('r3'), formula)
  const round = numbersOf(before, null)
  const after = doc(heading('h'), chapeau, recital('r3'), recital('new'), recital('r1'), formula, recital('last'))
  expect(labelsOf(after, 'en', round)).toEqual([null, null, 'PP1', 'PP1 bis', 'PP3', null, 'PP4'])
  expect(labelsOf(after, 'ar', round)[3]).toBe('PP1 مكررا')
  expect(labelsOf(after, 'ru', round)[3]).toBe('PP1 бис')
  expect(tombstonesOf(after, round, 'en')).toMatchObject([{ label: 'PP2', level: 'recital', behind: 'new' }])
  expect(printedLabelsOf(after, 'en', round)).toEqual([null, null, null, null, null, null, null])
  expect(printedLabelsOf(doc(heading('h'), para('p1'), para('p2')), 'en', null)).toEqual([null, '1.', '2.'])
})

test('NU16: a working page shows them, a published one and plain text do not', () => {
  const preamble = doc(heading('h', 'Preamble'), recital('r1', 'Recalling,'), recital('r2', 'Convinced,'))
  const index = indexBlocks([{ id: 'a', number: null, doc: preamble, round: null }])
  const context = { lang: 'en', index, articleId: 'a', number: null, round: null }
  const shown = (isPrinted: boolean) =>
    sectionsOf(preamble, { ...context, isPrinted }).sections.map((one) => one.type === 'block' && one.label)
  expect(shown(false)).toEqual(['PP1', 'PP2'])
  expect(shown(true)).toEqual([null, null])
  expect(plainText(preamble, context)).toBe('Preamble\nRecalling,\nConvinced,')
})
