// @vitest-environment node
/** Times of day on the clock of a zone. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { instantOfLocal, localTime } from '../../src/lib/ui/local-instant.ts'

it.each([
  ['2026-06-18T15:00', 'Asia/Qatar', '2026-06-18T12:00:00.000Z'],
  ['2026-06-18T15:00', 'UTC', '2026-06-18T15:00:00.000Z'],
  ['2026-06-18T15:00:30', 'UTC', '2026-06-18T15:00:00.000Z'],
  ['2026-01-15T08:30', 'Asia/Kathmandu', '2026-01-15T02:45:00.000Z'],
  // the clock shows 02:30 twice on this night: the first
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  // and leaps over it on this one
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
])('%s in %s is %s', (local, zone, instant) => {
  expect(instantOfLocal(local, zone)).toBe(instant)
})

it.each(['', 'yesterday', '2026-02-30T10:00', '2026-06-18', '2026-06-18T25:00', '2026-06-18T15:00Z'])(
  '%s is no time of day',
  (local) => {
    expect(instantOfLocal(local, 'UTC')).toBeNull()
  },
)

it('what a clock shows leads back to what it shows', () => {
  const instants = fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  const zones = fc.constantFrom(
    'UTC',
    'Asia/Qatar',
    'America/St_Johns',
    'Europe/Berlin',
    'Pacific/Auckland',
    'America/New_York',
  )
  fc.assert(
    fc.property(instants, zones, (date, zone) => {
      const local = localTime(date.toISOString(), zone)
      expect(localTime(instantOfLocal(local, zone)!, zone)).toBe(local)
    }),
  )
})
