/** A PostgreSQL that falls silent (rule ND10): nothing is closed, and no answer comes. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import { openStore } from '../../server/store/open.ts'
import { makeTestDatabase, type TestDatabase } from '../support/database.ts'
import { openRelay } from '../support/lines.ts'
import type { Store } from '../../server/store/store.ts'

let database: TestDatabase
let relay: Awaited<ReturnType<typeof openRelay>>
let far: { path: string }
let store: Store

beforeEach(async () => {
  database = await makeTestDatabase('postgres')
  const url = new URL(database.options.databaseUrl!)
  far = { path: join(url.searchParams.get('host')!, '.s.PGSQL.5432') }
  relay = await openRelay(far)
  url.host = `127.0.0.1:${relay.port}`
  url.search = ''
  store = await openStore({ ...database.options, databaseUrl: url.href, isShared: true })
})
afterEach(async () => {
  relay.set(false)
  await store.close()
  await relay.close()
  await database.remove()
})

const ask = (): Promise<unknown> => store.transaction((rows) => sql`select 1`.execute(rows))
const isAnswered = (): Promise<boolean> =>
  ask().then(
    () => true,
    () => false,
  )
const PATIENCE = { timeout: 10_000 }

it('ND10: what was asked is broken off, what is asked then is refused at once, and it goes on when the database answers', async () => {
  await ask()
  relay.set(true)
  await expect(ask()).rejects.toThrow()
  await expect(ask()).rejects.toMatchObject({ code: 'STORE_AWAY' })
  relay.set(false)
  await expect.poll(isAnswered, PATIENCE).toBe(true)
})

it('ND10, ND13: a connection that does not open is broken off as an answer that does not come, and then it is known that the database is away', async () => {
  expect(store.isAway()).toBe(false)
  const beside = new pg.Client(database.options.databaseUrl!)
  await beside.connect()
  // nothing rests in the pool any more
  const ended = `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()`
  await expect.poll(async () => (await beside.query(ended)).rowCount, PATIENCE).toBe(0)
  await beside.end()
  relay.set(true)
  const began = performance.now()
  await expect(ask()).rejects.toThrow()
  // before whoever waits for an upgrade is cut off
  expect(performance.now() - began).toBeLessThan(SYNC_LIMITS.upgradeMs)
  expect(store.isAway()).toBe(true)
  relay.set(false)
  await expect.poll(isAnswered, PATIENCE).toBe(true)
  expect(store.isAway()).toBe(false)
})

it('ND13: it is known that nobody opens, too, and for as long as that is so', async () => {
  await relay.close()
  await expect.poll(async () => [await isAnswered(), store.isAway()], PATIENCE).toEqual([false, true])
  relay = await openRelay(far, relay.port)
  await expect.poll(() => store.isAway(), PATIENCE).toBe(false)
  await ask()
})

it('ND10: an answer that is long in the making is waited for', async () => {
  // longer than any lateness that makes somebody knock
  const slow = await store.transaction((rows) => sql<{ done: number }>`select 1 as done from pg_sleep(4)`.execute(rows))
  expect(slow.rows).toEqual([{ done: 1 }])
})
