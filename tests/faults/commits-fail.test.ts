/**
 * SY9 for long: for more than thirty seconds nothing can be committed, while people type, are turned away and come back. Nobody is told that anything is saved,
 * nobody sees what is not, nothing piles up; afterwards everything is there, once. The clock is the test's.
 */
import fs, { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import * as Y from 'yjs'
import { codeOf } from '../../server/store/errors.ts'
import type { OpenOptions } from '../../server/store/open.ts'
import { fakeClock, type FakeClock } from '../support/fake-clock.ts'
import { makeCluster, type Cluster } from '../support/postgres-cluster.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { DOCUMENT, openSyncHouse, type SyncHouse } from '../support/sync-house.ts'

/** Between two attempts of a page. */
const COMES_BACK_MS = 5_000
const ATTEMPTS = 7
const PARAGRAPH = 'x'.repeat(10_000)

let clock: FakeClock
beforeEach(() => {
  clock = fakeClock()
})

async function open(more: { databaseUrl?: string; opening?: Partial<OpenOptions> } = {}): Promise<SyncHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-fail-'))
  const house = await openSyncHouse({ clock, dataDir, ...more })
  onTestFinished(async () => {
    await house.close()
    rmSync(dataDir, { recursive: true })
  })
  return house
}

/** A page: keeps its words, and brings them again whenever it comes back. */
class Page {
  readonly doc = new Y.Doc()
  readonly words: string[] = []
  readonly #house: SyncHouse
  readonly #person: string
  client!: BareClient

  constructor(house: SyncHouse, person: string) {
    this.#house = house
    this.#person = person
  }

  /** Resolves once what it has is acknowledged, or it was turned away. */
  async come(): Promise<void> {
    const client = new BareClient(this.#house.address, DOCUMENT, { token: this.#person, query: '?ack=1' })
    this.client = client
    await client.until(() => client.of('step1').length > 0 || client.closed !== null)
    if (client.closed !== null) return
    await client.fetch(this.doc)
    if (client.closed === null) client.sendStep2(Y.encodeStateAsUpdate(this.doc, client.of('step1')[0]!.body))
    await client.until(() => client.acknowledged > 0 || client.closed !== null)
  }

  type(padding = ''): void {
    const word = `‹${this.#person}.${this.words.length}›`
    this.words.push(word)
    this.client.sendUpdate(updateBy(this.doc, (text) => text.insert(1, word + padding)))
  }

  get text(): string {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc))
    for (const { body } of this.client.of('update')) Y.applyUpdate(copy, body)
    return copy.getText('default').toString()
  }
}

/** Turns of the event loop until the server too knows that they have gone. */
async function allGone(house: SyncHouse): Promise<void> {
  while (house.sync.stats().sockets > 0) await new Promise(setImmediate)
}

/** `isKnown`: the node finds out that there is no database, and lets nobody in after that (ND13). */
async function failsForLong(
  house: SyncHouse,
  fail: () => unknown,
  recover: () => unknown,
  isKnown = false,
): Promise<void> {
  const pages = ['drafter-1', 'drafter-2', 'drafter-3'].map((person) => new Page(house, person))
  const reader = new Page(house, 'reviewer')
  for (const page of [...pages, reader]) await page.come()
  for (const page of pages) page.type()
  for (const { client } of pages) await client.until(() => client.acknowledged === 2)
  const saved = pages.flatMap(({ words }) => words)
  const rows = (await house.journalRows()).length

  await fail()
  for (const page of pages) page.type(PARAGRAPH)
  const waiting: number[] = []
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    for (const { client } of [...pages, reader]) await client.until(() => client.closed !== null)
    const told = [
      { code: 1013, reason: 'not-written' },
      ...(isKnown && attempt > 0 ? [{ code: 1006, reason: '' }] : []),
    ]
    for (const { client } of [...pages, reader]) expect(told).toContainEqual(client.closed)
    // the first time two were: their arrival and their first word
    for (const { client } of pages) expect(client.acknowledged).toBe(attempt === 0 ? 2 : 0)
    for (const word of pages.flatMap((page) => page.words))
      if (!saved.includes(word)) expect(reader.text).not.toContain(word)
    await allGone(house)
    clock.advance(COMES_BACK_MS)
    waiting.push(clock.waiting)
    expect(house.sync.stats()).toMatchObject({ rooms: 0, sockets: 0, unreadBytes: 0 })
    if (attempt === ATTEMPTS - 1) break
    // who has nothing to bring is let in where there is anything to show, and is turned away with the others
    await reader.come()
    for (const page of pages) page.type(PARAGRAPH)
    await Promise.all(pages.map((page) => page.come()))
  }
  expect(new Set(waiting.slice(1)).size).toBe(1)

  await recover()
  while (house.store.isAway()) await new Promise(setImmediate)
  expect(await house.journalRows()).toHaveLength(rows)
  for (const page of [...pages, reader]) await page.come()
  for (const { client } of pages) expect([client.acknowledged, client.closed]).toEqual([1, null])
  const replayed = (await house.replay()).getText('default').toString()
  const words = pages.flatMap((page) => page.words)
  expect(words.length).toBe(pages.length * (ATTEMPTS + 1))
  for (const word of words) expect(replayed.split(word), word).toHaveLength(2)
  for (const page of pages) await page.client.fetch(page.doc)
  for (const page of [...pages, reader]) expect(page.text).toBe(replayed)
  const seqs = (await house.journalRows()).map(({ seq }) => seq)
  expect(seqs).toEqual(seqs.map((_, n) => n + 1))
  for (const { client } of [...pages, reader]) await client.close()
}

describe('SY9: commits fail for more than 30 seconds', () => {
  it('SQLite: the disk is full', async () => {
    const house = await open()
    const write = fs.writeSync
    const full = vi.spyOn(fs, 'writeSync')
    onTestFinished(() => full.mockRestore())
    await failsForLong(
      house,
      () =>
        full.mockImplementation(() => {
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        }),
      () => full.mockImplementation(write),
    )
    expect(house.failures.map(codeOf)).toContain('ENOSPC')
  })

  describe('PostgreSQL', () => {
    let cluster: Cluster
    beforeAll(() => {
      cluster = makeCluster()
    })
    afterAll(() => {
      cluster.stop('fast')
      cluster.remove()
    })

    it('is gone', async () => {
      const house = await open({ databaseUrl: cluster.address, opening: { patienceMs: 200 } })
      await failsForLong(
        house,
        () => cluster.stop('immediate'),
        () => cluster.start(),
        true,
      )
    })
  })
})
