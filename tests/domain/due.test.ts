import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueFault } from '../../src/lib/domain/due.ts'

const NOW = '2026-03-02T09:00:00.000Z'

describe('when something may be due', () => {
  test.each(['2026-06-18T12:00Z', '2026-06-18T12:00:00Z', '2028-02-29T23:59:59.9Z', '2026-03-02T09:00:00.001Z'])(
    'DU1: %s is an instant',
    (at) => expect(dueFault(at, NOW)).toBeNull(),
  )

  test.each([
    ...['', 'tomorrow', '2026-06-18', '2026-06-18T12:00', '2026-06-18T12:00:00+02:00', '2026-06-18 12:00Z'],
    ...['2026-02-30T12:00Z', '2027-02-29T12:00Z', '2026-06-31T12:00Z', '2026-13-01T12:00Z', '2026-06-00T12:00Z'],
    ...['2026-06-18T25:00Z', '2026-06-18T12:60Z', '2026-06-18T24:01Z', '2026-06-18T12:00:60Z'],
  ])('DU1: %s is none', (at) => expect(dueFault(at, NOW)).toBe('no-instant'))

  test.each(['2026-06-18T00:00Z', '2026-06-18T00:00:30Z', '2026-06-18T24:00Z', '2026-06-18T24:00:00Z'])(
    'DU2: %s is midnight: of which day?',
    (at) => expect(dueFault(at, NOW)).toBe('midnight'),
  )

  test.each(['2026-03-02T09:00Z', '2026-03-02T08:59:59.999Z', '2025-12-31T12:00Z'])('DU3: %s is past', (at) =>
    expect(dueFault(at, NOW)).toBe('past'),
  )

  test('DU1: what is taken is told as the same instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(NOW), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          const at = date.toISOString()
          const fault = dueFault(at, NOW)
          if (at.slice(11, 16) === '00:00') expect(fault).toBe('midnight')
          else expect(fault).toBe(at > NOW ? null : 'past')
        },
      ),
    )
  })
})
