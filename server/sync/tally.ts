/** How many there are of each: so that nobody counts sockets by walking them. Holds only what is there more than no times. */
export class Tally {
  readonly #counts = new Map<string, number>()

  of(key: string): number {
    return this.#counts.get(key) ?? 0
  }

  add(key: string): void {
    this.#counts.set(key, this.of(key) + 1)
  }

  /** One that was added is gone. */
  remove(key: string): void {
    const left = this.of(key) - 1
    if (left > 0) this.#counts.set(key, left)
    else this.#counts.delete(key)
  }

  /** How many keys it holds. */
  get size(): number {
    return this.#counts.size
  }
}
