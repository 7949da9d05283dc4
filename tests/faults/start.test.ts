/** How the server starts: not open before it is whole, and refused with the name of the variable that is to blame. */
import { existsSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../server/store/open.ts'
import { DEMO_PASSWORD, makeDataDir, startServer } from '../support/server-process.ts'

let dataDir: string
let remove: () => void
beforeEach(() => ({ dataDir, remove } = makeDataDir()))
afterEach(() => remove())

/** A port that something listens on until `free` is called. */
async function takePort(): Promise<{ port: string; free: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: String((server.address() as AddressInfo).port),
    free: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The first answer of an address that is not open yet. */
async function firstAnswer(address: string): Promise<Response> {
  for (;;) {
    try {
      return await fetch(address)
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } }
      if (cause?.code !== 'ECONNREFUSED') throw error
    }
  }
}

test('the demo is open to nobody before its charter and its people are there', async () => {
  const { port, free } = await takePort()
  await free()
  const starting = startServer({ entry: 'demo', dataDir, env: { PORT: port } })
  const first = await firstAnswer(`http://127.0.0.1:${port}/api/v1/charters`)
  const { items } = (await first.json()) as { items: { slug: string }[] }
  expect(items.map(({ slug }) => slug)).toEqual(['universal-charter'])
  await (await starting).stop()
})

/** What `npm start` says where it does not. */
const refused = (env: Record<string, string>, folder = dataDir): Promise<string> =>
  startServer({ entry: 'main', dataDir: folder, env }).then(
    () => 'it started',
    (error: Error) => error.message,
  )

test('a folder, a database and a port that cannot be used are named', async () => {
  expect(await refused({}, '/dev/null/data')).toContain('DATA_DIR')
  const { port, free } = await takePort()
  expect(await refused({ PORT: port }, join(dataDir, 'a'))).toContain('PORT')
  await free()
  expect(await refused({ DATABASE_URL: `postgres://127.0.0.1:${port}/concord` })).toContain('DATABASE_URL')
})

test.each([
  ['ORIGIN', 'charter.example.org'],
  ['SYNC_UPDATES_PER_SECOND', 'fast'],
])('a bad %s is named in one line, and nothing is made', async (name, value) => {
  const said = await refused({ [name]: value }, join(dataDir, 'untouched'))
  expect(said).toMatch(new RegExp(`concord: ${name} must [^\\n]*"${value}"\\n$`))
  expect(existsSync(join(dataDir, 'untouched'))).toBe(false)
})

test('no demo in production: nobody can sign in, no charter is there', async () => {
  const server = await startServer({ entry: 'main', dataDir })
  const { items } = (await (await fetch(`${server.origin}/api/v1/charters`)).json()) as { items: unknown[] }
  expect(items).toEqual([])
  const signedIn = await fetch(`${server.origin}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'secretariat@concord.example', password: DEMO_PASSWORD }),
  })
  expect(signedIn.status).toBe(401)
  await server.stop()
  const store = await openStore({ dataDir, databaseUrl: null })
  await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2099')`.execute(store.db)
  await store.close()
  // a database newer than the code
  expect(await refused({})).toMatch(/concord: This database is newer [^\n]*9999-from-the-future[^\n]*\n$/)
})

test('what watches the node has a port of its own where one is named', async () => {
  const { port, free } = await takePort()
  await free()
  const server = await startServer({ entry: 'main', dataDir, env: { METRICS_PORT: port } })
  const statusOf = async (address: string): Promise<number> => (await fetch(address)).status
  const beside = `http://127.0.0.1:${port}`
  const paths = ['/metrics', '/livez', '/readyz', '/']
  expect(await Promise.all(paths.map((path) => statusOf(`${beside}${path}`)))).toEqual([200, 200, 200, 404])
  const there = await Promise.all(paths.map((path) => statusOf(`${server.origin}${path}`)))
  expect(there).toEqual([404, 200, 200, 200])
  expect((await server.stop()).code).toBe(0)
})
