/** How the server starts: not open before it is whole, and refused with the name of the variable that is to blame. */
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataDir, startServer } from '../support/server-process.ts'

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

test('a folder, a database and a port that cannot be used are named', async () => {
  const refused = (env: Record<string, string>, folder = dataDir) =>
    startServer({ entry: 'main', dataDir: folder, env }).then(
      () => 'it started',
      (error: Error) => error.message,
    )
  expect(await refused({}, '/dev/null/data')).toContain('DATA_DIR')
  const { port, free } = await takePort()
  expect(await refused({ PORT: port }, join(dataDir, 'a'))).toContain('PORT')
  await free()
  expect(await refused({ DATABASE_URL: `postgres://127.0.0.1:${port}/concord` })).toContain('DATABASE_URL')
})
