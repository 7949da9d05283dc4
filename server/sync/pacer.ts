/**
 * When a room takes its turn (docs/sync.md, "The window"): at once while all is quiet. While a room is busy, or this process is, turns wait a few
 * milliseconds for each other, so that one commit, one pass over the text and one write to each socket carry what has gathered meanwhile.
 */
import { performance, type EventLoopUtilization } from 'node:perf_hooks'
import type { Clock } from './ports.ts'

/** The longest that anything waits for company. Nobody sees it between a key and another screen. */
export const MAX_WINDOW_MS = 25
/** The window opens with this much. */
const MIN_WINDOW_MS = 5
/** Share of the time in which the event loop works, from which on the window opens. */
const BUSY_LOOP = 0.5
/** Words accepted in one room in a second, from which on it gathers. */
const BUSY_ROOM = 100
const MEASURED_MS = 100

/** How long turns wait while the event loop works for this share of the time; in milliseconds. */
export function windowFor(utilization: number): number {
  if (utilization < BUSY_LOOP) return 0
  return MIN_WINDOW_MS + ((MAX_WINDOW_MS - MIN_WINDOW_MS) * (utilization - BUSY_LOOP)) / (1 - BUSY_LOOP)
}

/** Updates a second, over about the last second. */
export class Rate {
  #perSecond = 0
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  /** `now`: milliseconds. */
  count(updates: number, now: number): void {
    this.#perSecond = this.at(now) + updates
    this.#at = now
  }

  at(now: number): number {
    return this.#perSecond * Math.exp((this.#at - now) / 1000)
  }
}

export interface Pacer {
  /** Runs `turn` once: soon, or with the others that gather. `rate`: updates a second in its room. */
  next(turn: () => void, rate: number): void
}

/** What waits a little for company, and how long. */
export interface Tempo {
  pacer: Pacer
  /** Carets that move are told at most so often, in milliseconds. */
  presenceMs: number
  /** What is durable is acknowledged with the next words to the same socket, or after so many milliseconds. */
  acknowledgeMs: number
}

/** As often as a screen could show; sooner than anybody looks for _Saved_. */
export const makeTempo = (clock: Clock): Tempo => ({ pacer: makePacer(clock), presenceMs: 33, acknowledgeMs: 25 })

/** Nothing waits for time: for tests that own the clock. */
export const eager: Tempo = { pacer: { next: (turn) => void setImmediate(turn) }, presenceMs: 0, acknowledgeMs: 0 }

export function makePacer(clock: Clock): Pacer {
  let gathered: (() => void)[] = []
  let since: EventLoopUtilization = performance.eventLoopUtilization()
  let measuredAt = clock.now()
  let window = 0

  const measure = (): number => {
    const now = clock.now()
    if (now - measuredAt >= MEASURED_MS) {
      const until = performance.eventLoopUtilization()
      window = windowFor(performance.eventLoopUtilization(until, since).utilization)
      since = until
      measuredAt = now
    }
    return window
  }
  const take = (): void => {
    const turns = gathered
    gathered = []
    for (const turn of turns) turn()
  }
  return {
    next(turn, rate) {
      const wait = rate >= BUSY_ROOM ? MAX_WINDOW_MS : measure()
      // frames that one socket brings at once share a turn
      if (wait === 0 && gathered.length === 0) queueMicrotask(turn)
      else if (gathered.push(turn) === 1) clock.after(wait, take)
    },
  }
}
