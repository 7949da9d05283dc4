/**
 * What a person has open they have seen (server/store/visits.ts). Many come at once after a restart: whoever comes while others' visits are being
 * kept is kept with the next ones, in one transaction.
 */
import { keepVisits, type Visit } from '../store/visits.ts'
import type { Store } from '../store/store.ts'

export class Visits {
  readonly #store: Store
  readonly #report: (error: unknown) => void
  /** By person and document: not being kept yet. */
  #waiting = new Map<string, Visit>()
  #keeping: Promise<void> | null = null

  constructor(store: Store, report: (error: unknown) => void) {
    this.#store = store
    this.#report = report
  }

  /** `at`: RFC 3339 UTC. */
  note(personId: string, documentId: string, at: string): void {
    this.#waiting.set(`${personId} ${documentId}`, { personId, documentId, at })
    this.#keeping ??= this.#keep().finally(() => (this.#keeping = null))
  }

  /** Resolves when all that were noted are kept. */
  async settled(): Promise<void> {
    while (this.#keeping !== null) await this.#keeping
  }

  async #keep(): Promise<void> {
    while (this.#waiting.size > 0) {
      const visits = [...this.#waiting.values()]
      this.#waiting = new Map()
      try {
        await this.#store.transaction((rows) => keepVisits(rows, visits))
      } catch (error) {
        // a text shown as unread that was read: the next visit says so
        this.#report(error)
      }
    }
  }
}
