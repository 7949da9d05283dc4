/** What an operator's Prometheus reads, and who may. */
import { createServer, get, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { makeMetrics, type Metrics } from '../../server/metrics.ts'
import { makeMetricsPage } from '../../server/metrics-page.ts'
import { FRAME_REFUSALS } from '../../src/lib/domain/sync.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { DOCUMENT, openSyncHouse } from '../support/sync-house.ts'
import type { SyncStats } from '../../server/sync/sync.ts'

const nothing: SyncStats = {
  ...{ rooms: 0, sockets: 0, unreadBytes: 0, waitingUpgrades: 0 },
  ...{ updates: {}, turnedAway: {}, entriesOfOthers: 0 },
}

/** Name with labels -> value. */
async function read(metrics: Metrics): Promise<Map<string, number>> {
  const { text } = await metrics.scrape()
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

describe('MT1: what happens is counted', () => {
  it('rooms, sockets, words accepted, known, dropped, frames refused, upgrades turned away, commits', async () => {
    const metrics = makeMetrics()
    const house = await openSyncHouse({ journal: (journal) => metrics.watchJournal(journal) })
    metrics.watchSync(house.sync.stats)
    const before = await read(metrics)
    expect(before.get('concord_rooms')).toBe(0)
    expect(before.get('concord_updates_total{outcome="accepted"}')).toBe(0)

    const enter = async (token: string): Promise<{ client: BareClient; doc: Y.Doc }> => {
      const client = new BareClient(house.address, DOCUMENT, { token, query: '?ack=1' })
      const doc = new Y.Doc()
      await client.until(client.isOpen)
      await client.join(doc)
      return { client, doc }
    }
    const [writer, reader, forger] = [await enter('drafter-1'), await enter('reviewer'), await enter('drafter-2')]
    writer.client.sendUpdate(updateBy(writer.doc, (text) => text.insert(1, 'x')))
    await writer.client.until(() => writer.client.acknowledged === 2)
    reader.client.sendUpdate(updateBy(reader.doc, (text) => text.insert(1, 'y')))
    await reader.client.until(() => reader.client.of('read-only').length > 0)
    forger.client.send(new Uint8Array([77]))
    const stranger = new BareClient(house.address, DOCUMENT, { token: 'nobody' })
    for (const { closed, client } of [forger, { client: stranger }].map(({ client }) => ({
      client,
      closed: () => client.closed !== null,
    })))
      await client.until(closed)
    await reader.client.marker()

    const after = await read(metrics)
    // how long a commit takes, and whether the database has it by now, is not of this test
    const isOfTime = (name: string): boolean => name.includes('seconds') || name.includes('waiting')
    const moved = Object.fromEntries(
      [...after].filter(([name, value]) => !isOfTime(name) && value !== (before.get(name) ?? 0)),
    )
    expect(moved).toEqual({
      concord_rooms: 1,
      concord_sockets: 2,
      'concord_updates_total{outcome="accepted"}': 1,
      'concord_updates_total{outcome="known"}': 3,
      'concord_updates_total{outcome="dropped"}': 1,
      'concord_frames_refused_total{code="unknown-message"}': 1,
      'concord_upgrades_refused_total{reason="not-signed-in"}': 1,
    })
    expect(after.get('concord_commit_seconds_count{stage="written"}')).toBe(1)
    expect(after.get('concord_commit_seconds_count{stage="durable"}')).toBe(1)
    for (const { client } of [writer, reader]) await client.close()
    await house.close()
  })
  it('commits in seconds, what waits for the journal in bytes, and what it did not keep', async () => {
    let now = 0
    const metrics = makeMetrics(() => now)
    let [written, durable, stored, fail, failStored]: (() => void)[] = []
    const journal = metrics.watchJournal({
      append: () => ({
        written: new Promise<void>((resolve, reject) => ([written, fail] = [resolve, reject])),
        durable: new Promise<void>((resolve) => (durable = resolve)),
        stored: new Promise<void>((resolve, reject) => ([stored, failStored] = [resolve, reject])),
      }),
    })
    const entry = { documentId: 'd', seq: 1, authorId: null, partyId: null, hat: null, at: '', newClients: [] }
    const first = journal.append([
      { ...entry, bytes: new Uint8Array(40) },
      { ...entry, bytes: new Uint8Array(2) },
    ])
    expect((await read(metrics)).get('concord_journal_waiting_bytes')).toBe(42)
    now = 3
    written!()
    await first.written
    now = 70
    durable!()
    await first.durable
    expect((await read(metrics)).get('concord_journal_waiting_bytes')).toBe(42)
    now = 500
    stored!()
    await first.stored
    const values = await read(metrics)
    expect(values.get('concord_journal_waiting_bytes')).toBe(0)
    expect(values.get('concord_commit_seconds_sum{stage="written"}')).toBe(0.003)
    expect(values.get('concord_commit_seconds_bucket{le="0.0025",stage="written"}')).toBe(0)
    expect(values.get('concord_commit_seconds_bucket{le="0.005",stage="written"}')).toBe(1)
    expect(values.get('concord_commit_seconds_sum{stage="durable"}')).toBe(0.07)
    expect(values.get('concord_commit_seconds_sum{stage="stored"}')).toBe(0.5)
    const second = journal.append([{ ...entry, bytes: new Uint8Array(8) }])
    fail!()
    failStored!()
    await Promise.allSettled([second.written, second.stored])
    const failed = await read(metrics)
    expect(failed.get('concord_commit_failures_total')).toBe(1)
    expect(failed.get('concord_journal_waiting_bytes')).toBe(0)
  })
  it('of two applications each counts its own', async () => {
    const [one, two] = [makeMetrics(), makeMetrics()]
    one.watchSync(() => ({ ...nothing, rooms: 3 }))
    two.watchSync(() => ({ ...nothing, rooms: 5 }))
    expect([await read(one), await read(two)].map((values) => values.get('concord_rooms'))).toEqual([3, 5])
  })
  it('the process, with the lag of its event loop', async () => {
    const metrics = makeMetrics()
    metrics.watchProcess()
    const names = [...(await read(metrics)).keys()]
    for (const name of [
      'process_resident_memory_bytes',
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
    ])
      expect(names).toContain(name)
  })
})

describe('MT1: no label grows without bound', () => {
  it('names that are not in the code are one', async () => {
    const metrics = makeMetrics()
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`made-up-${i}`, 1]))
    metrics.watchSync(() => ({ ...nothing, updates: { ...many, 'too-large': 2 }, turnedAway: many }))
    await metrics.scrape()
    const values = await read(metrics)
    expect(values.get('concord_updates_total{outcome="other"}')).toBe(500)
    expect(values.get('concord_upgrades_refused_total{reason="other"}')).toBe(500)
    expect(values.get('concord_frames_refused_total{code="too-large"}')).toBe(2)
    expect([...values.keys()].filter((name) => name.startsWith('concord_frames_refused_total'))).toHaveLength(
      FRAME_REFUSALS.length,
    )
    expect(values.size).toBeLessThan(150)
  })
})

describe('MT2: who may read them', () => {
  let server: Server | undefined
  afterEach(async () => {
    await new Promise((resolve) => server?.close(resolve))
  })
  const TOKEN = 'a-token-of-the-operator'
  interface Asking {
    method?: string
    path?: string
    headers?: IncomingHttpHeaders
    /** Whose connection it seems to be. */
    from?: string
  }
  /** The status, 404 being what is answered where there is nothing for this caller. */
  async function ask(
    metricsToken: string | null,
    { method = 'GET', path = '/metrics', headers, from }: Asking,
    isOwnPort = false,
  ) {
    const answer = makeMetricsPage(makeMetrics(), { metricsToken }, isOwnPort)
    server = createServer((request, response) => {
      if (from !== undefined) Object.defineProperty(request.socket, 'remoteAddress', { value: from })
      if (!answer(request, response)) response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return new Promise<number>((resolve) =>
      get({ port, host: '127.0.0.1', path, method, headers: headers ?? {}, agent: false }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode!))
      }),
    )
  }
  const bearer = (token: string): Asking => ({ headers: { authorization: `Bearer ${token}` } })
  it.each<[string, string | null, Asking, number]>([
    ['this machine', null, {}, 200],
    ['this machine, with a query', null, { path: '/metrics?x=1' }, 200],
    ['this machine over IPv6', null, { from: '::1' }, 200],
    ['another machine', null, { from: '192.0.2.7' }, 404],
    ['a proxy on this machine, by what it adds', null, { headers: { 'x-forwarded-for': '192.0.2.7' } }, 404],
    ['a proxy on this machine, by Forwarded', null, { headers: { forwarded: 'for=192.0.2.7' } }, 404],
    ['a proxy on this machine, by the name it passes on', null, { headers: { host: 'charter.example.org' } }, 404],
    ['a bearer where no token is set', null, { ...bearer(TOKEN), from: '192.0.2.7' }, 404],
    ['the bearer', TOKEN, bearer(TOKEN), 200],
    ['the bearer from elsewhere', TOKEN, { ...bearer(TOKEN), from: '192.0.2.7' }, 200],
    ['another bearer', TOKEN, bearer(`${TOKEN}x`), 404],
    ['this machine without the token that is set', TOKEN, {}, 404],
    ['another method', null, { method: 'POST' }, 404],
    ['another address', null, { path: '/metrics/x' }, 404],
  ])('%s', async (_who, token, asking, status) => {
    expect(await ask(token, asking)).toBe(status)
  })
  it.each<[string, string | null, Asking, number]>([
    ['another machine', null, { from: '192.0.2.7', headers: { host: 'concord-1:9464' } }, 200],
    ['another machine without the token that is set', TOKEN, { from: '192.0.2.7' }, 404],
    ['another machine with it', TOKEN, { ...bearer(TOKEN), from: '192.0.2.7' }, 200],
  ])('on a port of their own: %s', async (_who, token, asking, status) => {
    expect(await ask(token, asking, true)).toBe(status)
  })
})
