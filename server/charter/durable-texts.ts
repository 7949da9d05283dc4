/** Texts as the journal and the log in front of it have them, read without any room: for commands that run beside a server or without one. */
import type { Texts } from '../context.ts'
import { loadHistories } from '../store/history.ts'
import type { Store } from '../store/store.ts'
import { docFromUpdates } from '../text/read.ts'

export const durableTexts = (store: Store): Pick<Texts, 'readMany'> => ({
  async readMany(documentIds) {
    const logged = store.logged()
    const histories = await loadHistories(store.db, documentIds)
    for (const { documentId, seq, bytes } of logged) {
      const history = histories.get(documentId)
      if (history === undefined || seq !== history.seq + 1) continue
      history.seq = seq
      history.updates.push(bytes)
    }
    return new Map([...histories].map(([id, { updates }]) => [id, docFromUpdates(updates)]))
  },
})
