/** A PostgreSQL that falls silent (rule ND10): nothing is closed, and no answer comes. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openStore } from '../../server/store/open.ts'
import { makeTestDatabase, type TestDatabase } from '../support/database.ts'
import { openRelay } from '../support/lines.ts'
import type { Store } from '../../server/store/store.ts'

let database: TestDatabase
let relay: Awaited<ReturnType<typeof openRelay>>
let store: Store

beforeEach(async () => {
  database = await makeTestDatabase('postgres')
  const url = new URL(database.options.databaseUrl!)
  relay = await openRelay({ path: join(url.searchParams.get('host')!, '.s.PGSQL.5432') })
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

it('ND10: what was asked is broken off, what is asked then is refused at once, and it goes on when the database answers', async () => {
  const ask = (): Promise<unknown> => store.transaction((rows) => sql`select 1`.execute(rows))
  await ask()
  relay.set(true)
  await expect(ask()).rejects.toThrow()
  await expect(ask()).rejects.toMatchObject({ code: 'STORE_AWAY' })
  relay.set(false)
  await expect
    .poll(
      () =>
        ask().then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true)
})

it('ND10: an answer that is long in the making is waited for', async () => {
  // longer than any lateness that makes somebody knock
  const slow = await store.transaction((rows) => sql<{ done: number }>`select 1 as done from pg_sleep(4)`.execute(rows))
  expect(slow.rows).toEqual([{ done: 1 }])
})
