// Over 250 lines: every way in which a disk fails, of one journal.
/** What the journal says and keeps when its thread dies, the disk is full, slow, or fails, a write is cut short, or somebody else holds the database. */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_WAITING_BYTES } from '../../server/store/journal.ts'
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
    const store = await openSqlite({
      dataDir,
      isAlongside: false,
      maxPages: null,
      until: null,
      now: null,
      warn: expect.fail,
    })
    await store.transaction((rows) => addDocuments(rows, ['d0']))
    await store.journal.append([entry('d0', 1)]).stored
    const begun = Promise.withResolvers<void>()
    const unfinished = store.transaction(async (rows) => {
      await rows.insertInto('setting').values({ name: 'half', value: '' }).execute()
      begun.resolve()
      await store.broken
      await rows.insertInto('setting').values({ name: 'other half', value: '' }).execute()
    })
    await begun.promise
    // in the log, and behind the open transaction on its way into the database
    const waiting = store.journal.append([entry('d0', 2)])
    const outcomes = Promise.allSettled([unfinished, waiting.stored])
    await waiting.written
    await store.killWorker()
    expect((await store.broken).message).toMatch(/thread/)
    const broken = { status: 'rejected', reason: { code: 'STORE_BROKEN' } }
    expect(await outcomes).toMatchObject([broken, broken])
    await expect(store.journal.append([entry('d0', 3)]).written).rejects.toMatchObject({ code: 'STORE_BROKEN' })
    await expect(store.db.selectFrom('setting').selectAll().execute()).rejects.toMatchObject({ code: 'STORE_BROKEN' })
    await store.close()

    const again = await openStore({ dataDir, databaseUrl: null })
    expect(await again.db.selectFrom('journal').select('seq').orderBy('seq').execute()).toEqual([
      { seq: 1 },
      { seq: 2 },
    ])
    expect(await again.db.selectFrom('setting').selectAll().execute()).toEqual([])
    await again.journal.append([entry('d0', 3)]).stored
    await again.close()
  })
})

describe('the database is full', () => {
  const BYTES = new Uint8Array(100_000)

  /** Room for the entries, and not for the ballast beside them: 300 pages above what an empty database has. */
  async function roomFor(): Promise<number> {
    await (await openStore({ dataDir, databaseUrl: null })).close()
    return statSync(join(dataDir, 'concord.sqlite')).size / 4096 + 300
  }

  /** A server whose database has taken all that it can: the rest waits in the log. */
  async function filled() {
    const maxPages = await roomFor()
    const warnings: string[] = []
    const warned = Promise.withResolvers<void>()
    const store = await openStore({
      dataDir,
      databaseUrl: null,
      maxPages,
      warn(message) {
        warnings.push(message)
        warned.resolve()
      },
    })
    await store.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
    // room to be made later
    await store.db
      .insertInto('setting')
      .values({ name: 'ballast', value: 'x'.repeat(400_000) })
      .execute()
    const appended = Array.from({ length: 10 }, (_, n) =>
      store.journal.append([entry('d0', n + 1, { bytes: BYTES }), entry('d1', n + 1)]),
    )
    await Promise.all(appended.map(({ durable }) => durable))
    await warned.promise
    return { store, appended, warnings, maxPages }
  }

  it('writing goes on in the log, nobody is answered without what waits there, and it is stored once there is room', async () => {
    const { store, appended, warnings } = await filled()
    const journal = store.db.selectFrom('journal').select(['document_id', 'seq'])
    await expect(journal.execute()).rejects.toMatchObject({ code: 'SQLITE_FULL' })
    await expect(store.read((rows) => rows.selectFrom('journal').select('seq').execute())).rejects.toMatchObject({
      code: 'SQLITE_FULL',
    })
    // what does not concern the journal is read and written on
    expect(await store.db.selectFrom('setting').select('name').execute()).toEqual([{ name: 'ballast' }])
    await store.journal.append([entry('d0', 11)]).durable

    await store.db.deleteFrom('setting').where('name', '=', 'ballast').execute()
    await store.journal.append([entry('d0', 12)]).stored
    await Promise.all(appended.map(({ stored }) => stored))
    expect(await journal.execute()).toHaveLength(22)
    expect(warnings).toHaveLength(1)
    await store.close()
  })

  it('refuses more than may wait, whole, and takes more once there is room', async () => {
    const { store } = await filled()
    const bytes = new Uint8Array(MAX_WAITING_BYTES / 8)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => store.journal.append([entry('d1', 11 + n, { bytes })]).written),
    )
    expect(outcomes.map(({ status }) => status)).toEqual([...Array<string>(7).fill('fulfilled'), 'rejected'])
    expect(outcomes[7]).toMatchObject({ reason: { code: 'JOURNAL_FULL' } })
    await store.close()

    const roomy = await openStore({ dataDir, databaseUrl: null })
    const { last } = await roomy.db
      .selectFrom('journal')
      .select((e) => e.fn.max('seq').as('last'))
      .where('document_id', '=', 'd1')
      .executeTakeFirstOrThrow()
    expect(last).toBe(17)
    await roomy.close()
  })

  it('a server that ends while it is full leaves everything in the log for the next one', async () => {
    const { store, maxPages } = await filled()
    await store.close()
    await expect(openStore({ dataDir, databaseUrl: null, maxPages })).rejects.toMatchObject({
      code: 'SQLITE_FULL',
    })
    const roomy = await openStore({ dataDir, databaseUrl: null })
    expect(await roomy.db.selectFrom('journal').select('seq').execute()).toHaveLength(20)
    await roomy.close()
    expect(readdirSync(join(dataDir, 'journal'))).toEqual([])
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
    await writer.until((lines) => lines.includes('waiting'))
    // told in the order of time by both threads: what was appended by now may still be told of, by syncs that had ended
    const from = writer.lines.indexOf('waiting')
    const appended = last(writer.lines.slice(0, from), 'a')
    await writer.until((lines) => last(lines, 'w') > appended + 600)
    expect(last(writer.lines, 'd')).toBeLessThanOrEqual(appended)
    expect(count(writer.lines.slice(from), 't')).toBeLessThanOrEqual(1)
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
    const after = writer.lines.slice(writer.lines.indexOf('broken'))
    expect(after.filter((line) => /^[wd] /.test(line))).toEqual([])
    // the other thread may have been syncing one, which went well
    expect(count(after, 't')).toBeLessThanOrEqual(1)
    expect(await kept()).toBeGreaterThanOrEqual(lastWritten(writer.lines))
  })

  it.each([
    ['the journal’s', 'journal'],
    ['anybody’s', ''],
  ])(
    'ends, with the process, where %s commit would have been: what was called written is in the log',
    async (_name, only) => {
      const disk = join(dataDir, 'disk')
      const writer = await start(disk, only)
      await writer.until((lines) => count(lines, 'd') > 20)
      writeFileSync(disk, 'die')
      await once(writer.process, 'close')
      expect(await kept()).toBeGreaterThanOrEqual(lastWritten(writer.lines))
    },
  )
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
      expect(new Set(writer.lines.filter((line) => line.startsWith('refused')))).toEqual(new Set(['refused EFBIG']))
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

  it('for longer than the thread waits: what is written is safe in the log, and in the database once it lets go', async () => {
    const stuck = Promise.withResolvers<string>()
    const store = await openStore({ dataDir, databaseUrl: null, warn: stuck.resolve })
    await store.transaction((rows) => addDocuments(rows, ['d0']))
    await store.journal.append([entry('d0', 1)]).stored
    await sql`pragma busy_timeout = 50`.execute(store.db)
    const holder = await hold()
    const appended = [2, 3].map((seq) => store.journal.append([entry('d0', seq)]))
    await Promise.all(appended.map(({ durable }) => durable))
    expect(await stuck.promise).toContain('locked')
    await expect(seqs(store)).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    await holder.kill()
    await Promise.all(appended.map(({ stored }) => stored))
    expect(await seqs(store)).toEqual([1, 2, 3])
    await store.close()
  })
})

/** The highest number told by lines of this kind. */
const last = (lines: string[], kind: string): number =>
  Math.max(...lines.filter((line) => line.startsWith(`${kind} `)).map((line) => Number(line.slice(kind.length + 1))))
const lastWritten = (lines: string[]): number => last(lines, 'w')

async function kept(): Promise<number> {
  const store = await openStore({ dataDir, databaseUrl: null })
  const { last } = await store.db
    .selectFrom('journal')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow()
  await store.close()
  return last
}
