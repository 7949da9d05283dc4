/** OP1, OP2: what supervisors and load balancers are told. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { makeMetrics } from '../../../server/metrics.ts'
import {
  busCheck,
  diskCheck,
  freeBytes,
  makeHealth,
  storeChecks,
  type Check,
} from '../../../server/operation/health.ts'
import { makeHealthPage } from '../../../server/operation/health-page.ts'
import { openTestStore } from '../../support/database.ts'

const check = (name: string, run: () => Promise<void>, limitMs = 5_000): Check => ({ name, limitMs, run })
const fine = (): Promise<void> => Promise.resolve()
const failed = (): Promise<void> => Promise.reject(new Error('for the log alone'))
const never = (): Promise<void> => new Promise(() => {})

let server: Server | undefined
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))
  server = undefined
})

async function ask(checks: Check[], path: string, method = 'GET'): Promise<{ status: number; text: string }> {
  const answer = makeHealthPage(makeHealth(checks))
  server = createServer((request, response) => {
    if (!answer(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return new Promise((resolve) =>
    get({ port, host: '127.0.0.1', path, method, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode!, text }))
    }),
  )
}

describe('OP1: /livez', () => {
  it('asks nothing of anything', async () => {
    let asked = 0
    const counted = check('database', () => {
      asked++
      return never()
    })
    expect(await ask([counted], '/livez')).toEqual({ status: 200, text: 'alive\n' })
    expect(asked).toBe(0)
  })
  it('is for looking only', async () => {
    expect((await ask([], '/livez', 'HEAD')).status).toBe(200)
    server!.close()
    expect((await ask([], '/livez', 'POST')).status).toBe(404)
  })
})

describe('OP2: /readyz', () => {
  it('is 200 where every check passes', async () => {
    const { status, text } = await ask([check('database', fine), check('disk', fine)], '/readyz')
    expect([status, text]).toEqual([200, 'ready\ndatabase: ok\ndisk: ok\n'])
  })
  it('is 503 where one fails or is late, and says which, not why', async () => {
    const checks = [check('database', never, 20), check('migrations', fine), check('disk', failed)]
    const { status, text } = await ask(checks, '/readyz?x=1')
    expect([status, text]).toEqual([503, 'not ready\ndatabase: failed\nmigrations: ok\ndisk: failed\n'])
  })
  it('is 200 without Redis, and says so: others are heard by the database', async () => {
    const { status, text } = await ask([check('database', fine), busCheck({ isUp: false })], '/readyz')
    expect([status, text]).toEqual([200, 'ready\ndatabase: ok\nredis: failed\n'])
  })
  it('runs a check once, however many ask and however long it takes', async () => {
    let runs = 0
    const hanging = Promise.withResolvers<void>()
    const health = makeHealth([
      check(
        'database',
        () => {
          runs++
          return hanging.promise
        },
        10,
      ),
    ])
    await Promise.all(Array.from({ length: 20 }, () => health.verdict()))
    expect((await health.verdict()).isReady).toBe(false)
    expect(runs).toBe(1)
    hanging.resolve()
    expect((await health.verdict()).isReady).toBe(true)
    await health.verdict()
    expect(runs).toBeGreaterThan(1)
  })
  it('tells the log when a check begins to fail and when it ends to, once each', async () => {
    let isFine = true
    const heard: [string, string | null][] = []
    const health = makeHealth([check('disk', () => (isFine ? fine() : failed()))], (name, error) =>
      heard.push([name, error?.message ?? null]),
    )
    for (const state of [true, false, false, true, true]) {
      isFine = state
      await health.verdict()
    }
    expect(heard).toEqual([
      ['disk', 'for the log alone'],
      ['disk', null],
    ])
  })
  it('knows a database that answers from one that is gone, and one that lacks a migration', async () => {
    const store = await openTestStore()
    const health = makeHealth(storeChecks(store))
    expect(await health.verdict()).toEqual({ isReady: true, checks: { database: true, migrations: true } })
    // of newer code, beside which this node goes on
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2099')`.execute(store.db)
    expect((await health.verdict()).isReady).toBe(true)
    await sql`delete from kysely_migration where name like '0001-%'`.execute(store.db)
    expect((await health.verdict()).checks).toEqual({ database: true, migrations: false })
    await store.close()
    expect((await health.verdict()).checks).toEqual({ database: false, migrations: false })
  })
  it('knows a disk without room and a folder that is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-disk-'))
    const free = await freeBytes(folder)
    const states = await Promise.all(
      [diskCheck(folder, 1), diskCheck(folder, free * 2), diskCheck(join(folder, 'none'), 1)].map(
        async (one) => (await makeHealth([one]).verdict()).isReady,
      ),
    )
    rmSync(folder, { recursive: true })
    expect(states).toEqual([true, false, false])
  })
  it('is in the metrics, by check, with the room on the disk', async () => {
    const metrics = makeMetrics()
    metrics.watchHealth(makeHealth([check('database', fine), check('disk', failed)]), () => Promise.resolve(42))
    const { text } = await metrics.scrape()
    expect(text).toContain('concord_ready{check="database"} 1\n')
    expect(text).toContain('concord_ready{check="disk"} 0\n')
    expect(text).toContain('concord_disk_free_bytes 42\n')
  })
})
