/** Rules AR1-AR4, VE8. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import {
  isBlank,
  isWithoutWords,
  numbersStand,
  placedBefore,
  plainOrder,
  type Placed,
} from '../../src/lib/domain/order.ts'

const AT = '2026-03-02T09:00:00.000Z'

test('AR1: numbers stand by a cut, for good by a publication', () => {
  expect(numbersStand([])).toBe(false)
  expect(numbersStand([{ publishedAt: null, withdrawnAt: null }])).toBe(true)
  expect(numbersStand([{ publishedAt: null, withdrawnAt: AT }])).toBe(false)
  expect(numbersStand([{ publishedAt: AT, withdrawnAt: AT }])).toBe(true)
  expect(
    numbersStand([
      { publishedAt: null, withdrawnAt: AT },
      { publishedAt: null, withdrawnAt: null },
    ]),
  ).toBe(true)
})

const article = (id: string, more: Partial<Placed> = {}): Placed => ({ id, kind: 'article', isDeleted: false, ...more })
const charter = [article('p', { kind: 'preamble' }), article('a'), article('b', { isDeleted: true }), article('c')]

describe('AR2: places while numbers do not stand', () => {
  test('the preamble first, what is deleted last, the others 1, 2, 3', () => {
    expect(plainOrder(charter).map(({ id, position, number }) => [id, position, number])).toEqual([
      ['p', 0, null],
      ['a', 1, '1'],
      ['c', 2, '2'],
      ['b', 3, '3'],
    ])
  })
  test('NU15: an alternative shares the number of what it stands behind, and without that has its own', () => {
    const [a, b] = [article('a', { number: '1' }), article('b', { number: '4' })]
    const alt = article('alt', { number: '4 alt' })
    const numbers = (all: Placed[]): string[] => plainOrder(all).map(({ id, number }) => `${id} ${number}`)
    expect(numbers([a, b, alt])).toEqual(['a 1', 'b 2', 'alt 2 alt'])
    expect(numbers([alt, a, b])).toEqual(['alt 1', 'a 2', 'b 3'])
    expect(numbers([a, { ...b, isDeleted: true }, alt])).toEqual(['a 1', 'alt 2', 'b 3'])
    expect(numbers([a, b, { ...alt, isDeleted: true }])).toEqual(['a 1', 'b 2', 'alt 3'])
  })
  test('places and numbers are unique and nobody is lost, whatever was placed where', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(fc.nat(), fc.option(fc.nat(), { nil: null }), fc.boolean()), { maxLength: 20 }),
        (ids, moves) => {
          let all = ids.map((id) => article(id))
          for (const [which, before, isDeleted] of moves) {
            const id = ids[which % ids.length]!
            all = all.map((one) => (one.id === id ? { ...one, isDeleted } : one))
            all = placedBefore(all, id, before === null ? null : ids[before % ids.length]!) ?? all
          }
          const order = plainOrder(all)
          expect(order.map(({ id }) => id).sort()).toEqual([...ids].sort())
          expect(order.map(({ position }) => position)).toEqual(ids.map((_, i) => i + 1))
          expect(order.map(({ number }) => number)).toEqual(ids.map((_, i) => String(i + 1)))
        },
      ),
    )
  })
})

test('AR3: before another or at the end; nothing before the preamble, and it stays', () => {
  const ids = (order: Placed[] | null) => order?.map(({ id }) => id) ?? null
  expect(ids(placedBefore(charter, 'c', 'a'))).toEqual(['p', 'c', 'a', 'b'])
  expect(ids(placedBefore(charter, 'a', null))).toEqual(['p', 'b', 'c', 'a'])
  for (const [id, before] of [
    ['a', 'p'],
    ['p', 'a'],
    ['a', 'a'],
    ['a', 'none'],
    ['none', 'a'],
  ] as const)
    expect(placedBefore(charter, id, before)).toBe(null)
})

const block = (kind: Block['attrs']['kind'], content: Block['content']): Block => ({
  type: 'block',
  attrs: { id: kind, kind, depth: 0, bracket: null, bracketKind: null, extra: null },
  ...(content && { content }),
})
const doc = (...content: Block[]): ArticleDoc => ({ type: 'doc', content })

test('AR4, VE8: without words, and without anything', () => {
  const heading = block('heading', [{ type: 'text', text: 'Aims' }])
  const empty = doc(heading, block('para', undefined))
  const spaces = doc(heading, block('para', [{ type: 'text', text: '  ' }]))
  const option = doc(
    heading,
    block('para', [{ type: 'opt', attrs: { id: 'x.1', br: 'x', kind: 'optional', label: 'A' } }]),
  )
  const words = doc(heading, block('para', [{ type: 'text', text: 'x' }]))
  expect([empty, spaces, option, words].map((one) => isWithoutWords([one]))).toEqual([true, true, false, false])
  expect(isWithoutWords([empty, words])).toBe(false)
  const follower = doc(block('heading', undefined), { ...option.content[1]! })
  expect([empty, doc(block('heading', undefined), block('para', undefined)), follower].map(isBlank)).toEqual([
    false,
    true,
    true,
  ])
})
