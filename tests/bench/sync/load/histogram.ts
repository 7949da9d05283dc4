/** Waits by the hundred thousand in little memory: buckets from a microsecond to minutes, each less than 1.6 % wide. */
const STEPS = 64
const DOUBLINGS = 28

export class Histogram {
  readonly #counts = new Float64Array(STEPS * DOUBLINGS)
  #count = 0
  #longest = 0

  get count(): number {
    return this.#count
  }

  /** Milliseconds. */
  add(ms: number): void {
    const steps = Math.max(0, ms * 1000) / STEPS + 1
    const doubling = Math.floor(Math.log2(steps))
    const bucket = doubling * STEPS + Math.floor((steps / 2 ** doubling - 1) * STEPS)
    const index = Math.min(this.#counts.length - 1, bucket)
    this.#counts[index] = this.#counts[index]! + 1
    this.#count++
    this.#longest = Math.max(this.#longest, ms)
  }

  /** The wait that this share of all stays within, in milliseconds; NaN: none was added. */
  quantile(share: number): number {
    if (this.#count === 0) return NaN
    let left = share * this.#count
    for (let i = 0; i < this.#counts.length; i++) {
      left -= this.#counts[i]!
      if (left > 0) continue
      const middle = 2 ** Math.floor(i / STEPS) * (1 + ((i % STEPS) + 0.5) / STEPS)
      return Math.min(this.#longest, ((middle - 1) * STEPS) / 1000)
    }
    return this.#longest
  }
}
