/**
 * Memory of rooms that closed, given back to the system: V8 keeps it until it needs more, which a server that has become quiet never does.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So many rooms are worth a pause of some twenty milliseconds. */
export const MANY_ROOMS = 50

/** Has V8 collect everything that nobody holds, now. */
export function collectGarbage(): void {
  // a context made after the flag has the function; the others stay as they are
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
}

/** Counts rooms that closed; looked at now and then. */
export class Closings {
  readonly #collect: () => void
  #count = 0

  constructor(collect = collectGarbage) {
    this.#collect = collect
  }

  note(): void {
    this.#count++
  }

  /** Called now and then. */
  look(): void {
    if (this.#count < MANY_ROOMS) return
    this.#count = 0
    this.#collect()
  }
}
