/**
 * What browser tests stand on: one demo server per worker with a database of its own, and a way to be somebody.
 * A file whose tests change what others read of the whole charter (its versions above all) names itself in `ownServer`: its
 * tests get a worker, and so a server, that no other file shares.
 */
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { makeCluster } from '../support/postgres-cluster.ts'
import { DEMO_PASSWORD, makeDataDir, startServer, type ServerProcess } from '../support/server-process.ts'

interface WorkerFixtures {
  /** Which database the server stands on; a project of `playwright.config.ts` says. */
  database: 'sqlite' | 'postgres'
  /** The name of the file that wants a server to itself; empty: any worker's. */
  ownServer: string
  server: ServerProcess
}
interface TestFixtures {
  /** A page in a browser context of its own, signed in as `name@concord.example`; null: a visitor. */
  as(name: string | null, options?: Parameters<import('@playwright/test').Browser['newContext']>[0]): Promise<Page>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  database: ['sqlite', { option: true, scope: 'worker' }],
  ownServer: ['', { option: true, scope: 'worker' }],
  server: [
    async ({ database }, use) => {
      const { dataDir, remove } = makeDataDir()
      const cluster = database === 'postgres' ? makeCluster() : null
      const server = await startServer({ entry: 'demo', dataDir, env: { DATABASE_URL: cluster?.address } })
      await use(server)
      await server.stop()
      cluster?.stop('immediate')
      cluster?.remove()
      remove()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.origin),
  as: async ({ browser, server }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (name, options = {}) => {
      const context = await browser.newContext({ baseURL: server.origin, ...options })
      contexts.push(context)
      if (name !== null) {
        const response = await context.request.post('/api/v1/sessions', {
          data: { email: `${name}@concord.example`, password: DEMO_PASSWORD },
          headers: { origin: server.origin },
        })
        expect(response.status()).toBe(201)
        const { token } = (await response.json()) as { token: string }
        await context.addCookies([
          { name: 'concord_session', value: token, url: server.origin, httpOnly: true, sameSite: 'Lax' },
        ])
      }
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
})

export { expect }
