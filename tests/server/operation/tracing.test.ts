// Over 250 lines: all that a collector is told, against one collector.
/** OP6 to OP8: what an OpenTelemetry collector is told, and what it costs where nobody asked for it. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { openTracing, SLOW_TURN_MS, type TracingParts } from '../../../server/operation/opentelemetry.ts'
import { openTestStore } from '../../support/database.ts'
import { startCollector, type Collector, type TakenSpan } from '../../support/collector.ts'
import type { Routed } from '../../../server/operation/request-log.ts'
import type { Store } from '../../../server/store/store.ts'
import type { Tracing } from '../../../server/tracing.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** Whatever it is that somebody wrote. */
const WORDS = 'Ada Lovelace, ada@example.org'

let collector: Collector
let store: Store | null
let said: string[]
const opened: Tracing[] = []

beforeEach(async () => {
  said = []
  collector = await startCollector()
  store = null
})
afterEach(async () => {
  for (const tracing of opened.splice(0)) await tracing.close()
  await store?.close()
  await collector.close()
})

/** The store as `tracing` watches it. */
const watchedBy = async (tracing: Tracing): Promise<Store> => tracing.watchStore((store ??= await openTestStore()))

const note = (_: object, message: string): void => void said.push(message)
function open(env: Record<string, string> = {}, parts: Partial<TracingParts> = {}): Tracing {
  const config = readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.address, ...env }).tracing!
  const log = { warn: note, info: note } as TracingParts['log']
  const tracing = openTracing({
    ...{ config, version: '1.2.3', instanceId: 'n', isBehindProxy: false, log, random: () => 0 },
    ...parts,
  })
  opened.push(tracing)
  return tracing
}
/** Everything that was told. */
async function told(tracing: Tracing): Promise<TakenSpan[]> {
  await tracing.close()
  return collector.spans
}
const named = (spans: TakenSpan[], name: string): TakenSpan => spans.find((span) => span.name === name)!

/** A request that is answered by `answer`; resolves when the span has ended. */
async function request(
  tracing: Tracing,
  {
    route,
    status = 200,
    headers = {},
    answer = () => Promise.resolve(),
  }: { route?: string; status?: number; headers?: Record<string, string>; answer?: () => Promise<unknown> },
): Promise<Routed> {
  const handled = Promise.withResolvers<Routed>()
  const server = createServer((asked: Routed, response) => {
    response.once('close', () => handled.resolve(asked))
    tracing.request(asked, response, () => {
      if (route !== undefined) asked.route = route
      void answer().then(() => response.writeHead(status).end())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const path = `/find?q=${encodeURIComponent(WORDS)}`
  get({ port, host: '127.0.0.1', path, agent: false, headers }, (response) => response.resume())
  const asked = await handled.promise
  await new Promise((resolve) => server.close(resolve))
  return asked
}

describe('OP6: nothing is told where nobody asks for it', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['nothing is set', {}, false],
    ['a name alone', { OTEL_SERVICE_NAME: 'charter' }, false],
    ['an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
    ['an endpoint of traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/x' }, true],
    ['an exporter', { OTEL_TRACES_EXPORTER: 'otlp' }, true],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
    ['switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'true' }, false],
  ])('%s', (_what, env, isOn) => expect(readConfig(env).tracing !== null).toBe(isOn))

  it('and nothing of the SDK is loaded; where they do, it is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-untraced-'))
    const script = `
      import { registerHooks } from 'node:module'
      const found = []
      registerHooks({ resolve(name, context, next) {
        if (/^@opentelemetry\\/(?!api$)/.test(name)) found.push(name)
        return next(name, context)
      } })
      const { start } = await import('${ROOT}server/start.ts')
      const { readConfig } = await import('${ROOT}server/config.ts')
      const { makeLog } = await import('${ROOT}server/log.ts')
      const config = readConfig(process.env)
      await (await start(config, makeLog({ logLevel: 'silent' }))).close()
      console.log(found.length)`
    const file = join(folder, 'start.mjs')
    writeFileSync(file, script)
    const loaded = (env: Record<string, string>): number =>
      Number(
        execFileSync(process.execPath, [file], {
          cwd: ROOT,
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'data'), ...env },
        }),
      )
    try {
      expect(loaded({})).toBe(0)
      expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })).toBeGreaterThan(3)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

it('OP6: as the variables say', async () => {
  const env = {
    ...{ OTEL_SERVICE_NAME: 'charter', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=talks%2C%20first' },
    ...{ OTEL_EXPORTER_OTLP_HEADERS: 'x-key=s%20cret', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
  }
  const tracing = open(env)
  await request(tracing, {})
  await told(tracing)
  expect(collector.resource).toMatchObject({
    ...{ 'service.name': 'charter', 'service.version': '1.2.3', 'service.instance.id': 'n' },
    'deployment.environment.name': 'talks, first',
  })
  expect(collector.headers[0]).toMatchObject({ 'x-key': 's cret', 'content-encoding': 'gzip' })
})

it.each([
  ['always_off', '1', 0],
  ['parentbased_traceidratio', '0', 0],
  ['traceidratio', '1.0', 1],
])('OP6: sampled by %s, %s', async (sampler, share, count) => {
  const tracing = open({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share })
  const { traceId } = await request(tracing, {
    answer: async () => (await watchedBy(tracing)).read(() => Promise.resolve()),
  })
  expect((await told(tracing)).filter(({ kind }) => kind === 2)).toHaveLength(count)
  expect(collector.spans).toHaveLength(2 * count)
  expect(traceId !== undefined).toBe(count === 1)
})

describe('OP7: what is told', () => {
  it('a request by the pattern of its address, and its transactions below it', async () => {
    const tracing = open()
    const watched = await watchedBy(tracing)
    const { traceId } = await request(tracing, {
      route: '/find',
      answer: async () => {
        await watched.transaction(() => Promise.resolve())
        await watched.read(() => Promise.resolve())
        for (let n = 0; n < 3; n++) await watched.db.selectFrom('person').select('name').execute()
      },
    })
    await watched.db.selectFrom('person').select('name').execute()
    const spans = await told(tracing)
    const [asked, written, read] = ['GET /find', 'transaction', 'read'].map((name) => named(spans, name))
    expect(asked).toMatchObject({ traceId, kind: 2, parentId: '', isError: false })
    expect(asked!.attributes).toEqual({
      ...{ 'http.request.method': 'GET', 'http.route': '/find', 'http.response.status_code': 200 },
      ...{ 'concord.queries': 3, 'concord.queries_ms': expect.any(Number) as number },
    })
    for (const span of [written, read])
      expect(span).toMatchObject({ traceId, parentId: asked!.spanId, kind: 3, events: ['begun'] })
    expect(written!.attributes).toEqual({ 'db.system.name': watched.dialect === 'sqlite' ? 'sqlite' : 'postgresql' })
    expect(spans).toHaveLength(3)
  })

  it('that something failed by its kind, without what it says', async () => {
    const tracing = open()
    const watched = await watchedBy(tracing)
    const fail = (error: Error): Promise<unknown> => watched.transaction(() => Promise.reject(error)).catch(() => {})
    await request(tracing, {
      status: 500,
      answer: async () => {
        await fail(Object.assign(new Error(WORDS), { code: '23505' }))
        await fail(Object.assign(new Error('x'), { name: WORDS }))
        await fail(new TypeError(WORDS))
      },
    })
    const spans = await told(tracing)
    expect(spans.every(({ isError }) => isError)).toBe(true)
    expect(spans.flatMap(({ attributes }) => attributes['error.type'] ?? [])).toEqual(['23505', 'Error', 'TypeError'])
    expect(Buffer.concat(collector.raw).toString('utf8')).not.toMatch(/Ada|Lovelace|ada@/)
  })

  it('of turns of rooms one in a hundred, with the journal’s part, and each that is slow', async () => {
    const draws = Array.from({ length: 200 }, (_, n) => n / 200)
    let now = 0
    const tracing = open({}, { random: () => draws.shift()!, now: () => now })
    const done = { written: Promise.resolve(), durable: Promise.resolve(), stored: Promise.resolve() }
    const journal = tracing.watchJournal({ append: () => done })
    const entry = { documentId: 'd', seq: 1, authorId: null, partyId: null, hat: null, at: '', newClients: [] }
    const turn = (): Promise<unknown> =>
      tracing.turn('d', 3, () => journal.append([{ ...entry, bytes: Buffer.from(WORDS) }]).durable)
    for (let n = 0; n < 199; n++) await turn()
    await tracing.turn('slow', 1, () => Promise.resolve(void (now += SLOW_TURN_MS)))
    const spans = await told(tracing)
    expect(spans.filter(({ name }) => name === 'room turn').map(({ attributes }) => attributes)).toEqual([
      ...Array.from({ length: 2 }, () => ({ 'concord.document_id': 'd', 'concord.errands': 3 })),
      { 'concord.document_id': 'slow', 'concord.errands': 1 },
    ])
    const [first] = spans.filter(({ name }) => name === 'room turn')
    const append = named(spans, 'journal append')
    expect(append).toMatchObject({ traceId: first!.traceId, parentId: first!.spanId, events: ['written'] })
    expect(append.attributes).toEqual({ 'concord.entries': 1, 'concord.bytes': WORDS.length })
    expect(spans).toHaveLength(5)
    expect(Buffer.concat(collector.raw).toString('utf8')).not.toContain('Ada')
  })

  it('a turn that a request woke is not of that request, and what a turn fails with is thrown on', async () => {
    const tracing = open({}, { random: () => 0.5 })
    const watched = await watchedBy(tracing)
    const failure = new Error('x')
    await request(tracing, {
      answer: () =>
        tracing
          .turn('d', 1, () => watched.read(() => Promise.reject(failure)))
          .catch((error) => expect(error).toBe(failure)),
    })
    expect(await told(tracing)).toHaveLength(1)
  })

  it('what one node says is followed to where another hears it', async () => {
    const [here, there] = [open(), open({}, { random: () => 0.5 })]
    const watched = await watchedBy(there)
    const heard = Promise.withResolvers<unknown>()
    await request(here, {
      answer: async () => {
        await Promise.resolve()
        const { trace, done } = here.bus.publish(2)!
        there.bus.receive(trace, 2, () => heard.resolve(watched.read(() => Promise.resolve())))
        done()
      },
    })
    await heard.promise
    await told(here)
    const spans = await told(there)
    const [said, taken, read] = ['bus publish', 'bus receive', 'read'].map((name) => named(spans, name)!)
    expect([said!.kind, taken!.kind]).toEqual([4, 5])
    expect([taken!.parentId, read!.parentId]).toEqual([said!.spanId, taken!.spanId])
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  })

  it('of what nobody follows, nothing; what is no trace is heard all the same', () => {
    const tracing = open({}, { random: () => 0.5 })
    expect(tracing.bus.publish(1)).toBeNull()
    let count = 0
    for (const trace of ['', WORDS, `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`])
      tracing.bus.receive(trace, 1, () => void count++)
    expect(count).toBe(3)
  })

  const GIVEN = `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}`
  it.each([
    ['a proxy', true, `${GIVEN}-01`, 'ab'.repeat(16)],
    ['a proxy that does not follow it', true, `${GIVEN}-00`, undefined],
    ['a proxy that says nothing of use', true, WORDS, null],
    ['anybody', false, `${GIVEN}-00`, null],
  ])('a trace given by %s', async (_who, isBehindProxy, traceparent, expected) => {
    const tracing = open({}, { isBehindProxy })
    const { traceId } = await request(tracing, { headers: { traceparent } })
    if (expected === null) expect(traceId).toMatch(/^(?!abab)[0-9a-f]{32}$/)
    else expect(traceId).toBe(expected)
  })
})

describe('OP8: a collector that takes nothing', () => {
  it('is told of once in the log, with its return', async () => {
    const tracing = open({ OTEL_BSP_SCHEDULE_DELAY: '5' })
    collector.answer(400)
    for (let n = 0; n < 2; n++) await request(tracing, {})
    await expect.poll(() => said).toEqual(['the collector takes no traces; they are dropped'])
    await request(tracing, {})
    collector.answer(200)
    await expect
      .poll(async () => {
        await request(tracing, {})
        return said
      })
      .toEqual(['the collector takes no traces; they are dropped', 'the collector takes traces again'])
  })
  it('holds up no request, and a stop for two seconds at most', async () => {
    const { address } = collector
    await collector.close()
    const tracing = open({ OTEL_EXPORTER_OTLP_ENDPOINT: address })
    await request(tracing, {})
    const began = performance.now()
    await tracing.close()
    expect(performance.now() - began).toBeLessThan(4_000)
    collector = await startCollector()
  })
})
