/** How fast one socket is read (rule SY8): so many updates a second, four seconds' worth at once. Words wait; they are never dropped. */
export class Pace {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = perSecond * 4
    this.#tokens = this.#burst
    this.#at = now
  }

  /** Counts one update at `now` (milliseconds); returns for how many milliseconds the socket is not to be read. */
  take(now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#perSecond) / 1000) - 1
    this.#at = now
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens * 1000) / this.#perSecond)
  }
}
