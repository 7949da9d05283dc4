// Over 250 lines: one server, asked in every way that a crowd or somebody malicious asks.
/** The front over http, before pages that say what they were asked and how often. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { Given } from '../../../src/lib/domain/public-page.ts'
import { makeKeptAnswers, type Made } from '../../../server/front/kept-answers.ts'
import { makeFront } from '../../../server/front/front.ts'
import { CHECK_MS, makePublicMark, type Act } from '../../../server/front/public-mark.ts'

const FINGERPRINT = 'a'.repeat(64)
const LONG = 'word '.repeat(1_000)
let server: Server | null = null
afterEach(() => new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve()))))

interface House {
  at: string
  /** Times that the pages were asked. */
  made(): number
  record: Act[]
  clock: { ms: number }
  mark: ReturnType<typeof makePublicMark>
}

/** `pages`: default: each says its number, its address and the headers that it was asked with. */
async function open(
  pages?: RequestListener,
  { mostBytes, ask }: { mostBytes?: number; ask?: () => Promise<void> } = {},
): Promise<House> {
  let made = 0
  const record: Act[] = [{ seq: 1, act: 'charter.created' }]
  const clock = { ms: 1_000_000 }
  const mark = makePublicMark(
    {
      actsAfter: async (seq, limit) => {
        await ask?.()
        return record.filter((one) => one.seq > seq).slice(0, limit)
      },
      end: async () => {
        await ask?.()
        return record.at(-1)!.seq
      },
    },
    () => clock.ms,
  )
  const counted: RequestListener = (request, response) => {
    made++
    if (pages) return pages(request, response)
    response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'private, no-cache' })
    response.write(`${made} ${request.url} ${JSON.stringify(request.headers)}`)
    response.end(LONG)
  }
  const front = makeFront({
    pages: counted,
    mark,
    ownHost: 'charter.example',
    now: () => clock.ms,
    ...(mostBytes === undefined ? {} : { mostBytes }),
  })
  server = createServer(front)
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, made: () => made, record, clock, mark }
}
const ask = async (url: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await fetch(url, { method, headers, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

it('CW2, CW5: a page is made once for all who ask at once, of nothing that the first of them said', async () => {
  const { at, made } = await open()
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      ask(`${at}/charter?utm=${i}`, { 'x-forwarded-host': 'evil.example', 'x-evil': String(i), cookie: `other=${i}` }),
    ),
  )
  expect(new Set(all.map(({ text }) => text)).size).toBe(1)
  expect(made()).toBe(1)
  expect(all[0]!.text).not.toMatch(/evil|utm|other/)
  expect(all[0]!.text).toContain('"host":"charter.example"')
  expect(all[0]!.headers.get('cache-control')).toBe('public, no-cache')
  expect(all[0]!.headers.get('vary')).toBe('Accept-Encoding, Accept-Language, Authorization, Cookie, Save-Data')
})

it('CW1: whoever has a session is neither shown what was kept nor kept for others', async () => {
  const { at, made } = await open()
  const cookie = { cookie: 'concord_session=mine' }
  const first = await ask(`${at}/charter`, cookie)
  const public1 = await ask(`${at}/charter`)
  const second = await ask(`${at}/charter`, cookie)
  const public2 = await ask(`${at}/charter`)
  expect(public1.text).not.toContain('mine')
  expect(public2.text).toBe(public1.text)
  expect([first.text, second.text].every((text) => text.includes('mine'))).toBe(true)
  expect(second.headers.get('cache-control')).toBe('private, no-cache')
  expect(made()).toBe(3)
  await ask(`${at}/charter`, { authorization: 'Bearer x' })
  await ask(`${at}/charter`, {}, 'POST')
  expect(made()).toBe(5)
})

it('CW4: kept while nothing public happened; within a second after it did, made anew; ten seconds at most', async () => {
  const { at, made, record, clock } = await open()
  await ask(`${at}/charter`)
  clock.ms += CHECK_MS + 1
  record.push({ seq: 2, act: 'comment.made' }, { seq: 3, act: 'article.status-set' })
  await ask(`${at}/charter`)
  expect(made()).toBe(1)
  record.push({ seq: 4, act: 'version.withdrawn' })
  await ask(`${at}/charter`)
  expect(made()).toBe(1)
  clock.ms += CHECK_MS + 1
  expect((await ask(`${at}/charter`)).text).toMatch(/^2 /)
  clock.ms += 9_900
  await ask(`${at}/charter`)
  expect(made()).toBe(2)
  clock.ms += 101
  await ask(`${at}/charter`)
  expect(made()).toBe(3)
})

it('CW4: told of a publication it asks at once, and does not believe who asked before', async () => {
  let answer: () => void = () => {}
  let isSlow = false
  const { at, made, record, mark, clock } = await open(undefined, {
    ask: () => (isSlow ? new Promise<void>((resolve) => (answer = resolve)) : Promise.resolve()),
  })
  await ask(`${at}/charter`)
  record.push({ seq: 2, act: 'version.published' })
  mark.doubt()
  expect((await ask(`${at}/charter`)).text).toMatch(/^2 /)
  clock.ms += CHECK_MS
  isSlow = true
  const early = mark.now() as Promise<number>
  const letEarly = answer
  record.push({ seq: 3, act: 'version.published' })
  mark.doubt()
  isSlow = false
  expect(await mark.now()).toBe(3)
  letEarly()
  await early
  expect((await ask(`${at}/charter`)).text).toMatch(/^3 /)
  expect(made()).toBe(3)
})

it('CW4: a page that was being made while something was published is not what comes next', async () => {
  const waiting: (() => void)[] = []
  const { at, record, mark, made } = await open((request, response) => {
    const words = `v${record.length}`
    waiting.push(() => response.writeHead(200, { 'content-type': 'text/html' }).end(words))
  })
  const early = ask(`${at}/charter`)
  await expect.poll(() => waiting.length).toBe(1)
  record.push({ seq: 2, act: 'version.published' })
  mark.doubt()
  const late = ask(`${at}/charter`)
  await expect.poll(() => waiting.length).toBe(2)
  waiting[1]!()
  expect((await late).text).toBe('v2')
  waiting[0]!()
  expect((await early).text).toBe('v1')
  expect((await ask(`${at}/charter`)).text).toBe('v2')
  expect(made()).toBe(2)
})

it('CW5: where the record cannot be asked, nothing that was kept is shown', async () => {
  let isBroken = false
  const { at, made, clock } = await open(undefined, {
    ask: () => (isBroken ? Promise.reject(new Error('no database')) : Promise.resolve()),
  })
  await ask(`${at}/charter`)
  isBroken = true
  clock.ms += CHECK_MS
  expect((await ask(`${at}/charter`)).text).toMatch(/^2 /)
  expect((await ask(`${at}/charter`)).text).toMatch(/^3 /)
  isBroken = false
  expect((await ask(`${at}/charter`)).text).toMatch(/^1 /)
  expect(made()).toBe(3)
})

it('CW5: only so many bytes are kept, and those that were asked for last', async () => {
  const { at, made } = await open(undefined, { mostBytes: 30_000 })
  for (let n = 1; n <= 3; n++) await ask(`${at}/charter/v/${n}`)
  await ask(`${at}/charter/v/1`)
  expect(made()).toBe(3)
  for (let n = 4; n <= 5; n++) {
    await ask(`${at}/charter/v/${n}`)
    await ask(`${at}/charter/v/1`)
  }
  expect(made()).toBe(5)
  await ask(`${at}/charter/v/2`)
  expect(made()).toBe(6)
})

it('CW5: what is asked for and the heads of an answer count among the bytes', async () => {
  const kept = makeKeptAnswers(1_000_000, () => 0)
  const made = (headers: Given['headers']) => async () => ({ status: 200, headers, body: Buffer.alloc(1), route: null })
  await kept.get('short', 1, made({}))
  const least = kept.bytes()
  await kept.get('k'.repeat(1_005), 1, made({}))
  expect(kept.bytes() - 2 * least).toBe(2_000)
  const before = kept.bytes()
  await kept.get('heads', 1, made({ link: 'l'.repeat(1_000) }))
  expect(kept.bytes() - before - least).toBeGreaterThan(2_000)
})

it('CW5: of two that were made for the same mark the one that was begun last is kept', async () => {
  let ms = 0
  const kept = makeKeptAnswers(1_000_000, () => ms)
  const say: ((words: string) => void)[] = []
  const make = () =>
    new Promise<Made>((resolve) =>
      say.push((words) => resolve({ status: 200, headers: {}, body: Buffer.from(words), route: null })),
    )
  const first = kept.get('page', 1, make)
  // too late to wait for the first
  ms += 900
  const second = kept.get('page', 1, make)
  say[1]!('new')
  expect((await second)!.body.toString()).toBe('new')
  say[0]!('old')
  expect((await first)!.body.toString()).toBe('old')
  expect((await kept.get('page', 1, make))!.body.toString()).toBe('new')
})

it('CW3: a fault is made once for all who waited for that page, and shown to nobody later', async () => {
  const waiting: (() => void)[] = []
  const { at, made } = await open((_request, response) => {
    const n = waiting.length
    waiting.push(() =>
      n === 0
        ? response.writeHead(500, { 'content-type': 'text/html', etag: '"x"' }).end(`fault ${LONG}`)
        : response.writeHead(200, { 'content-type': 'text/html' }).end('page'),
    )
  })
  let arrived = 0
  server!.on('request', () => arrived++)
  const all = Array.from({ length: 20 }, () => ask(`${at}/charter`))
  await expect.poll(() => arrived).toBe(20)
  waiting[0]!()
  for (const { status, text, headers } of await Promise.all(all)) {
    expect([status, text]).toEqual([500, `fault ${LONG}`])
    expect(headers.get('cache-control')).toBe('no-store')
  }
  expect(made()).toBe(1)
  const later = ask(`${at}/charter`)
  await expect.poll(() => waiting.length).toBe(2)
  waiting[1]!()
  expect(await later).toMatchObject({ status: 200, text: 'page' })
})

it('CW3: what is for one alone is not made for nobody first, once that is known', async () => {
  const { at, made, clock } = await open((_request, response) =>
    response.writeHead(200, { 'set-cookie': 'concord_session=mine' }).end('mine'),
  )
  await ask(`${at}/charter`)
  expect(made()).toBe(2)
  for (let i = 0; i < 5; i++) await ask(`${at}/charter`)
  expect(made()).toBe(7)
  clock.ms += 10_001
  await ask(`${at}/charter`)
  expect(made()).toBe(9)
})

it.each([
  ['a fault with a cookie', 500, { 'set-cookie': 'concord_session=mine' }],
  ['a cookie', 200, { 'set-cookie': 'concord_session=mine' }],
  ['a script of one page alone', 200, { 'content-security-policy': "script-src 'nonce-x'" }],
])('CW3: %s is shown to nobody else', async (_, status, headers) => {
  let n = 0
  const { at } = await open((_request, response) => response.writeHead(status, headers).end(String(++n)))
  const all = await Promise.all([ask(`${at}/charter`), ask(`${at}/charter`), ask(`${at}/charter`)])
  expect(new Set(all.map(({ text }) => text)).size).toBe(3)
  expect(all.every((one) => one.status === status)).toBe(true)
})

it('CW6: in each coding, with a validator for it; whoever has it is told so without a page being made', async () => {
  const { at, made } = await open()
  const plain = await ask(`${at}/charter`, { 'accept-encoding': 'identity' })
  const tags = [plain.headers.get('etag')!]
  for (const [accepted, coding] of [
    ['gzip, br', 'br'],
    ['gzip', 'gzip'],
  ] as const) {
    const coded = await ask(`${at}/charter`, { 'accept-encoding': accepted })
    expect(coded.headers.get('content-encoding')).toBe(coding)
    expect(Number(coded.headers.get('content-length'))).toBeLessThan(plain.text.length / 4)
    expect(coded.text).toBe(plain.text)
    tags.push(coded.headers.get('etag')!)
  }
  expect(new Set(tags).size).toBe(3)
  for (const tag of tags) {
    const known = await ask(`${at}/charter`, { 'if-none-match': tag })
    expect(known).toMatchObject({ status: 304, text: '' })
    expect(known.headers.get('etag')).not.toBeNull()
    expect(known.headers.get('vary')).toContain('Cookie')
  }
  const head = await ask(`${at}/charter`, { 'accept-encoding': 'identity' }, 'HEAD')
  expect(head).toMatchObject({ status: 200, text: '' })
  expect(head.headers.get('content-length')).toBe(String(plain.text.length))
  expect(made()).toBe(1)
})

it('CW6: a redirection is kept as one; bytes that never change keep their own word of it', async () => {
  const { at, made } = await open((request, response) =>
    request.url === '/charter'
      ? response.writeHead(307, { location: '/charter/v/1' }).end()
      : response
          .writeHead(200, {
            'content-type': 'application/json',
            etag: `"${FINGERPRINT}"`,
            'cache-control': 'public, max-age=31536000, immutable',
          })
          .end('{}'),
  )
  for (let i = 0; i < 2; i++) {
    const onTo = await ask(`${at}/charter`, { 'if-none-match': '*' })
    expect([onTo.status, onTo.headers.get('location')]).toEqual([307, '/charter/v/1'])
    const bytes = await ask(`${at}/charter/v/1/canonical.json?charter=a`)
    expect([bytes.headers.get('etag'), bytes.headers.get('cache-control')]).toEqual([
      `"${FINGERPRINT}"`,
      'public, max-age=31536000, immutable',
    ])
  }
  expect(made()).toBe(2)
})
