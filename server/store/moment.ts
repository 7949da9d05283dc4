/** Something that many wait for, or nobody: its promise is made when it is first asked for. */
export class Moment {
  #waiting: PromiseWithResolvers<void> | null = null
  /** Null: not yet. */
  #outcome: { error: unknown } | 'come' | null = null

  get promise(): Promise<void> {
    if (this.#waiting === null) {
      this.#waiting = Promise.withResolvers()
      // whoever asked and does not listen need not hear of it; each rejection still reaches those who do
      this.#waiting.promise.catch(() => {})
      this.#tell()
    }
    return this.#waiting.promise
  }

  come(): void {
    this.#outcome ??= 'come'
    this.#tell()
  }

  fail(error: unknown): void {
    this.#outcome ??= { error }
    this.#tell()
  }

  #tell(): void {
    if (this.#outcome === 'come') this.#waiting?.resolve()
    else if (this.#outcome !== null) this.#waiting?.reject(this.#outcome.error)
  }
}
