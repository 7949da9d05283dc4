/** What the journal says and keeps when its thread dies, the disk is full, slow, or fails, a write is cut short, or somebody else holds the database. */
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../../server/store/open.ts'
import { openSqlite } from '../../server/store/sqlite.ts'
import type { Store } from '../../server/store/store.ts'
import { addDocuments, entry } from '../support/rows.ts'
import { runAndListen } from '../support/told.ts'

const WRITER = fileURLToPath(new URL('../support/journal-writer.ts', import.meta.url))

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'concord-disk-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const count = (lines: string[], kind: string): number => lines.filter((line) => line.startsWith(`${kind} `)).length

describe('the thread that owns SQLite dies', () => {
  it('whoever waits is told, everything later is refused, and what was written is there at the next start', async () => {
    const store = await openSqlite({ dataDir, isAlongside: false, maxPages: null, until: null, now: null })
    await store.transaction((rows) => addDocuments(rows, ['d0']))
    await store.journal.append([entry('d0', 1)]).written
    const begun = Promise.withResolvers<void>()
    const unfinished = store.transaction(async (rows) => {
      await rows.insertInto('setting').values({ name: 'half', value: '' }).execute()
      begun.resolve()
      await store.broken
      await rows.insertInto('setting').values({ name: 'other half', value: '' }).execute()
    })
    // waits behind the open transaction, so it is surely not kept
    const waiting = store.journal.append([entry('d0', 2)])
    const outcomes = Promise.allSettled([unfinished, waiting.written, waiting.durable])
    await begun.promise
    await store.killWorker()
    expect((await store.broken).message).toMatch(/thread/)
    const broken = { status: 'rejected', reason: { code: 'STORE_BROKEN' } }
    expect(await outcomes).toMatchObject([broken, broken, broken])
    await expect(store.journal.append([entry('d0', 2)]).written).rejects.toMatchObject({ code: 'STORE_BROKEN' })
    await expect(store.db.selectFrom('setting').selectAll().execute()).rejects.toMatchObject({ code: 'STORE_BROKEN' })
    await store.close()

    const again = await openStore({ dataDir, databaseUrl: null })
    expect(await again.db.selectFrom('journal').select('seq').execute()).toEqual([{ seq: 1 }])
    expect(await again.db.selectFrom('setting').selectAll().execute()).toEqual([])
    await again.journal.append([entry('d0', 2)]).durable
    await again.close()
  })
})

describe('the disk is full', () => {
  it('appends are refused whole, reading goes on, and writing too once there is room', async () => {
    const store = await openStore({ dataDir, databaseUrl: null, maxPages: 400 })
    await store.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
    // room to be made later
    await store.db
      .insertInto('setting')
      .values({ name: 'ballast', value: 'x'.repeat(400_000) })
      .execute()
    const bytes = new Uint8Array(20_000)
    let kept = 0
    let refusal: unknown = null
    while (refusal === null)
      try {
        await store.journal.append([entry('d0', kept + 1, { bytes }), entry('d1', kept + 1, { bytes })]).written
        kept++
      } catch (error) {
        refusal = error
      }
    expect(refusal).toMatchObject({ code: 'SQLITE_FULL' })
    expect(kept).toBeGreaterThan(2)
    // a hundred more, all at once: each is told, nothing piles up
    const many = await Promise.allSettled(
      Array.from(
        { length: 100 },
        () => store.journal.append([entry('d0', kept + 1, { bytes: new Uint8Array(100_000) })]).durable,
      ),
    )
    expect(new Set(many.map((outcome) => outcome.status))).toEqual(new Set(['rejected']))
    await expect(
      store.transaction((rows) =>
        rows
          .insertInto('setting')
          .values({ name: 'more', value: 'x'.repeat(400_000) })
          .execute(),
      ),
    ).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    const seqs = async (): Promise<string[]> =>
      (await store.db.selectFrom('journal').select(['document_id', 'seq']).execute()).map(
        (r) => `${r.document_id}/${r.seq}`,
      )
    expect(await seqs()).toHaveLength(2 * kept)

    await store.db.deleteFrom('setting').where('name', '=', 'ballast').execute()
    await store.journal.append([entry('d0', kept + 1, { bytes }), entry('d1', kept + 1, { bytes })]).durable
    expect(await seqs()).toHaveLength(2 * kept + 2)
    await store.close()
  })
})

describe('the disk is slow or fails', () => {
  const LOAD_FIRST = fileURLToPath(new URL('../support/failing-disk.mjs', import.meta.url))
  const start = async (disk: string, only = '') => {
    const store = await openStore({ dataDir, databaseUrl: null })
    await store.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
    await store.close()
    return runAndListen(['--import', LOAD_FIRST, WRITER, dataDir, '', only], { FAILING_DISK: disk })
  }

  it('slow: entries are written on, but nothing is called durable or done before it is synced', async () => {
    const disk = join(dataDir, 'disk')
    const writer = await start(disk)
    await writer.until((lines) => count(lines, 'd') > 20 && count(lines, 't') > 2)
    writeFileSync(disk, 'wait')
    // syncs that had begun come to their end
    const from = writer.lines.length
    await writer.until((lines) => lines.length > from + 600)
    expect(writer.lines.slice(from + 300).filter((line) => !line.startsWith('w '))).toEqual([])
    const durable = count(writer.lines, 'd')
    writeFileSync(disk, '')
    await writer.until((lines) => count(lines, 'd') > durable + 200)
    await writer.kill()
  })

  it('fails: nothing more is called durable, writers are told, and the store says that it is broken', async () => {
    const disk = join(dataDir, 'disk')
    const writer = await start(disk)
    await writer.until((lines) => count(lines, 'd') > 20)
    writeFileSync(disk, 'fail')
    await writer.until((lines) => lines.includes('broken') && lines.includes('refused STORE_BROKEN'))
    await writer.kill()
    expect(writer.lines.slice(writer.lines.indexOf('broken')).filter((line) => /^[wdt] /.test(line))).toEqual([])
    expect(await kept()).toBeGreaterThanOrEqual(lastWritten(writer.lines))
  })

  it.each([
    ['the journal’s', 'journal'],
    ['anybody’s', ''],
  ])('ends, with the process, where %s commit would have been: nothing of it was told', async (_name, only) => {
    const disk = join(dataDir, 'disk')
    const writer = await start(disk, only)
    await writer.until((lines) => count(lines, 'd') > 20)
    writeFileSync(disk, 'die')
    await once(writer.process, 'close')
    expect(await kept()).toBe(lastWritten(writer.lines))
  })
})

describe('a file may not grow any more, and the last write to it is cut short', () => {
  // in blocks of 512 bytes above what the database has
  it.each([2_049, 3_333])(
    'after %d blocks: that batch is refused, and what was told to be written is there',
    async (blocks) => {
      const store = await openStore({ dataDir, databaseUrl: null })
      await store.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
      await store.close()
      const most = Math.ceil(statSync(join(dataDir, 'concord.sqlite')).size / 512) + blocks
      const limited = `ulimit -f ${most} && exec "$0" "$@"`
      const writer = runAndListen([WRITER, dataDir, '', 'journal'], {}, ['/bin/sh', '-c', limited])
      // after the first refusal no more is begun, and whatever was written becomes durable
      await writer.until((lines) => count(lines, 'refused') > 0 && count(lines, 'd') === count(lines, 'w'))
      await writer.kill()
      expect(new Set(writer.lines.filter((line) => line.startsWith('refused')))).toEqual(
        new Set(['refused SQLITE_IOERR_WRITE']),
      )
      expect(count(writer.lines, 'w')).toBeGreaterThan(8)
      expect(await kept()).toBe(lastWritten(writer.lines))
      const again = await openStore({ dataDir, databaseUrl: null })
      const next = lastWritten(writer.lines) + 1
      await again.journal.append([entry('d0', next), entry('d1', next)]).durable
      await again.close()
      expect(await kept()).toBe(next)
    },
  )
})

describe('another process holds the database', () => {
  /** Takes the lock of whoever writes; killed, it lets go. */
  const hold = async () => {
    const file = JSON.stringify(join(dataDir, 'concord.sqlite'))
    const holder = runAndListen([
      '--input-type=module',
      '--eval',
      `import Database from 'better-sqlite3'
       new Database(${file}).exec('BEGIN IMMEDIATE')
       console.log('held')
       setInterval(() => {}, 1000)`,
    ])
    await holder.until((lines) => lines.includes('held'))
    return holder
  }
  const seqs = async (store: Store): Promise<number[]> =>
    (await store.db.selectFrom('journal').select('seq').orderBy('seq').execute()).map(({ seq }) => seq)

  it('for a while: nothing is written meanwhile, and everything, in order, once it lets go', async () => {
    const store = await openStore({ dataDir, databaseUrl: null })
    await store.transaction((rows) => addDocuments(rows, ['d0']))
    const holder = await hold()
    const appended = [1, 2, 3].map((seq) => store.journal.append([entry('d0', seq)]))
    // on their way to the thread, long before a process ends
    await new Promise(setImmediate)
    await holder.kill()
    await Promise.all(appended.map(({ durable }) => durable))
    expect(await seqs(store)).toEqual([1, 2, 3])
    await store.close()
  })

  it('for longer than anybody waits: appends are refused, each by itself, and kept again once it lets go', async () => {
    const store = await openStore({ dataDir, databaseUrl: null })
    await store.transaction((rows) => addDocuments(rows, ['d0']))
    await store.journal.append([entry('d0', 1)]).durable
    await sql`pragma busy_timeout = 50`.execute(store.db)
    const holder = await hold()
    for (let attempt = 0; attempt < 5; attempt++) {
      const outcomes = await Promise.allSettled(
        [2, 3].flatMap((seq) => Object.values(store.journal.append([entry('d0', seq)]))),
      )
      expect(outcomes).toMatchObject(Array(4).fill({ status: 'rejected', reason: { code: 'SQLITE_BUSY' } }))
      // reading waits for nobody
      expect(await seqs(store)).toEqual([1])
    }
    await holder.kill()
    await store.journal.append([entry('d0', 2), entry('d0', 3)]).durable
    expect(await seqs(store)).toEqual([1, 2, 3])
    await store.close()
  })
})

const lastWritten = (lines: string[]): number =>
  Math.max(...lines.filter((line) => line.startsWith('w ')).map((line) => Number(line.slice(2))))

async function kept(): Promise<number> {
  const store = await openStore({ dataDir, databaseUrl: null })
  const { last } = await store.db
    .selectFrom('journal')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow()
  await store.close()
  return last
}
