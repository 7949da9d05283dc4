/** Letters by their numbers: how long one of this node's takes until Redis has brought it back, and how many of the others' never came. */
import type { BusWatch } from './bus.ts'

/** Of this many other nodes the last letter is known; more are not there at once. */
const MOST_NODES = 1_000

export class Rounds {
  readonly #watch: BusWatch | undefined
  readonly #now: () => number
  #number = 0
  /** When each letter went that is not back yet. */
  readonly #under = new Map<number, number>()
  /** The number of each other node's last letter. */
  readonly #last = new Map<string, number>()

  /** `now`: milliseconds, of a clock that never goes back. */
  constructor(watch: BusWatch | undefined, now: () => number = () => performance.now()) {
    this.#watch = watch
    this.#now = now
  }

  /** The number of a letter that goes now. */
  next(): number {
    this.#number++
    if (this.#watch !== undefined) this.#under.set(this.#number, this.#now())
    return this.#number
  }

  /** One of this node's own letters. */
  back(number: number | null): void {
    const went = this.#under.get(number ?? 0)
    if (went === undefined) return
    this.#watch?.round((this.#now() - went) / 1000)
    // in the order in which they went: what went before will not come any more
    for (const earlier of this.#under.keys()) {
      if (earlier > number!) break
      this.#under.delete(earlier)
    }
  }

  /** Another node's letter. Answers whether one before it never came. */
  heard(from: string, number: number | null): boolean {
    if (number === null) return false
    const last = this.#last.get(from)
    const lost = last === undefined ? 0 : Math.max(number - last - 1, 0)
    if (lost > 0) this.#watch?.lost(lost)
    this.#last.delete(from)
    this.#last.set(from, number)
    if (this.#last.size > MOST_NODES) this.#last.delete(this.#last.keys().next().value!)
    return lost > 0
  }

  /** What was under way when Redis went is not waited for. */
  forget(): void {
    this.#under.clear()
  }
}
