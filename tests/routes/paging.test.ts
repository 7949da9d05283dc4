/** Long lists a page at a time: every item on one page, the way back and on, the rest of the address kept. */
import { expect, test } from 'vitest'
import { isFound } from '../../src/lib/ui/fold.ts'
import { paged, type Paged } from '../../src/routes/paging.server.ts'

const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const at = (query: string): URL => new URL(`http://localhost/admin/people${query}`)

test('the links lead through all of it, once, and back', () => {
  const all = numbers(123)
  const seen: number[][] = []
  const back: (string | null)[] = []
  for (let query: string | null = '?q=x&party=D01'; query !== null;) {
    const page: Paged<number> = paged(all, at(query))
    expect([page.from, page.to, page.total]).toEqual([page.items[0]! + 1, page.items.at(-1)! + 1, 123])
    expect(new URLSearchParams(query).get('q')).toBe('x')
    seen.push(page.items)
    back.push(page.previous)
    query = page.next
  }
  expect(seen.map(({ length }) => length)).toEqual([50, 50, 23])
  expect(seen.flat()).toEqual(all)
  expect(back).toEqual([null, '?q=x&party=D01', '?q=x&party=D01&page=2'])
})

test.each([
  ['?page=0', 1],
  ['?page=-1', 1],
  ['?page=x', 1],
  ['?page=2.5', 1],
  ['?page=3', 101],
  ['?page=99', 101],
  ['?page=9999999', 1],
])('%s is the nearest page there is', (query, from) => {
  expect(paged(numbers(123), at(query)).from).toBe(from)
})

test('a list of one page or none has no way on', () => {
  expect(paged([], at(''))).toEqual({ items: [], from: 0, to: 0, total: 0, previous: null, next: null })
  expect(paged(numbers(50), at(''))).toMatchObject({ from: 1, to: 50, previous: null, next: null })
  expect(paged(numbers(51), at('')).next).toBe('?page=2')
})

test('a search finds every word, in whatever order, without case, accents and vowel signs', () => {
  expect(isFound('', null)).toBe(true)
  expect(isFound('  Rivière  deleg ', 'Délégation', 'RIVIERE')).toBe(true)
  expect(isFound('الوفد', 'الوَفْد ٣')).toBe(true)
  expect(isFound('d01 d02', 'D01', null)).toBe(false)
})
