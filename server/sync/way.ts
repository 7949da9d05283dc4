/**
 * Letting another node write first (rule ND12). A node that was outrun makes the text anew and judges again; where others write without a pause it
 * would be late each time.
 */
import type { Clock } from './ports.ts'

/** So often in a row others may be first before they are asked to wait. */
export const OUTRUN_PATIENCE = 2
/** The longest that a room waits for a node that asked, which may be gone. */
export const GIVE_WAY_MS = 200

export class Way {
  readonly #clock: Clock
  #given: PromiseWithResolvers<void> | null = null
  #cancel: () => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Another node asks for it. */
  give(): void {
    if (this.#given !== null) return
    this.#given = Promise.withResolvers()
    this.#cancel = this.#clock.after(GIVE_WAY_MS, () => this.take())
  }

  /** It has written, or nobody is to wait any more. */
  take(): void {
    this.#cancel()
    this.#given?.resolve()
    this.#given = null
  }

  /** Resolves when it may be gone on; null: it may now. */
  get wait(): Promise<void> | null {
    return this.#given?.promise ?? null
  }
}
