/** The `Texts` port of verbs: the text of articles, through their rooms where they are open. */
import { livingBlock } from '../text/living.ts'
import { takeBack } from '../text/take-back.ts'
import { insertEntries, loadJournal } from '../store/history.ts'
import { DoneAlready } from '../store/keyed-acts.ts'
import { changeTogether, MOST_OUTRUN, NotKept, untilFirst, whileStill } from './together.ts'
import { KnownTexts } from './known-texts.ts'
import { OUTRUN_PATIENCE } from './way.ts'
import type { Alongside, Texts } from '../context.ts'
import type { Store } from '../store/store.ts'
import type { Keep } from './errand.ts'
import type { Rooms } from './rooms.ts'

/** `late`: others write so fast that this node is not heard in that text. */
export function makeTexts(
  store: Store,
  rooms: Rooms,
  newClientId: () => number,
  late: (documentId: string) => void,
): Texts {
  const known = new KnownTexts(store)
  const untilWritten = <T>(documentIds: readonly string[], act: () => Promise<T>): Promise<T> =>
    untilFirst(act, MOST_OUTRUN, (outrun) => {
      if (outrun >= OUTRUN_PATIENCE) for (const id of documentIds) late(id)
    })
  /** PT8: the entries, with what the verb decides and records, in one transaction. */
  const keptWith = (documentId: string, alongside: Alongside | undefined): Keep | null =>
    alongside === undefined
      ? null
      : (entries) =>
          store.transaction(async (rows) => {
            await insertEntries(rows, entries)
            const { seq } = entries.find((entry) => entry.documentId === documentId)!
            const isMeant = await alongside(rows, seq).catch((error: unknown) => {
              throw error instanceof DoneAlready ? new NotKept('done already', { cause: error }) : error
            })
            if (!isMeant) throw new NotKept('decided against')
          })
  const settle = async (documentIds: string[]): Promise<void> => {
    await Promise.all(rooms.open(documentIds).map((room) => room.settle()))
  }
  const texts: Texts = {
    async read(documentId) {
      const [room] = rooms.open([documentId])
      if (room !== undefined) return room.read()
      return (await texts.readMany([documentId])).get(documentId)!
    },
    async readAt(documentId) {
      const [room] = rooms.open([documentId])
      if (room !== undefined) return room.readAt()
      await settle([documentId])
      return known.readAt(documentId)
    },
    async livingBlocks(documentId, positions) {
      return rooms.of(documentId).inspect((ydoc) => positions.map((position) => livingBlock(ydoc, position)))
    },
    async readMany(documentIds) {
      await settle(documentIds)
      return known.read(documentIds)
    },
    settle,
    write(documentId, doc, by) {
      return rooms.of(documentId).write(doc, by)
    },
    change(documentId, act, by) {
      return rooms.of(documentId).change(act, by)
    },
    async takeBack(documentId, seq, by, alongside) {
      await settle([documentId])
      const updates = await store.read((rows) => loadJournal(rows, documentId))
      const update = takeBack(updates, seq, newClientId())
      if (update === null) return null
      return rooms.of(documentId).merge(update, by, keptWith(documentId, alongside))
    },
    async whileStill(documentIds, act) {
      const at = await store.now(store.db)
      return untilWritten(documentIds, () =>
        whileStill(
          documentIds.map((id) => rooms.of(id)),
          act,
          at,
          store.isShared,
        ),
      )
    },
    async changeTogether(documentIds, act, alongside, by) {
      const at = await store.now(store.db)
      return untilWritten(documentIds, () =>
        changeTogether(
          documentIds.map((id) => rooms.of(id)),
          act,
          (entries, written) =>
            store.transaction(async (rows) => {
              await insertEntries(rows, entries)
              if (!(await alongside(rows, written))) throw new NotKept()
            }),
          { by, at, isFenced: store.isShared },
        ),
      )
    },
  }
  return texts
}
