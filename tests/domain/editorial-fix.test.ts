/** EF1-EF5: the editorial fix. */
import { describe, expect, test } from 'vitest'
import {
  changesInShort,
  fixed,
  fixState,
  reasonNotToConfirm,
  reasonNotToObject,
  shownFixes,
  shownUntil,
  type FixFacts,
} from '../../src/lib/domain/editorial-fix.ts'
import type { Inline } from '../../src/lib/domain/article.ts'
import { wordsOfBlock } from '../../src/lib/domain/find.ts'
import { para, ref } from '../support/blocks.ts'

const block = para('p', 'The Societies shall recieve help under ', ref('q'), ' in 3 days and act together.')

describe('EF1: words and signs alone', () => {
  test('a wrong letter is put right, and everything else stays', () => {
    const done = fixed(block, { exact: 'recieve', words: 'receive' }, 'en')
    expect(done.ok && wordsOfBlock(done.value.block)).toBe(
      'The Societies shall receive help under \uFFFC in 3 days and act together.',
    )
    expect(done.ok && done.value.block.content?.filter(({ type }) => type === 'ref')).toEqual([ref('q')])
    expect(done.ok && done.value.runs.filter(({ op }) => op !== 'keep')).toEqual([
      { op: 'del', text: 'recieve' },
      { op: 'ins', text: 'receive' },
    ])
  })

  test('bold words stay bold', () => {
    const bold: Inline = { type: 'text', text: 'recieve', marks: [{ type: 'bold' }] }
    const done = fixed(para('p', 'They ', bold, ' it'), { exact: 'recieve', words: 'receive' }, 'en')
    expect(done.ok && done.value.block.content?.[1]).toEqual({ ...bold, text: 'receive' })
  })

  test.each([
    ['shall', 'should'],
    ['and act', 'or act'],
    ['3 days', '30 days'],
    ['shall recieve', 'shall not receive'],
  ])('%s for %s changes substance', (exact, words) => {
    expect(fixed(block, { exact, words }, 'en')).toMatchObject({ code: 'changes-substance' })
  })

  test.each([
    ['يتعين', 'ينبغي', 'ar', 'يتعين على الجمعيات'],
    ['должны', 'могут', 'ru', 'общества должны помогать'],
  ])('%s for %s in %s', (exact, words, lang, text) => {
    expect(fixed(para('p', text), { exact, words }, lang)).toMatchObject({ code: 'changes-substance' })
  })

  test('what is to be replaced stands there once, in one piece', () => {
    const wrong = (exact: string, words: string) => {
      const done = fixed(para('p', 'more and more ', ref('q'), ' here'), { exact, words }, 'en')
      return done.ok ? 'ok' : [done.code, done.errors?.[0]?.path]
    }
    expect(wrong('more', 'most')).toEqual(['invalid', 'exact'])
    expect(wrong('absent', 'x')).toEqual(['invalid', 'exact'])
    expect(wrong('more \uFFFC here', 'x')).toEqual(['invalid', 'exact'])
    expect(wrong('', 'x')).toEqual(['invalid', 'exact'])
    expect(wrong('here', 'here')).toEqual(['invalid', 'words'])
    expect(wrong('here', 'x'.repeat(201))).toEqual(['invalid', 'words'])
    expect(wrong('here', 'two\nlines')).toEqual(['invalid', 'words'])
  })

  test('a paragraph that has no words in a language is given them', () => {
    const done = fixed(para('p'), { exact: '', words: 'نص' }, 'ar')
    expect(done.ok && wordsOfBlock(done.value.block)).toBe('نص')
    expect(fixed(para('p'), { exact: 'x', words: 'نص' }, 'ar')).toMatchObject({ code: 'invalid' })
    expect(fixed(para('p'), { exact: '', words: ' ' }, 'ar')).toMatchObject({ code: 'invalid' })
  })
})

const CONFIRMED = '2026-03-02T09:00:00.000Z'
const UNTIL = '2026-03-07T09:00:00.000Z'
const facts = (more: Partial<FixFacts> = {}): FixFacts => ({
  ...{ proposedBy: 'first', confirmedAt: null, untilAt: null, objectedAt: null, withdrawnAt: null },
  ...more,
})
const shown = facts({ confirmedAt: CONFIRMED, untilAt: UNTIL })

test('EF2: a second person confirms it, once', () => {
  expect(reasonNotToConfirm(facts(), 'second', CONFIRMED)).toBeNull()
  expect(reasonNotToConfirm(facts(), 'first', CONFIRMED)).toMatchObject({ code: 'not-allowed' })
  expect(reasonNotToConfirm(shown, 'second', CONFIRMED)).toMatchObject({ code: 'already-so' })
  expect(reasonNotToConfirm(facts({ withdrawnAt: CONFIRMED }), 'second', CONFIRMED)).toMatchObject({
    code: 'already-so',
  })
})

test('EF3: it is shown for five days, to the instant', () => {
  expect(shownUntil(CONFIRMED)).toBe(UNTIL)
  expect(fixState(facts(), CONFIRMED)).toBe('proposed')
  expect(fixState(shown, '2026-03-07T08:59:59.999Z')).toBe('shown')
  expect(fixState(shown, UNTIL)).toBe('stands')
})

test('EF4: one objection in time is enough; later ones are late', () => {
  expect(reasonNotToObject(shown, '2026-03-07T08:59:59.999Z')).toBeNull()
  expect(reasonNotToObject(shown, UNTIL)).toMatchObject({ code: 'too-late' })
  expect(reasonNotToObject(facts(), CONFIRMED)).toMatchObject({ code: 'already-so' })
  expect(reasonNotToObject({ ...shown, objectedAt: CONFIRMED }, CONFIRMED)).toMatchObject({ code: 'already-so' })
})

describe('EF5: marked at its words', () => {
  const text = para('p', 'The Societies shall receive help under ', ref('q'), ' in 3 days and act together.')
  const kept = { ...shown, id: 'f', documentId: 'd-en', blockId: 'p', base: block, text }
  const documents = [
    { id: 'd-en', lang: 'en' },
    { id: 'd-fr', lang: 'fr' },
  ]

  test('its changes with a little of what stands around them, in its language', () => {
    expect(shownFixes([kept], documents, CONFIRMED)).toEqual([
      {
        ...{ id: 'f', blockId: 'p', lang: 'en', confirmedAt: CONFIRMED, until: UNTIL },
        runs: [
          { op: 'keep', text: 'The Societies shall ' },
          { op: 'del', text: 'recieve' },
          { op: 'ins', text: 'receive' },
          { op: 'keep', text: ' help under … in 3 days …' },
        ],
      },
    ])
  })

  test('gone with the last instant, with an objection, and before it is confirmed', () => {
    const at = (more: Partial<FixFacts>, now: string) => shownFixes([{ ...kept, ...more }], documents, now).length
    expect(at({}, '2026-03-07T08:59:59.999Z')).toBe(1)
    expect(at({}, UNTIL)).toBe(0)
    expect(at({ objectedAt: CONFIRMED }, CONFIRMED)).toBe(0)
    expect(at({ confirmedAt: null, untilAt: null }, CONFIRMED)).toBe(0)
  })

  test('between two changes both ends of what stands there are kept, and characters of two units whole', () => {
    const runs = changesInShort(
      [
        { op: 'del', text: 'a' },
        { op: 'keep', text: '𝒜𝒜and so on𝒵𝒵' },
        { op: 'ins', text: 'b' },
      ],
      2,
    )
    expect(runs[1]).toEqual({ op: 'keep', text: '𝒜𝒜…𝒵𝒵' })
  })
})
