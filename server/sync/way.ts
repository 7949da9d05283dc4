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
  /** Nodes that asked and have not written since. */
  readonly #late = new Set<string>()
  #given: PromiseWithResolvers<void> | null = null
  #cancel: () => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A node asks for it. */
  give(node: string): void {
    this.#late.add(node)
    if (this.#given !== null) return
    this.#given = Promise.withResolvers()
    this.#cancel = this.#clock.after(GIVE_WAY_MS, () => this.end())
  }

  /** A node has written: if no other is late, it may be gone on. */
  take(node: string): void {
    this.#late.delete(node)
    if (this.#late.size === 0) this.end()
  }

  /** Nobody is waited for any more. */
  end(): void {
    this.#cancel()
    this.#late.clear()
    this.#given?.resolve()
    this.#given = null
  }

  /** Resolves when it may be gone on; null: it may now. */
  get wait(): Promise<void> | null {
    return this.#given?.promise ?? null
  }
}
