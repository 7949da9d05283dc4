// Over 250 lines: all that is asked of a real Redis.
/** The bus over a real Redis: what is said is heard by the others alone; what is said while it is away is lost, and its return is told. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createConnection, createServer, type AddressInfo } from 'node:net'
import { createClient } from '@redis/client'
import type { Bus, BusMessage } from '../../server/bus/bus.ts'
import { openRedisBus } from '../../server/bus/redis-bus.ts'
import { makeMetrics } from '../../server/metrics.ts'
import { readConfig } from '../../server/config.ts'
import { examineRedis } from '../../server/operation/doctor-network.ts'
import { makeAttempts } from '../../server/auth/attempts.ts'
import type { BusTracing } from '../../server/tracing.ts'
import { startRedis, type RedisServer } from '../support/redis.ts'

let redis: RedisServer
let buses: Bus[]
let said: string[]
const log = { warn: (_: object, message: string) => void said.push(message), info: () => {} }
const open = async (nodeId: string): Promise<Bus> => {
  const bus = await openRedisBus({ url: redis.url, nodeId, log })
  buses.push(bus)
  return bus
}
const written = (seq: number): BusMessage => ({ kind: 'written', documentId: 'd', seq })
/** What a bus hears, and when so many were heard. */
function hears(bus: Bus): { heard: BusMessage[]; until(count: number): Promise<void> } {
  const heard: BusMessage[] = []
  let check = (): void => {}
  bus.listen((message) => {
    heard.push(message)
    check()
  })
  return {
    heard,
    until: (count) =>
      new Promise((resolve) => {
        check = () => heard.length >= count && resolve()
        check()
      }),
  }
}
const returnOf = (bus: Bus): Promise<void> => new Promise((resolve) => bus.listenToReturns(resolve))

beforeEach(async () => {
  said = []
  buses = []
  redis = await startRedis()
})
afterEach(async () => {
  for (const bus of buses) await bus.close()
  await redis.stop()
})

it('ND7: what a node says the others hear, in order, and it itself does not', async () => {
  const [a, b, c] = [await open('a'), await open('b'), await open('c')]
  const [own, other, third] = [hears(a), hears(b), hears(c)]
  for (let seq = 1; seq <= 100; seq++) a.say(written(seq))
  b.say({ kind: 'event', event: { kind: 'comment-changed', articleId: 'x', commentId: 'y' } })
  await Promise.all([other.until(100), third.until(101), own.until(1)])
  expect(other.heard).toEqual(Array.from({ length: 100 }, (_, i) => written(i + 1)))
  expect(own.heard).toEqual([{ kind: 'event', event: { kind: 'comment-changed', articleId: 'x', commentId: 'y' } }])
})

it('ND7: Redis dies and comes back: it is told once, what was said meanwhile is lost, and what is said later is heard', async () => {
  const [a, b] = [await open('a'), await open('b')]
  const other = hears(b)
  a.say(written(1))
  await other.until(1)
  await redis.stop()
  a.say(written(2))
  const back = [returnOf(a), returnOf(b)]
  await redis.start()
  await Promise.all(back)
  expect([a.isUp, b.isUp]).toEqual([true, true])
  a.say(written(3))
  await other.until(2)
  expect(other.heard).toEqual([written(1), written(3)])
  expect(said).toHaveLength(2)
})

it('ND9: failed sign-ins are counted by all nodes together, and by each for itself while Redis is away', async () => {
  const [a, b] = await Promise.all(['a', 'b'].map((id) => openRedisBus({ url: redis.url, nodeId: id, log })))
  buses.push(a!, b!)
  const [one, two] = [a!, b!].map(({ client }) => makeAttempts(2, new Uint8Array(32), client))
  expect(await one!.take('account', '192.0.2.1')).toBeNull()
  expect(await two!.take('account', '192.0.2.1')).toBeNull()
  expect(await one!.take('account', '192.0.2.1')).toBeGreaterThan(0)
  await two!.giveBack('account', '192.0.2.1')
  expect(await one!.take('account', '192.0.2.1')).toBeNull()
  await redis.stop()
  expect(await one!.take('other', '192.0.2.1')).toBeNull()
  expect(await one!.take('other', '192.0.2.1')).toBeNull()
  expect(await one!.take('other', '192.0.2.1')).toBeGreaterThan(0)
})

it('ND7: what no node of this version says ends nothing, and is passed over', async () => {
  const [a, b] = [await open('a'), await open('b')]
  const other = hears(b)
  const stranger = createClient({ url: redis.url })
  await stranger.connect()
  const guest = { id: 'g', documentId: 'd', carets: [], place: { articleId: 'x', charterId: 'c', lang: 'en' } }
  const messages = [
    ...[null, 7, 'who', {}, { kind: 'later' }, { kind: 'written', documentId: 'd', seq: 'x' }, { kind: 'roll' }],
    ...[{ kind: 'event' }, { kind: 'event', event: {} }, { kind: 'left' }, { kind: 'roll', guests: [guest] }],
    ...[{ kind: 'guest', guest: { ...guest, person: { id: 'p', name: 'P' } } }],
    ...[-1, 0.5, 2 ** 32, '4'].map((client) => ({ kind: 'caret', id: 'g', client })),
  ]
  for (const text of ['not json', 'null', '[]', '{"from":"x"}', JSON.stringify({ from: 'x', messages })])
    await stranger.publish('concord', text)
  stranger.destroy()
  a.say(written(1))
  await other.until(1)
  expect(other.heard).toEqual([written(1)])
})

it('ND7: a Redis that hangs is away, and back when it goes on', async () => {
  const [a, b] = [await open('a'), await open('b')]
  const other = hears(b)
  process.kill(redis.pid, 'SIGSTOP')
  a.say(written(1))
  while (a.isUp || b.isUp) await new Promise(setImmediate)
  expect(said).toHaveLength(2)
  const back = [returnOf(a), returnOf(b)]
  process.kill(redis.pid, 'SIGCONT')
  await Promise.all(back)
  a.say(written(2))
  while (!other.heard.some((message) => message.kind === 'written' && message.seq === 2))
    await new Promise(setImmediate)
}, 60_000)

it('ND7: a node starts without Redis, and hears the others once it is there', async () => {
  await redis.stop()
  const [a, b] = [await open('a'), await open('b')]
  expect(a.isUp).toBe(false)
  a.say(written(1))
  const [other, back] = [hears(b), [returnOf(a), returnOf(b)]]
  await redis.start()
  await Promise.all(back)
  a.say(written(2))
  await other.until(1)
  expect(other.heard).toEqual([written(2)])
})

it('MT3: what is said, heard, told to nobody and lost is counted, with the time that Redis takes and its returns', async () => {
  const metrics = makeMetrics()
  const watched = await openRedisBus({ url: redis.url, nodeId: 'a', log, watch: metrics.countBus() })
  buses.push(watched)
  metrics.watchBus(watched, () => ({ entriesOfOthers: 7 }))
  const count = async (name: string): Promise<number> =>
    Number(
      (await metrics.scrape()).text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    )
  const b = await open('b')
  const [own, other] = [hears(watched), hears(b)]
  watched.say(written(1))
  watched.say(written(2))
  await other.until(2)
  b.say(written(3))
  await own.until(1)
  expect(await count('concord_bus_said_total{kind="written"}')).toBe(2)
  expect(await count('concord_bus_heard_total{kind="written"}')).toBe(1)
  // two that were said at once are one letter
  await expect.poll(() => count('concord_bus_round_seconds_count')).toBe(1)
  expect(await count('concord_others_entries_total')).toBe(7)
  expect(await count('concord_bus_up')).toBe(1)

  const stranger = createClient({ url: redis.url })
  await stranger.connect()
  for (const number of [4, 9])
    await stranger.publish('concord', JSON.stringify({ from: 'c', number, messages: [written(number)] }))
  stranger.destroy()
  await own.until(3)
  expect(await count('concord_bus_lost_total')).toBe(4)

  await redis.stop()
  await expect.poll(() => watched.isUp).toBe(false)
  watched.say(written(4))
  await expect.poll(() => count('concord_bus_unsaid_total')).toBe(1)
  expect(await count('concord_bus_up')).toBe(0)
  const back = returnOf(watched)
  await redis.start()
  await back
  expect(await count('concord_bus_returns_total')).toBe(1)
})

it('ND7: a Redis that dies when a node begins to listen is listened to when it is back', async () => {
  let hasDied = false
  const between = createServer((node) => {
    const there = createConnection(Number(new URL(redis.url).port), '127.0.0.1')
    const cut = (): void => [node, there].forEach((one) => one.destroy())
    for (const one of [node, there]) one.on('error', cut).on('close', cut)
    there.pipe(node)
    node.on('data', (asked: Buffer) => {
      if (hasDied || !asked.toString().includes('subscribe')) return there.write(asked)
      hasDied = true
      return cut()
    })
  })
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  const { port } = between.address() as AddressInfo
  const late = await openRedisBus({ url: `redis://127.0.0.1:${port}`, nodeId: 'late', log })
  buses.push(late)
  const other = hears(late)
  const early = await open('early')
  while (!late.isUp) await new Promise(setImmediate)
  early.say(written(1))
  await other.until(1)
  expect([hasDied, other.heard]).toEqual([true, [written(1)]])
  between.close()
})

it('OP7: what is said takes its trace along, to whoever tells traces and past whoever does not', async () => {
  const heard: string[] = []
  const ended = Promise.withResolvers<void>()
  const tracing = (trace: string | null): BusTracing => ({
    publish: (messages) => (trace === null ? null : { trace: `${trace} of ${messages}`, done: ended.resolve }),
    receive(given, messages, hear) {
      heard.push(`${given}, ${messages} heard`)
      hear()
    },
  })
  const [a, b] = await Promise.all(
    [tracing('a trace'), tracing(null)].map((one, n) =>
      openRedisBus({ url: redis.url, nodeId: String(n), log, tracing: one }),
    ),
  )
  const c = await open('c')
  buses.push(a!, b!)
  const [first, other, third] = [hears(a!), hears(b!), hears(c)]
  a!.say(written(1))
  a!.say(written(2))
  await Promise.all([other.until(2), third.until(2), ended.promise])
  b!.say(written(3))
  await first.until(1)
  expect(heard).toEqual(['a trace of 2, 2 heard'])
})

it('OP5: doctor asks Redis itself, with the password that it is given', async () => {
  const said = async (redisUrl: string): Promise<string> => {
    const found = await examineRedis(readConfig({ DATABASE_URL: 'postgres://x/y', REDIS_URL: redisUrl }))
    return found.map(({ level, what }) => `${level}: ${what}`).join()
  }
  expect(await said(redis.url)).toBe('fine: Redis answers')
  const client = createClient({ url: redis.url })
  await client.connect()
  await client.configSet('requirepass', 'a-long-password')
  client.destroy()
  expect(await said(redis.url)).toMatch(/^wrong: REDIS_URL cannot be used: NOAUTH/)
  expect(await said(redis.url.replace('//', '//:another@'))).toMatch(/^wrong: REDIS_URL cannot be used: WRONGPASS/)
  expect(await said(redis.url.replace('//', '//:a-long-password@'))).toBe('fine: Redis answers')
})
