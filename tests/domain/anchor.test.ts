import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ANCHOR_LIMITS, checkAnchor, findAnchor, type AnchoredBlock } from '../../src/lib/domain/anchor.ts'
import type { Anchor } from '../../src/lib/domain/contract.ts'

const block = (text: string, options: Record<string, [number, number][]> = {}): AnchoredBlock => ({
  text,
  rangesOf: (id) => options[id] ?? [],
})
const anchor = (exact: string, more: Partial<Anchor> = {}): Anchor => ({ blockId: 'b', exact, ...more })
const faults = (asked: Anchor, where: AnchoredBlock | null) => {
  const result = checkAnchor(asked, where)
  return result.ok ? [] : (result.errors ?? []).map((fault) => fault.path)
}

test('AN1: exactly once, with prefix and suffix', () => {
  const text = block('they shall go and they shall stay')
  expect(faults(anchor('go and'), text)).toEqual([])
  expect(faults(anchor('they shall'), text)).toEqual(['anchor.exact'])
  expect(faults(anchor('they shall', { suffix: ' stay' }), text)).toEqual([])
  expect(faults(anchor('they shall', { prefix: 'and ' }), text)).toEqual([])
  expect(faults(anchor('they shall', { prefix: 'or ' }), text)).toEqual(['anchor.exact'])
  expect(faults(anchor('never'), text)).toEqual(['anchor.exact'])
  expect(faults(anchor(''), text)).toEqual(['anchor.exact'])
  expect(faults(anchor('go'), null)).toEqual(['anchor.blockId'])
  expect(faults(anchor('aa'), block('aaa'))).toEqual(['anchor.exact'])
})

test('AN1: inside the option that it names', () => {
  const text = block('They [must go][go] now', { one: [[6, 13]], two: [[15, 17]] })
  expect(faults(anchor('go'), text)).toEqual(['anchor.exact'])
  expect(faults(anchor('go', { optionId: 'two' }), text)).toEqual([])
  expect(faults(anchor('now', { optionId: 'two' }), text)).toEqual(['anchor.exact'])
  expect(faults(anchor('go', { optionId: 'three' }), text)).toEqual(['anchor.optionId'])
})

test('AN1: a decomposed quote is found in composed text', () => {
  expect(checkAnchor(anchor('cafe\u0301'), block('un caf\u00e9 noir'))).toMatchObject({
    ok: true,
    value: { exact: 'caf\u00e9' },
  })
})

test('AN2: parts are bounded; a whole paragraph is within', () => {
  const { exact, context } = ANCHOR_LIMITS
  const long = 'x'.repeat(exact)
  expect(faults(anchor(long), block(long))).toEqual([])
  const more = anchor(`${long}x`, { prefix: 'y'.repeat(context + 1), suffix: 'z'.repeat(context + 1) })
  expect(faults(more, block(long))).toEqual(['anchor.exact', 'anchor.prefix', 'anchor.suffix'])
})

test('AN3: exact first, by surroundings where it stands several times', () => {
  expect(findAnchor(anchor('go'), block('we go'))).toEqual({ place: 'exact', range: [3, 5], isOrphaned: false })
  const twice = block('they shall go and you shall go home')
  expect(findAnchor(anchor('shall go', { prefix: 'you ' }), twice)).toMatchObject({ place: 'exact', range: [22, 30] })
  expect(findAnchor(anchor('shall go', { suffix: ' home soon' }), twice)).toMatchObject({
    place: 'exact',
    range: [22, 30],
  })
  expect(findAnchor(anchor('shall go'), twice)).toEqual({ place: 'block', range: null, isOrphaned: false })
})

test('AN3: then words nine tenths alike, then the block, then nothing', () => {
  const quote = anchor('every feasible measure to protect')
  const changed = block('They shall take every feasible measures to protect persons.')
  const found = findAnchor(quote, changed)
  expect(found).toMatchObject({ place: 'similar', isOrphaned: false })
  expect(changed.text.slice(...found.range!)).toBe('every feasible measures to protect')
  expect(findAnchor(quote, block('They shall take such steps as they can.'))).toEqual({
    place: 'block',
    range: null,
    isOrphaned: true,
  })
  expect(findAnchor(quote, block(''))).toMatchObject({ place: 'block', isOrphaned: true })
  expect(findAnchor(quote, null)).toEqual({ place: 'none', range: null, isOrphaned: true })
})

test('AN3: similar words outside the option of the anchor do not count', () => {
  const text = block('[alpha beta gamma delta][other words entirely here]', { two: [[25, 50]] })
  expect(findAnchor(anchor('alpha beta gamma delto', { optionId: 'two' }), text)).toMatchObject({
    place: 'block',
    isOrphaned: true,
  })
  expect(findAnchor(anchor('alpha beta gamma delto'), text)).toMatchObject({ place: 'similar', range: [1, 22] })
})

test('AN3: a range found names the quoted words, or words that alike', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 40 }),
      fc.string({ minLength: 1, maxLength: 20 }),
      fc.string({ maxLength: 40 }),
      (a, quote, b) => {
        const text = (a + quote + b).normalize('NFC')
        const exact = quote.normalize('NFC')
        const found = findAnchor(anchor(exact), block(text))
        if (text.includes(exact)) expect(found.isOrphaned).toBe(false)
        if (found.place === 'exact') expect(text.slice(...found.range!)).toBe(exact)
      },
    ),
  )
})
