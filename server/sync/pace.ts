/** How fast one socket is read (rule SY8): so many messages a second, and some seconds' worth of them at once. Words wait; they are never dropped. */
export class Pace {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  /** `now`: milliseconds, of the same clock as for `take`. */
  constructor(perSecond: number, burstSeconds: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = perSecond * burstSeconds
    this.#tokens = this.#burst
    this.#at = now
  }

  /** Counts one message at `now` (milliseconds); returns for how many milliseconds the socket is not to be read. */
  take(now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#perSecond) / 1000) - 1
    this.#at = now
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens * 1000) / this.#perSecond)
  }
}
