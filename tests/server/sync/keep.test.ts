/** SY2: a kept state never holds more than the journal. Rooms without sockets, over a journal in memory. */
import { expect, it } from 'vitest'
import { SYNC_LIMITS } from '../../../src/lib/domain/limits.ts'
import { eager } from '../../../server/sync/pacer.ts'
import { Room, type RoomParts } from '../../../server/sync/room.ts'
import { replay } from '../../../server/text/read.ts'
import { firstUpdate } from '../../../server/text/write.ts'
import type { ArticleDoc } from '../../../src/lib/domain/article.ts'
import type { JournalEntry } from '../../../server/store/store.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { FIRST_TEXT } from '../../support/sync-house.ts'
import { writtenBy } from '../../support/authors.ts'

const withWords = (doc: ArticleDoc, words: string): ArticleDoc => ({
  type: 'doc',
  content: doc.content.map((block) => ({ ...block, content: [{ type: 'text', text: words }] })),
})
const withBlock = (doc: ArticleDoc): ArticleDoc => ({
  type: 'doc',
  content: [...doc.content, { ...doc.content[1]!, attrs: { ...doc.content[1]!.attrs, id: 'b3' } }],
})

it('SY2: a state kept while the leading language still gathers its batch holds nothing of that batch', async () => {
  const journal: JournalEntry[] = []
  const snapshots: { documentId: string; seq: number; lastOfJournal: number }[] = []
  const slowLanguage = Promise.withResolvers<void>()
  const isAsked = Promise.withResolvers<void>()
  const sync = Promise.withResolvers<void>()
  const syncs = [sync.promise]
  const rooms = new Map<string, Room>()
  let clientId = 100
  const lastOf = (documentId: string): number =>
    Math.max(1, ...journal.filter((entry) => entry.documentId === documentId).map(({ seq }) => seq))
  const parts: RoomParts = {
    async load(documentId) {
      if (documentId === 'fr') {
        isAsked.resolve()
        await slowLanguage.promise
      }
      const updates = [firstUpdate(FIRST_TEXT, 7)]
      return { seq: 1, snapshotSeq: 0, updates, bindings: new Map([[7, null]]), isLeading: documentId === 'en' }
    },
    since: null,
    caretMoved: null,
    caretsElsewhere: () => [],
    append(entries) {
      journal.push(...entries)
      const durable = syncs.shift() ?? Promise.resolve()
      return { written: Promise.resolve(), durable, stored: durable }
    },
    keepSnapshot(documentId, seq) {
      snapshots.push({ documentId, seq, lastOfJournal: lastOf(documentId) })
      return Promise.resolve()
    },
    room: (documentId) => {
      const room = rooms.get(documentId) ?? new Room(documentId, parts)
      rooms.set(documentId, room)
      return room
    },
    followers: () => Promise.resolve(['ar', 'fr']),
    compact: (updates) => Promise.resolve(replay(updates)),
    clock: fakeClock(),
    limits: SYNC_LIMITS,
    tempo: eager,
    recovered: () => {},
    wrote: () => {},
    fenced: () => {},
    late: () => {},
    newBlockId: () => 'block-of-a-test',
    newClientId: () => clientId++,
    count: () => {},
    report: (error) => expect.fail(String(error)),
    gone: () => {},
  }
  const arabic = parts.room('ar')
  const writing = arabic.write(withWords(FIRST_TEXT, 'written, not yet durable'), writtenBy(null))
  const keeping = arabic.keep()
  const leading = parts.room('en').write(withBlock(FIRST_TEXT), writtenBy(null))
  // Arabic has followed by now and waits for the batch, which waits for French
  await isAsked.promise
  expect(lastOf('ar')).toBe(2)
  sync.resolve()
  await keeping
  expect(snapshots).toEqual([{ documentId: 'ar', seq: 2, lastOfJournal: 2 }])
  slowLanguage.resolve()
  await Promise.all([writing, leading])
  expect([lastOf('en'), lastOf('ar'), lastOf('fr')]).toEqual([2, 3, 2])
})
