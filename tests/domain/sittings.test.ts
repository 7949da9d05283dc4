import { describe, expect, it } from 'vitest'
import { sittingsOf, stretchesOf } from '../../src/lib/domain/sittings.ts'

const entry = (seq: number, minute: number, authorId: string | null = 'ann') => ({
  seq,
  at: new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString(),
  authorId,
})
const told = (...entries: ReturnType<typeof entry>[]) =>
  sittingsOf(entries).map(
    ({ from, to, by }) => `${from}-${to} ${by.map(({ authorId }) => authorId ?? 'system').join(' ')}`,
  )

it('HI5: whoever wrote in two capacities is there in each', () => {
  const [party, chair] = [
    { ...entry(2, 0), hat: 'party' as const },
    { ...entry(3, 1), hat: 'chair' as const },
  ]
  const [sitting] = sittingsOf([party, chair, { ...party, seq: 4 }])
  expect(sitting!.by).toEqual([party, chair])
})
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

describe('stretches', () => {
  const entry = (seq: number, authorId: string | null, at: string, partyId: string | null = null) => ({
    ...({ seq, authorId, partyId, hat: partyId === null ? null : 'party', at: `2026-01-05T${at}.000Z` } as const),
  })
  const shown = (entries: ReturnType<typeof entry>[], acts: { from: number; to: number; act: string }[] = []) =>
    stretchesOf(entries, acts).map(({ from, to, act, by }) => [from, to, act ?? by.authorId])

  it('CH1: every entry is in one of them, in order, whatever acts claim', () => {
    const entries = [1, 2, 3, 4, 5].map((seq) => entry(seq, 'ann', `09:00:0${seq}`))
    expect(shown(entries)).toEqual([
      [0, 1, 'ann'],
      [1, 5, 'ann'],
    ])
    const acts = [
      { from: 1, to: 3, act: 'accepted' },
      { from: 2, to: 4, act: 'restored' },
      { from: 6, to: 9, act: 'of another text' },
    ]
    expect(shown(entries, acts)).toEqual([
      [0, 1, 'ann'],
      [1, 3, 'accepted'],
      [3, 4, 'restored'],
      [4, 5, 'ann'],
    ])
  })

  it('CH2: somebody else, the same person for another party, and a pause of five minutes end one', () => {
    const entries = [
      entry(1, null, '09:00:00'),
      entry(2, 'ann', '09:01:00', 'D01'),
      entry(3, 'ann', '09:02:00', 'D01'),
      entry(4, 'ben', '09:03:00'),
      entry(5, 'ann', '09:03:30', 'D01'),
      entry(6, 'ann', '09:04:00', 'D02'),
      entry(7, 'ann', '09:08:59', 'D02'),
      entry(8, 'ann', '09:13:59', 'D02'),
    ]
    expect(shown(entries)).toEqual([
      [0, 1, null],
      [1, 3, 'ann'],
      [3, 4, 'ben'],
      [4, 5, 'ann'],
      [5, 7, 'ann'],
      [7, 8, 'ann'],
    ])
  })

  it('CH2: two acts one after another are two, though nobody else wrote between', () => {
    const entries = [entry(1, 'ann', '09:00:00'), entry(2, 'ann', '09:00:01'), entry(3, 'ann', '09:00:02')]
    const acts = [
      { from: 1, to: 2, act: 'replaced' },
      { from: 2, to: 3, act: 'replaced' },
    ]
    expect(shown(entries, acts)).toHaveLength(3)
  })
})
