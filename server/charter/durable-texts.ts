/** Texts as the journal has them, read without any room: for commands that run beside a server or without one. */
import type { Texts } from '../context.ts'
import { loadHistories } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { docFromUpdates } from '../text/read.ts'

export const durableTexts = (store: Store): Pick<Texts, 'readMany'> => ({
  async readMany(documentIds) {
    const histories = await loadHistories(store.db, documentIds)
    return new Map([...histories].map(([id, { updates }]) => [id, docFromUpdates(updates)]))
  },
})
