/** A clock that moves only when told to. */
import type { Clock } from '../../server/sync/ports.ts'

export interface FakeClock extends Clock {
  /** Moves on by `ms`, running what falls due on the way, in order. */
  advance(ms: number): void
  /** How much waits. */
  readonly waiting: number
}

export function fakeClock(start = Date.parse('2026-01-05T09:00:00.000Z')): FakeClock {
  let now = start
  let due: { at: number; work: () => void }[] = []
  return {
    now: () => now,
    after(ms, work) {
      const entry = { at: now + ms, work }
      due.push(entry)
      return () => (due = due.filter((other) => other !== entry))
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        due = due.filter((entry) => entry !== next)
        now = next.at
        next.work()
      }
      now = end
    },
    get waiting() {
      return due.length
    },
  }
}
