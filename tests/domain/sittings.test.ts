import { expect, it } from 'vitest'
import { sittingsOf } from '../../src/lib/domain/sittings.ts'

const entry = (seq: number, minute: number, authorId: string | null = 'ann') => ({
  seq,
  at: new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString(),
  authorId,
})
const told = (...entries: ReturnType<typeof entry>[]) =>
  sittingsOf(entries).map(
    ({ from, to, by }) => `${from}-${to} ${by.map(({ authorId }) => authorId ?? 'system').join(' ')}`,
  )

it('HI5: a pause of five minutes begins another sitting, so does half an hour of work', () => {
  expect(told()).toEqual([])
  expect(told(entry(1, 0, null), entry(2, 1), entry(3, 2, 'ben'), entry(4, 3), entry(5, 8))).toEqual([
    '1-1 system',
    '2-4 ann ben',
    '5-5 ann',
  ])
  const steady = Array.from({ length: 21 }, (_, i) => entry(i + 1, i * 3))
  expect(told(...steady)).toEqual(['1-1 ann', '2-11 ann', '12-21 ann'])
})
