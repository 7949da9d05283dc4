/** The moments of a batch in the log: when it is synced and when it goes into the database, and what happens where either fails. */
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { StoreError } from '../../../server/store/errors.ts'
import type { JournalFront } from '../../../server/store/journal.ts'
import {
  EMPTY_AFTER_MS,
  makeLogJournal,
  MOVE_AFTER_MS,
  MOVE_BYTES,
  SYNC_EVERY_MS,
  type LogJournal,
} from '../../../server/store/log-journal.ts'
import { readLog } from '../../../server/store/log-read.ts'
import { Log } from '../../../server/store/log.ts'
import type { JournalEntry } from '../../../server/store/store.ts'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { entry } from '../../support/rows.ts'

let folder: string
let clock: FakeClock
let journal: LogJournal
/** What went into the database, and what ends each. */
let moves: { seqs: number[]; stored: PromiseWithResolvers<void> }[]
let syncs: ((error: Error | null) => void)[]
let broken: Error | null

beforeEach(async () => {
  folder = fs.mkdtempSync(join(tmpdir(), 'concord-log-'))
  const log = await Log.begin(folder, 1)
  clock = fakeClock()
  moves = []
  syncs = []
  broken = null
  vi.spyOn(fs, 'fdatasync').mockImplementation(((_: number, done: (error: Error | null) => void) => {
    syncs.push(done)
  }) as typeof fs.fdatasync)
  const inner: JournalFront = {
    append(entries: JournalEntry[]) {
      const stored = Promise.withResolvers<void>()
      moves.push({ seqs: entries.map(({ seq }) => seq), stored })
      return { written: stored.promise, durable: stored.promise, stored: stored.promise }
    },
    flush() {},
    stop() {},
    settled: async () => void (await Promise.allSettled(moves.map(({ stored }) => stored.promise))),
  }
  journal = makeLogJournal({ log, inner, clock, warn: () => {}, broke: (error) => (broken = error) })
})
afterEach(() => {
  vi.restoreAllMocks()
  fs.rmSync(folder, { recursive: true })
})

const logged = (): number[] => readLog(folder).batches.flatMap((batch) => batch.map(({ seq }) => seq))
const append = (seq: number, more: Partial<JournalEntry> = {}) => journal.append([entry('d0', seq, more)])
const movedSeqs = (): number[][] => moves.map(({ seqs }) => seqs)
/** Lets a started sync reach the disk. */
async function syncing(count: number): Promise<void> {
  while (syncs.length < count) await nextTurn()
}

it('one sync for all that was written before it, the next no sooner than 20 ms after', async () => {
  const durable: number[] = []
  for (const seq of [1, 2]) void append(seq).durable.then(() => durable.push(seq))
  await syncing(1)
  void append(3).durable.then(() => durable.push(3))
  syncs[0]!(null)
  await nextTurn()
  expect(durable).toEqual([1, 2])
  clock.advance(SYNC_EVERY_MS - 1)
  await nextTurn()
  expect(syncs).toHaveLength(1)
  clock.advance(1)
  await syncing(2)
  syncs[1]!(null)
  await nextTurn()
  expect(durable).toEqual([1, 2, 3])
})

it('moves what gathered after 500 ms, after 256 KiB, or when asked, in order', async () => {
  append(1)
  append(2)
  clock.advance(MOVE_AFTER_MS - 1)
  expect(moves).toEqual([])
  clock.advance(1)
  append(3, { bytes: new Uint8Array(MOVE_BYTES) })
  append(4)
  journal.flush()
  journal.flush()
  expect(movedSeqs()).toEqual([[1, 2], [3], [4]])
  const stored: number[] = []
  void append(5).stored.then(() => stored.push(5))
  clock.advance(MOVE_AFTER_MS)
  moves[3]!.stored.resolve()
  await nextTurn()
  expect(stored).toEqual([5])
})

it('a copy goes into the database, whatever becomes of the bytes that were given', () => {
  const bytes = Uint8Array.of(1, 2, 3)
  append(1, { bytes })
  bytes.fill(9)
  expect(readLog(folder).batches[0]![0]!.bytes).toEqual(Uint8Array.of(1, 2, 3))
})

it('refuses what does not follow an entry that waits, and writes nothing of it', async () => {
  append(1)
  await expect(append(3).written).rejects.toMatchObject({ code: 'JOURNAL_SEQUENCE' })
  await expect(journal.append([entry('d0', 2), entry('d0', 4)]).stored).rejects.toMatchObject({
    code: 'JOURNAL_SEQUENCE',
  })
  append(2)
  expect(logged()).toEqual([1, 2])
})

it('a sync that fails breaks it: nothing is durable, everything later is refused', async () => {
  const first = append(1)
  await syncing(1)
  syncs[0]!(new Error('input/output error'))
  await expect(first.durable).rejects.toMatchObject({ code: 'STORE_BROKEN' })
  await expect(append(2).written).rejects.toMatchObject({ code: 'STORE_BROKEN' })
  expect(broken).toMatchObject({ code: 'STORE_BROKEN' })
  await journal.end()
  expect(logged()).toEqual([1])
})

it('what the database refuses for good breaks it, and stays in the log', async () => {
  const first = append(1)
  journal.flush()
  moves[0]!.stored.reject(new StoreError('JOURNAL_CLIENT_TAKEN', 'somebody else’s'))
  await expect(first.stored).rejects.toMatchObject({ code: 'STORE_BROKEN' })
  expect(broken?.message).toContain('somebody else’s')
  await expect(append(2).written).rejects.toMatchObject({ code: 'STORE_BROKEN' })
  await journal.end()
  expect(logged()).toEqual([1])
})

it('is emptied once the database has all of it and nobody has written for a while', async () => {
  vi.mocked(fs.fdatasync).mockImplementation(((_: number, done: (error: Error | null) => void) => {
    setImmediate(done, null)
  }) as typeof fs.fdatasync)
  await append(1).durable
  journal.flush()
  moves[0]!.stored.resolve()
  await nextTurn()
  expect(logged()).toEqual([1])
  clock.advance(EMPTY_AFTER_MS)
  while (readLog(folder).batches.length > 0) await nextTurn()
  // it goes on
  await append(2).written
  expect(logged()).toEqual([2])
})
