import { describe, expect, it } from 'vitest'
import { makePacer, MAX_WINDOW_MS, Rate, windowFor } from '../../../server/sync/pacer.ts'
import { fakeClock } from '../../support/fake-clock.ts'

describe('SY21: the window in which turns wait for each other', () => {
  it('is shut while the event loop has time, and opens from 5 to 25 ms as it has less', () => {
    expect([0, 0.3, 0.49].map(windowFor)).toEqual([0, 0, 0])
    expect(windowFor(0.5)).toBe(5)
    expect(windowFor(0.75)).toBe(15)
    expect(windowFor(1)).toBe(MAX_WINDOW_MS)
  })
  it('a quiet room takes its turn at once', async () => {
    const pacer = makePacer(fakeClock())
    await new Promise<void>((resolve) => pacer.next(resolve, 0))
  })
  it('a busy room waits, and others with it, each once', () => {
    const clock = fakeClock()
    const pacer = makePacer(clock)
    const taken: string[] = []
    pacer.next(() => taken.push('busy'), 1_000)
    pacer.next(() => taken.push('quiet'), 0)
    clock.advance(MAX_WINDOW_MS - 1)
    expect(taken).toEqual([])
    clock.advance(1)
    expect(taken).toEqual(['busy', 'quiet'])
    clock.advance(1_000)
    expect(taken).toHaveLength(2)
  })
})

describe('SY21: how busy a room is', () => {
  it('comes to the updates of a second, and goes when they stop', () => {
    const rate = new Rate(0)
    for (let ms = 0; ms < 10_000; ms += 5) rate.count(1, ms)
    expect(rate.at(9_995)).toBeGreaterThan(190)
    expect(rate.at(9_995)).toBeLessThan(210)
    expect(rate.at(20_000)).toBeLessThan(1)
  })
})
