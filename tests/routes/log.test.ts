/** OP3, OP7: a crawl of the demo by the public and by people of every role, with every line of the log, and every span of its traces, read afterwards. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../server/store/open.ts'
import { startCollector, type Collector } from '../support/collector.ts'
import { DEMO_PASSWORD, makeDataDir, startServer } from '../support/server-process.ts'
import { openDemo, type Demo } from '../support/stranger.ts'

let demo: Demo
let collector: Collector
beforeAll(async () => {
  collector = await startCollector()
  demo = await openDemo({
    ...{ LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: collector.address },
    ...{ OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_BSP_MAX_QUEUE_SIZE: '100000' },
  })
}, 120_000)
afterAll(async () => {
  await demo?.close()
  await collector?.close()
})

const MOST_PAGES = 60
/** What no log may have: typed by somebody, or sent along. */
const TYPED = 'zweifelsfrei'
const LINE_KEYS = [
  'level',
  'time',
  'msg',
  'requestId',
  'method',
  'route',
  'status',
  'ms',
  'isCutOff',
  'address',
  'traceId',
]
const SPAN = /^(?:transaction|read|room turn|journal append|(?:GET|POST)(?: \/[\w[\].=/()-]*)?)$/
const SPAN_KEYS = [
  ...['http.request.method', 'http.route', 'http.response.status_code', 'db.system.name', 'error.type'],
  ...[
    'concord.document_id',
    'concord.errands',
    'concord.entries',
    'concord.bytes',
    'concord.queries',
    'concord.queries_ms',
  ],
]

/** Follows links from `/` on, breadth first; answers how many pages were read. */
async function crawl(origin: string, token: string | null): Promise<number> {
  const headers = {
    ...(token === null ? {} : { cookie: `concord_session=${token}` }),
    ...{ accept: 'text/html', 'user-agent': TYPED, referer: `${origin}/find?q=${TYPED}` },
  }
  const seen = new Set(['/'])
  const waiting = ['/']
  let read = 0
  for (let path = waiting.shift(); path !== undefined && read < MOST_PAGES; path = waiting.shift()) {
    const response = await fetch(`${origin}${path}`, { headers, redirect: 'manual' })
    const html = await response.text()
    read++
    for (const [, found] of html.matchAll(/<a\s[^>]*href="(\/[^"#]*)/g)) {
      const link = found!.replaceAll('&amp;', '&')
      if (seen.has(link)) continue
      seen.add(link)
      waiting.push(link)
    }
  }
  return read
}

test('OP3: nor of a fault that nobody caught, which ends the process', async () => {
  const { dataDir, remove } = makeDataDir()
  // in two parts, since the stack has the address of this code
  const words = `'no room for "${TYPED.slice(0, 4)}' + '${TYPED.slice(4)}"'`
  const fault = `process.on('SIGUSR2', () => Promise.reject(new Error(${words})))`
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` }
  const server = await startServer({ entry: 'main', dataDir, env })
  const { code } = await server.stop('SIGUSR2')
  remove()
  expect(code).toBe(1)
  expect(server.output()).toContain('a fault that nobody caught')
  expect(server.output()).not.toContain(TYPED)
}, 60_000)

/** Four words in a row, so that no word of the log's own is taken for one of a text. */
function phrases(text: string): string[] {
  const words = text.split(/\s+/)
  return words.slice(3).map((_, at) => words.slice(at, at + 4).join(' '))
}

test('OP3, OP7: no name, no address, no words, no secret', async () => {
  const { origin, dataDir, output } = demo.server
  const tokens = await Promise.all(['secretariat', 'drafter-01', 'head-01', 'auditor', 'admin'].map(demo.tokenOf))
  for (const token of [null, ...tokens]) expect(await crawl(origin, token)).toBeGreaterThan(10)

  const secretariat = await demo.as('secretariat')
  const post = (path: string, body: string, type = 'application/json', token = tokens[0]!): Promise<Response> =>
    fetch(`${origin}${path}`, {
      ...{ method: 'POST', body, redirect: 'manual' },
      headers: { 'content-type': type, origin, cookie: `concord_session=${token}` },
    })
  // refused, not understood, not there, not allowed
  await post('/api/v1/sessions', JSON.stringify({ email: `${TYPED}@example.org`, password: TYPED }))
  await post('/sign-in', `email=${TYPED}%40example.org&password=${TYPED}`, 'application/x-www-form-urlencoded')
  await post('/api/v1/charters', `{"title": ${TYPED}`)
  await post('/api/v1/charters', JSON.stringify({ title: TYPED, slug: TYPED }))
  for (const path of [`/find?q=${TYPED}`, `/${TYPED}`, `/invite/${TYPED}`, `/password/${TYPED}`, `/%00${TYPED}`])
    await fetch(`${origin}${path}`, { headers: { cookie: `concord_session=${tokens[1]!}` } })
  const { body } = await secretariat('GET', '/charters')
  const { slug } = (body as { items: { slug: string }[] }).items[0]!
  expect((await secretariat('GET', `/charters/${slug}`)).status).toBe(200)

  const store = await openStore({ dataDir, databaseUrl: null, isAlongside: true })
  const [people, parties, versions] = await Promise.all([
    store.db.selectFrom('person').select(['name', 'email', 'id']).execute(),
    store.db.selectFrom('party').select('name').execute(),
    store.db.selectFrom('version').select('canonical').execute(),
  ])
  await store.close()
  const texts = versions.flatMap(({ canonical }) =>
    [
      ...Buffer.from(canonical)
        .toString('utf8')
        .matchAll(/"((?:[^"\\]|\\.){20,})"/g),
    ].flatMap(([, text]) => phrases(text!)),
  )
  expect(texts.length).toBeGreaterThan(1_000)
  const secrets = [TYPED, DEMO_PASSWORD, join(dataDir, 'demo-password'), ...tokens]
  const names = [...people.flatMap(({ name, email }) => [name, email]), ...parties.map(({ name }) => name)]

  // before it, the demo says itself who may sign in
  const log = output().split('Ctrl+C ends')[1]!
  const lines = log.split('\n').filter((line) => line.startsWith('{'))
  expect(lines.length).toBeGreaterThan(200)
  expect([...secrets, ...names, ...texts].filter((words) => log.includes(words))).toEqual([])
  // and nothing that is not known to be without them
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(parsed.filter((line) => Object.keys(line).some((key) => !LINE_KEYS.includes(key)))).toEqual([])
  const routes = new Set(parsed.map(({ route }) => route))
  expect(routes.size).toBeGreaterThan(15)
  expect([...routes].filter((route) => typeof route === 'string' && !/^\/[\w[\].=/()-]*$/.test(route))).toEqual([])

  // every request that has a line is in a trace, and in all that was told of them is nothing more
  const traced = parsed.flatMap(({ traceId }) => (typeof traceId === 'string' ? [traceId] : []))
  expect(traced.length).toBe(parsed.filter(({ msg }) => msg === 'request').length)
  const missing = (): number => {
    const known = new Set(collector.spans.map(({ traceId }) => traceId))
    return traced.filter((traceId) => !known.has(traceId)).length
  }
  await expect.poll(missing, { timeout: 10_000 }).toBe(0)
  const told = Buffer.concat(collector.raw).toString('utf8')
  expect([...secrets, ...names, ...texts].filter((words) => told.includes(words))).toEqual([])
  expect([...new Set(collector.spans.map(({ name }) => name))].filter((name) => !SPAN.test(name))).toEqual([])
  const keys = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)))
  expect([...keys].filter((key) => !SPAN_KEYS.includes(key))).toEqual([])
  expect(collector.spans.filter(({ name }) => name === 'read').length).toBeGreaterThan(20)
}, 240_000)
