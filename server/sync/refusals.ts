/**
 * Whose frames are refused again and again (rule SY16). A refused frame may cost a room its Y.Doc, which is made anew from the journal; whoever
 * comes back to do it again is let in a few times a minute, and others' rooms stay quick.
 */
import type { SyncLimits } from '../../src/lib/domain/limits.ts'

export class Refusals {
  readonly #limits: Pick<SyncLimits, 'refusedSockets' | 'refusedMs'>
  /** Person -> when frames of theirs were refused lately, in milliseconds, oldest first; never more of them than decide. */
  readonly #instants = new Map<string, number[]>()

  constructor(limits: Pick<SyncLimits, 'refusedSockets' | 'refusedMs'>) {
    this.#limits = limits
  }

  /** A socket of this person ended at `now` with a refused frame. */
  note(personId: string, now: number): void {
    const instants = this.#instants.get(personId) ?? []
    instants.push(now)
    if (instants.length > this.#limits.refusedSockets) instants.shift()
    this.#instants.set(personId, instants)
  }

  /** Whether this person is not let in at `now`. */
  isResting(personId: string, now: number): boolean {
    const instants = this.#instants.get(personId) ?? []
    return instants.length >= this.#limits.refusedSockets && now - instants[0]! < this.#limits.refusedMs
  }

  /** Forgets what no longer counts at `now`. */
  sweep(now: number): void {
    for (const [personId, instants] of this.#instants)
      if (now - instants.at(-1)! >= this.#limits.refusedMs) this.#instants.delete(personId)
  }

  /** How many people it remembers. */
  get size(): number {
    return this.#instants.size
  }
}
