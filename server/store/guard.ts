/**
 * Within `transaction`, only the transaction's own rows may be used: asking the store's `db` there would wait for the very
 * connection that waits for it (SQLite), or read what the transaction has not written yet (PostgreSQL). Both are refused at once.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { StoreError } from './errors.ts'

export interface Guard {
  /** Throws `StoreError` `TRANSACTION` if called from within the work of a transaction. */
  assertOutside(): void
  /** Runs the work of a transaction. */
  within<T>(work: () => Promise<T>): Promise<T>
}

export function makeGuard(): Guard {
  const current = new AsyncLocalStorage<{ isOpen: boolean }>()
  return {
    assertOutside() {
      if (current.getStore()?.isOpen)
        throw new StoreError('TRANSACTION', "Within a transaction its own rows are to be used, not the store's.")
    },
    async within(work) {
      const mine = { isOpen: true }
      try {
        return await current.run(mine, work)
      } finally {
        // What the work set going for later carries this context on; by then the transaction is over.
        mine.isOpen = false
      }
    },
  }
}
