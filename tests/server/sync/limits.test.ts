// Over 250 lines: every way of not being let in, beside the counts that it leaves.
/** Who may not come in, or not stay, and what they are told: sockets turned away, upgrades that take too long, frames that cannot be read. */
import { EventEmitter } from 'node:events'
import { connect } from 'node:net'
import type { IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as decoding from 'lib0/decoding'
import { WebSocket } from 'ws'
import { SYNC_LIMITS } from '../../../src/lib/domain/limits.ts'
import { MESSAGE } from '../../../src/lib/domain/sync.ts'
import { Refusals } from '../../../server/sync/refusals.ts'
import { Socket, type SocketParts } from '../../../server/sync/socket.ts'
import { Tally } from '../../../server/sync/tally.ts'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { unframe } from '../../support/unframe.ts'
import { BareClient, type BareOptions } from '../../support/sync-client.ts'
import { DOCUMENT, mayEdit, mayRead, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import type { DocumentAccess } from '../../../server/sync/ports.ts'
import type { Room } from '../../../server/sync/room.ts'
import type { Actor } from '../../../src/lib/domain/actor.ts'

let clock: FakeClock
let house: SyncHouse
beforeEach(async () => {
  clock = fakeClock()
  house = await openSyncHouse({ clock, limits: { refusedSockets: 2, waitingUpgrades: 3, fragments: 4 } })
})
afterEach(async () => {
  await house.close()
})

const client = (options: BareOptions): BareClient => new BareClient(house.address, DOCUMENT, options)
const page = (person: string): BareOptions => ({
  headers: { cookie: `concord_session=${person}`, origin: house.origin },
})
async function ended(one: BareClient): Promise<string | number> {
  await one.until(() => one.closed !== null || one.of('step1').length > 0)
  if (one.closed === null) return 'open'
  return one.status ?? `${one.closed.code} ${one.closed.reason}`
}
/** Turns of the event loop until it is so; for what no frame tells. */
async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}
const BAD = new Uint8Array([77])

describe('SY16: whose frames are refused again and again', () => {
  async function refused(): Promise<void> {
    const one = client({ token: 'drafter-1' })
    await one.until(one.isOpen)
    one.send(BAD)
    await one.until(() => one.closed !== null)
    expect(one.closed).toEqual({ code: 4400, reason: 'unknown-message' })
  }
  it('is not let in for a while, and then is; others come and go', async () => {
    await refused()
    clock.advance(1_000)
    await refused()
    const loads = house.loads
    expect(await ended(client({ token: 'drafter-1' }))).toBe('1013 too-many-refusals')
    expect(await ended(client(page('drafter-1')))).toBe('1013 too-many-refusals')
    expect(house.loads).toBe(loads)
    const other = client({ token: 'drafter-2' })
    expect(await ended(other)).toBe('open')
    await other.close()
    expect(house.sync.stats().turnedAway).toEqual({ 'too-many-refusals': 2 })
    clock.advance(SYNC_LIMITS.refusedMs - 1_001)
    expect(await ended(client({ token: 'drafter-1' }))).toBe('1013 too-many-refusals')
    clock.advance(1)
    const again = client({ token: 'drafter-1' })
    expect(await ended(again)).toBe('open')
    await again.close()
  })
  it('what cannot even be read counts as well', async () => {
    const limited = await openSyncHouse({ limits: { refusedSockets: 1, fragments: 4 } })
    const one = new BareClient(limited.address, DOCUMENT, { token: 'drafter-1' })
    await one.until(one.isOpen)
    for (let i = 0; i < 6; i++) one.ws.send(new Uint8Array(1), { fin: false })
    await one.until(() => one.closed !== null)
    // not 1008 or 1009, after which clients come back with the same
    expect(one.closed).toEqual({ code: 4400, reason: 'too-large' })
    const two = new BareClient(limited.address, DOCUMENT, { token: 'drafter-1' })
    expect(await ended(two)).toBe('1013 too-many-refusals')
    expect(limited.sync.stats().updates).toEqual({ 'too-large': 1 })
    await limited.close()
  })
  it('remembers only whom it must', () => {
    const refusals = new Refusals({ refusedSockets: 3, refusedMs: 1_000 })
    for (let i = 0; i < 100; i++) refusals.note('a', i)
    refusals.note('b', 500)
    expect([refusals.isResting('a', 1_096), refusals.isResting('a', 1_097)]).toEqual([true, false])
    expect(refusals.isResting('b', 500)).toBe(false)
    refusals.sweep(1_099)
    expect(refusals.size).toBe(1)
    refusals.sweep(1_500)
    expect(refusals.size).toBe(0)
  })
})

describe('SY17: an article that is nearly full', () => {
  /** What a socket of somebody says while the text has these sizes. */
  async function told(access: DocumentAccess, notices: boolean, sizes: number[]): Promise<string[]> {
    const written: Buffer[] = []
    const ws = Object.assign(new EventEmitter(), { readyState: WebSocket.OPEN })
    const stream = { writableLength: 0, cork() {}, uncork() {}, write: (bytes: Buffer) => written.push(bytes) }
    const room = { enter() {}, leave() {} }
    const wishes = {
      acknowledgements: false,
      rights: false,
      people: false,
      notices,
      standing: false,
      hats: false,
      deflated: false,
    }
    const rest = { as: null, clients: [], wishes }
    const actor: Actor = {
      ...{ id: 'a', name: 'A', email: 'a@concord.example', party: null, partyId: null, roles: [] },
      ...{ sessionId: 's', confirmedAt: null },
    }
    const socket = new Socket(
      ws as unknown as WebSocket,
      stream as unknown as Duplex,
      room as unknown as Room,
      { documentId: DOCUMENT, token: 't', actor, access, ...rest },
      { clock, limits: SYNC_LIMITS } as unknown as SocketParts,
    )
    for (const size of sizes) socket.tellSize(size)
    // what is said in one moment is written when it is over
    await Promise.resolve()
    return written.flatMap(unframe).map((frame) => {
      const decoder = decoding.createDecoder(frame)
      expect(decoding.readVarUint(decoder)).toBe(MESSAGE.notice)
      return decoding.readVarString(decoder)
    })
  }
  const mib = SYNC_LIMITS.articleBytes / 4
  const sizes = [mib, 3 * mib - 1, 3 * mib, 3 * mib + 1, 3.5 * mib, 2 * mib, 1]
  it('is told to who may write and asked for it, once for each percent, and when it no longer is', async () => {
    expect(await told(mayEdit, true, sizes)).toEqual(
      [75, 87, 0].map((percent) => JSON.stringify({ kind: 'article-nearly-full', percent })),
    )
    expect(await told(mayEdit, false, sizes)).toEqual([])
    expect(await told(mayRead, true, sizes)).toEqual([])
  })
})

describe('SY18: who is not let in costs little', () => {
  /** An upgrade by hand: what the server does with its line is looked at. */
  function upgrade(token: string): Duplex & { said: string } {
    const line = Object.assign(
      new Duplex({
        read() {},
        write(bytes: Buffer, _encoding, done) {
          line.said += bytes.toString('latin1')
          done()
        },
      }),
      { said: '' },
    )
    const headers = {
      ...{
        host: 'x',
        origin: 'http://x',
        connection: 'Upgrade',
        upgrade: 'websocket',
        cookie: `concord_session=${token}`,
      },
      ...{ 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version': '13' },
    }
    const request = { method: 'GET', url: `/sync/${DOCUMENT}`, headers, socket: line } as unknown as IncomingMessage
    house.sync.handleUpgrade(request, line, Buffer.alloc(0))
    return line
  }
  it('an upgrade that is not decided in time is cut off; more than so many do not wait', async () => {
    let answer: (value: typeof mayRead) => void = () => {}
    const asked = new Promise<typeof mayRead>((resolve) => (answer = resolve))
    house.access.get = () => asked as unknown as typeof mayRead
    const waiting = ['drafter-1', 'drafter-2', 'drafter-3'].map(upgrade)
    expect(house.sync.stats().waitingUpgrades).toBe(3)
    const late = upgrade('drafter-4')
    await eventually(() => late.destroyed)
    expect(late.said).toMatch(/^HTTP\/1.1 503 /)
    clock.advance(SYNC_LIMITS.upgradeMs - 1)
    expect(waiting.map(({ destroyed }) => destroyed)).toEqual([false, false, false])
    clock.advance(1)
    expect(waiting.map(({ destroyed }) => destroyed)).toEqual([true, true, true])
    // what was asked of the database is still under way: nobody else's question joins it
    expect(house.sync.stats().waitingUpgrades).toBe(3)
    answer(mayRead)
    await eventually(() => house.sync.stats().waitingUpgrades === 0)
    expect(house.sync.stats()).toMatchObject({ sockets: 0, rooms: 0, turnedAway: { busy: 1 } })
  })
  it('ND13: while the database is away an upgrade is answered with 503 and nothing is opened, also where that was asked before', async () => {
    let fail: (reason: Error) => void = () => {}
    const asked = new Promise<typeof mayRead>((_, reject) => (fail = reject))
    house.access.get = () => asked as unknown as typeof mayRead
    const before = upgrade('drafter-1')
    house.store.isAway = () => true
    const meanwhile = upgrade('drafter-2')
    fail(new Error('broken off'))
    await eventually(() => before.destroyed && meanwhile.destroyed)
    for (const { said } of [before, meanwhile])
      expect(said).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 5\r\n[^]*\r\n\r\n$/)
    expect(house.sync.stats()).toMatchObject({ waitingUpgrades: 0, turnedAway: { away: 2 } })
    expect(house.failures).toEqual([])
    house.store.isAway = () => false
    house.access.get = () => mayRead
    const after = client(page('drafter-2'))
    await after.until(after.isOpen)
  })
  it('whoever is told to go and does not is cut off; no timer is left of who went', async () => {
    const timers = clock.waiting
    const stays = upgrade('nobody')
    await eventually(() => stays.said.includes('not-signed-in'))
    expect(stays.said).toMatch(/^HTTP\/1.1 101 /)
    clock.advance(SYNC_LIMITS.farewellMs - 1)
    expect(stays.destroyed).toBe(false)
    clock.advance(1)
    expect(stays.destroyed).toBe(true)
    expect(await ended(client(page('nobody')))).toBe('4401 not-signed-in')
    await eventually(() => clock.waiting === timers)
  })
  it('nothing of what they send is kept', async () => {
    const port = Number(new URL(house.origin).port)
    const line = connect(port, '127.0.0.1')
    let heard = ''
    line.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')))
    const gone = new Promise((resolve) => line.once('close', resolve))
    line.on('error', () => {})
    line.write(
      `GET /sync/${DOCUMENT} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${house.origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    await eventually(() => heard.includes('not-signed-in'))
    // a frame that says it has 3 MiB: refused by its head, not waited for
    line.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x30, 0, 0, 1, 2, 3, 4, 9, 9]))
    await gone
    expect(house.sync.stats().sockets).toBe(0)
  })
})

describe('counts of what there is', () => {
  it('go up and down, and nothing stays of what is gone', () => {
    const tally = new Tally()
    tally.add('a')
    tally.add('a')
    tally.add('b')
    tally.remove('a')
    expect([tally.of('a'), tally.of('b'), tally.of('c'), tally.size]).toEqual([1, 1, 0, 2])
    tally.remove('a')
    tally.remove('b')
    expect(tally.size).toBe(0)
  })
})
