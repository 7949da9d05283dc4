/** The `Texts` port of verbs: the text of articles, through their rooms where they are open. */
import { docFromUpdates } from '../text/read.ts'
import { loadHistories, partyIdOf } from '../store/history.ts'
import type { Texts } from '../context.ts'
import type { Store } from '../store/store.ts'
import type { Rooms } from './rooms.ts'

export function makeTexts(store: Store, rooms: Rooms): Texts {
  const settle = async (documentIds: string[]): Promise<void> => {
    await Promise.all(rooms.open(documentIds).map((room) => room.settle()))
  }
  const texts: Texts = {
    async read(documentId) {
      const [room] = rooms.open([documentId])
      if (room !== undefined) return room.read()
      return (await texts.readMany([documentId])).get(documentId)!
    },
    async readMany(documentIds) {
      await settle(documentIds)
      const histories = await store.read((rows) => loadHistories(rows, documentIds))
      return new Map([...histories].map(([id, history]) => [id, docFromUpdates(history.updates)]))
    },
    settle,
    async write(documentId, doc, authorId) {
      const partyId = authorId === null ? null : await partyIdOf(store.db, authorId)
      await rooms.of(documentId).write(doc, authorId, partyId)
    },
  }
  return texts
}
