/** From SQLite to PostgreSQL: everything, compared row by row; broken off anywhere it goes on, and meanwhile nobody else works there. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { inspectDatabase } from '../../server/store/inspect.ts'
import { move } from '../../server/store/move.ts'
import { openStore } from '../../server/store/open.ts'
import { backup } from '../../server/store/backup.ts'
import { tableHashes } from '../../server/store/table-hashes.ts'
import { makeTestDatabase, type Dialect, type TestDatabase } from '../support/database.ts'
import { addDocuments, AT, entry } from '../support/rows.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRIES = 2_600

const databases: TestDatabase[] = []
const folders: string[] = []
const make = async (dialect: Dialect): Promise<TestDatabase> => {
  const database = await makeTestDatabase(dialect)
  databases.push(database)
  return database
}
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'concord-move-'))
  folders.push(path)
  return path
}
afterEach(async () => {
  for (const database of databases.splice(0)) await database.remove()
  for (const path of folders.splice(0)) rmSync(path, { recursive: true })
})

/** People, a charter, proposals that point to each other the wrong way round, many words. */
async function source(): Promise<string> {
  const { options } = await make('sqlite')
  const store = await openStore(options)
  await store.transaction(async (rows) => {
    await addDocuments(rows, ['d0', 'd1'], ['ana', 'bea'])
    await rows
      .insertInto('party')
      .values({
        id: 'p',
        code: 'P',
        name: 'Ünïon 🕊',
        names: '{}',
        region: null,
        contact_language: null,
        time_zone: null,
      })
      .execute()
    for (const [id, amends_id] of [
      ['z', null],
      ['a', 'z'],
    ] as const)
      await rows
        .insertInto('proposal')
        .values({
          ...{ id, charter_id: 'charter', article_id: 'article', code: id, kind: 'wording' as const, act: null },
          ...{ status: 'tabled', lang: 'en', party_id: 'p', created_by: 'ana', created_at: AT, amends_id },
        })
        .execute()
    await rows
      .insertInto('session')
      .values({
        ...{ id: 's', secret_hash: new Uint8Array(32), person_id: 'ana', created_at: AT },
        ...{ expires_at: AT, confirmed_at: AT },
      })
      .execute()
  })
  const entries = Array.from({ length: ENTRIES }, (_, n) =>
    entry('d0', n + 1, { bytes: new Uint8Array(n % 50).fill(n), newClients: n === 0 ? [2 ** 32 - 1] : [] }),
  )
  await store.journal.append(entries).stored
  await store.close()
  return options.dataDir
}

/** What is in a database, by table. */
async function contents(options: { dataDir: string; databaseUrl: string | null }) {
  const store = await openStore({ ...options, isAlongside: true })
  const file = join(folder(), 'all.jsonl')
  await backup(store, file)
  await store.close()
  return tableHashes(file)
}

it('brings everything, and leaves the source as it was and no file behind', async () => {
  const dataDir = await source()
  const before = await contents({ dataDir, databaseUrl: null })
  const { options } = await make('postgres')
  const [databaseUrl, space] = [options.databaseUrl!, folder()]
  const { tables, resumed } = await move({ dataDir, databaseUrl }, () => {}, space)
  expect(resumed).toBe(0)
  expect(tables['journal']).toMatchObject({ rows: ENTRIES })
  expect(tables).toEqual(before)
  expect(await contents({ dataDir, databaseUrl })).toEqual(before)
  expect(await contents({ dataDir, databaseUrl: null })).toEqual(before)
  expect(readdirSync(space)).toEqual([])
  // a server may begin there, and everybody signs in again
  const store = await openStore({ dataDir, databaseUrl })
  expect(await store.db.selectFrom('session').selectAll().execute()).toEqual([])
  await store.journal.append([entry('d0', ENTRIES + 1)]).durable
  await store.close()
  await expect(move({ dataDir, databaseUrl }, () => {})).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY' })
})

it('broken off after any part goes on from there; until it ends nobody else works on the target', async () => {
  const dataDir = await source()
  const { options } = await make('postgres')
  const databaseUrl = options.databaseUrl!
  let [runs, parts] = [0, 0]
  const seen: string[] = []
  for (;;) {
    runs++
    const done = await move({ dataDir, databaseUrl }, (table, rows) => {
      seen.push(`${table} ${rows}`)
      parts++
      throw new Error('broken off')
    }).catch((error: Error) => error.message)
    if (done !== 'broken off') break
    for (const isAlongside of [false, true])
      await expect(openStore({ ...options, isAlongside })).rejects.toMatchObject({ code: 'STORE_MOVING' })
  }
  expect(runs).toBe(parts + 1)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.filter((part) => part.startsWith('journal '))).toHaveLength(Math.ceil(ENTRIES / 500))
  expect(await contents({ dataDir, databaseUrl })).toEqual(await contents({ dataDir, databaseUrl: null }))
})

it('killed midway, the command goes on when it is given again', async () => {
  const dataDir = await source()
  const { options } = await make('postgres')
  const run = (killAt: RegExp | null): Promise<{ code: number | null; said: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['server/cli/admin.ts', 'migrate-database'], {
        cwd: root,
        env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: options.databaseUrl! },
      })
      let said = ''
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
      createInterface({ input: child.stderr }).on('line', (line) => {
        if (killAt?.test(line)) child.kill('SIGKILL')
      })
      child.once('close', (code) => resolve({ code, said }))
    })
  expect((await run(/^journal: 1000 rows/)).code).toBe(null)
  const { code, said } = await run(null)
  expect([code, said]).toEqual([
    0,
    expect.stringMatching(/^Moved, and compared row by row \(\d+ rows were there already\)/) as string,
  ])
  expect(await contents(options)).toEqual(await contents({ dataDir, databaseUrl: null }))
})

it('is refused where a server works, where the source has changed since, and where versions differ', async () => {
  const dataDir = await source()
  const { options } = await make('postgres')
  const databaseUrl = options.databaseUrl!
  const attempt = (breakOff = false) =>
    move({ dataDir, databaseUrl }, () => {
      if (breakOff) throw new Error('broken off')
    })
  const server = await openStore({ dataDir, databaseUrl: null })
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  await server.close()
  const other = await openStore(options)
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  await other.close()
  await expect(attempt(true)).rejects.toThrow('broken off')
  const again = await openStore({ dataDir, databaseUrl: null })
  await again.journal.append([entry('d1', 1)]).stored
  await again.close()
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_NOT_EMPTY' })
  const newer = await openStore({ dataDir, databaseUrl: null })
  await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(newer.db)
  await newer.close()
  expect((await inspectDatabase({ dataDir, databaseUrl: null })).state).toBe('behind')
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_VERSION' })
})

it('a row that arrived otherwise is found', async () => {
  const dataDir = await source()
  const { options } = await make('postgres')
  const databaseUrl = options.databaseUrl!
  const breakAt = (part: string) =>
    move({ dataDir, databaseUrl }, (table) => {
      if (table === part) throw new Error('broken off')
    })
  await expect(breakAt('charter')).rejects.toThrow('broken off')
  const thief = await openStore({ ...options, isAlongside: true, isMove: true })
  await sql`update charter set slug = 'another'`.execute(thief.db)
  await thief.close()
  await expect(move({ dataDir, databaseUrl }, () => {})).rejects.toMatchObject({
    code: 'MOVE_DIFFERS',
    message: expect.stringContaining('"charter"') as string,
  })
  await expect(openStore(options)).rejects.toMatchObject({ code: 'STORE_MOVING' })
})
