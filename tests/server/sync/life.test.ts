import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { SNAPSHOT_EVERY, IDLE_MS } from '../../../server/sync/room.ts'
import { BEAT_MS } from '../../../server/sync/socket.ts'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, opened, openSyncHouse, shut, type SyncHouse } from '../../support/sync-house.ts'

let clock: FakeClock
let house: SyncHouse
beforeEach(async () => {
  clock = fakeClock()
  house = await openSyncHouse({ clock, limits: { updatesPerSecond: 1_000_000 } })
})
afterEach(async () => {
  await house.close()
})

const textOf = (doc: Y.Doc): string => doc.getText('default').toString()
const connect = (token: string, query = '?ack=1'): BareClient =>
  new BareClient(house.address, DOCUMENT, { token, query })
async function joined(token: string, doc = new Y.Doc()): Promise<{ client: BareClient; doc: Y.Doc }> {
  const client = connect(token)
  await client.until(client.isOpen)
  await client.join(doc)
  await client.until(() => client.acknowledged > 0 || client.closed !== null)
  return { client, doc }
}
const type = (one: { client: BareClient; doc: Y.Doc }, words: string): void =>
  one.client.sendUpdate(updateBy(one.doc, (text) => text.insert(1, words)))
/** Turns of the event loop until it is so; for what no frame tells. */
async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setImmediate(resolve))
}

/** Nobody is here and time goes by. */
async function allRoomsClosed(): Promise<void> {
  await eventually(() => house.sync.stats().sockets === 0)
  await eventually(() => {
    clock.advance(IDLE_MS)
    return house.sync.stats().rooms === 0
  })
}

describe('SY2: a room', () => {
  it('is loaded once, however many arrive at once', async () => {
    const clients = Array.from({ length: 20 }, (_, i) => connect(`drafter-${1 + (i % 5)}`))
    for (const client of clients) await client.until(() => client.of('step1').length > 0)
    expect(house.loads).toBe(1)
    expect(house.sync.stats()).toMatchObject({ rooms: 1, sockets: 20 })
    for (const client of clients) await client.close()
  })
  it('is closed when idle, its state kept first, and opens as it was', async () => {
    const one = await joined('drafter-1')
    type(one, 'kept ')
    await one.client.until(() => one.client.acknowledged === 2)
    await one.client.close()
    await allRoomsClosed()
    const snapshots = await house.store.db.selectFrom('snapshot').select('seq').execute()
    expect(snapshots).toEqual([{ seq: 2 }])
    const again = await joined('drafter-2')
    expect(textOf(again.doc)).toBe(textOf(one.doc))
    expect(Y.encodeStateAsUpdate(await opened(house.store))).toEqual(Y.encodeStateAsUpdate(await house.replay()))
    // ids stay bound over a closed room
    again.doc.clientID = one.doc.clientID
    type(again, 'forged ')
    await again.client.until(() => again.client.closed !== null)
    expect(again.client.closed!.reason).toBe('foreign-client')
  })
  it('stays while somebody comes back in time', async () => {
    const one = await joined('drafter-1')
    await one.client.close()
    await eventually(() => house.sync.stats().sockets === 0)
    clock.advance(IDLE_MS - 1)
    const two = await joined('drafter-2')
    clock.advance(IDLE_MS)
    await two.client.marker()
    expect(house.loads).toBe(1)
    expect(two.client.closed).toBeNull()
    await two.client.close()
  })
  it('keeps a state after so many entries, and the journal whole', async () => {
    const one = await joined('drafter-1')
    // a key and its taking back, by turns: what is typed in a row would be one entry (SY24)
    for (let i = 0; i < SNAPSHOT_EVERY + 5; i++)
      if (i % 2 === 0) type(one, String(i % 10))
      else one.client.sendUpdate(updateBy(one.doc, (text) => text.delete(1, 1)))
    await one.client.until(() => one.client.acknowledged === SNAPSHOT_EVERY + 6)
    await eventually(async () => (await house.store.db.selectFrom('snapshot').select('seq').execute()).length === 1)
    expect(await house.journalRows()).toHaveLength(SNAPSHOT_EVERY + 6)
    expect(textOf(await opened(house.store))).toBe(textOf(one.doc))
    await one.client.close()
  })
})

describe('SY9: the journal fails', () => {
  it('nobody sees the words or an acknowledgement; all come back, and so do the words', async () => {
    const [a, b] = [await joined('drafter-1'), await joined('drafter-2')]
    house.faults.refusal = new Error('disk full')
    type(a, 'not lost ')
    for (const { client } of [a, b]) await client.until(() => client.closed !== null)
    expect([a.client.closed, b.client.closed]).toEqual(Array(2).fill({ code: 1013, reason: 'not-written' }))
    expect(b.client.of('update')).toEqual([])
    expect(a.client.acknowledged).toBe(1)
    expect(house.failures).toEqual([house.faults.refusal])
    house.faults.refusal = null
    const reader = await joined('drafter-3')
    expect(textOf(reader.doc)).not.toContain('not lost')
    const again = await joined('drafter-1', a.doc)
    await again.client.until(() => again.client.acknowledged === 1)
    await reader.client.until(() => reader.client.of('update').length === 1)
    expect(textOf(await house.replay())).toContain('not lost')
    await again.client.close()
    await reader.client.close()
  })
  it('a disk that does not sync ends the room: nothing is acknowledged', async () => {
    const [a, b] = [await joined('drafter-1'), await joined('drafter-2')]
    const sync = Promise.withResolvers<void>()
    sync.promise.catch(() => {})
    house.faults.holdDurable = sync.promise
    type(a, 'written ')
    await b.client.until(() => b.client.of('update').length === 1)
    house.faults.holdDurable = null
    sync.reject(new Error('fsync failed'))
    for (const { client } of [a, b]) await client.until(() => client.closed !== null)
    expect(a.client.closed!.code).toBe(1013)
    expect(a.client.acknowledged).toBe(1)
  })
})

describe('SY10: a stop', () => {
  it('handles what has arrived, makes it durable, acknowledges it, closes with 1012', async () => {
    const one = await joined('drafter-1')
    const write = Promise.withResolvers<void>()
    house.faults.hold = write.promise
    type(one, 'last words ')
    await eventually(() => house.sync.stats().updates['accepted'] === 1)
    const closed = house.sync.close()
    write.resolve()
    await closed
    await one.client.until(() => one.client.closed !== null)
    expect(one.client.closed).toEqual({ code: 1012, reason: 'restarting' })
    expect(one.client.acknowledged).toBe(2)
    expect(textOf(await opened(house.store))).toContain('last words')
    const late = connect('drafter-1')
    await late.until(() => late.closed !== null)
    expect(late.status).toBe(503)
  })
  it('does not wait for ever', async () => {
    const one = await joined('drafter-1')
    house.faults.hold = new Promise<void>(() => {})
    type(one, 'stuck ')
    await eventually(() => house.sync.stats().updates['accepted'] === 1)
    const closed = house.sync.close()
    clock.advance(5_000)
    await closed
    await one.client.until(() => one.client.closed !== null)
    expect(one.client.acknowledged).toBe(1)
  })
})

describe('SY11: signs of life', () => {
  it('a quiet client hears something before it takes its line for dead', async () => {
    const one = await joined('drafter-1')
    const before = one.client.of('presence').length
    clock.advance(BEAT_MS)
    await one.client.until(() => one.client.of('presence').length === before + 1)
    expect(one.client.of('presence').at(-1)!.entries).toEqual([])
    await one.client.close()
  })
  it('a client that answers nothing is cut off, and its presence with it', async () => {
    const [dead, other] = [await joined('drafter-1'), await joined('drafter-2')]
    dead.client.sendPresence([{ client: dead.doc.clientID, clock: 1, state: {} }])
    await other.client.until(() => other.client.of('presence').some(({ entries }) => entries.length === 1))
    dead.client.ws.pause()
    for (let i = 0; i < 4; i++) {
      clock.advance(BEAT_MS)
      await other.client.marker()
    }
    await other.client.until(() => other.client.of('presence').some(({ entries }) => entries[0]?.state === null))
    expect(house.sync.stats().sockets).toBe(1)
    dead.client.ws.terminate()
    await other.client.close()
  })
  it('a session that ran out is noticed without anybody telling', async () => {
    const one = await joined('drafter-1')
    house.access.set('drafter-1', shut)
    for (let i = 0; i < 7 && one.client.closed === null; i++) {
      clock.advance(BEAT_MS)
      await one.client.until(() => one.client.closed !== null || one.client.of('presence').length > i)
    }
    await one.client.until(() => one.client.closed !== null)
    expect(one.client.closed!.code).toBe(4403)
  })
})

describe('SY8: pace', () => {
  it('above it a socket is not read for a while, and nothing is lost', async () => {
    const slow = await openSyncHouse({ clock, limits: { updatesPerSecond: 2 } })
    const client = new BareClient(slow.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
    await client.until(client.isOpen)
    const doc = new Y.Doc()
    await client.join(doc)
    for (let i = 0; i < 100; i++) client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'x'.repeat(2_000))))
    await client.until(() => client.acknowledged >= 8)
    expect(client.acknowledged).toBeLessThan(101)
    while (client.acknowledged < 101) {
      clock.advance(500)
      await new Promise((resolve) => setImmediate(resolve))
      expect(client.closed).toBeNull()
    }
    expect(textOf(await slow.replay())).toBe(textOf(doc))
    // a socket that rests hears no farewell either until its rest is over
    client.ws.close()
    while (client.closed === null) {
      clock.advance(500)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await slow.close()
  })
})

describe('SY8: a slow reader', () => {
  it('that leaves too much unread is cut off; nobody else waits', async () => {
    const [slow, other] = [await joined('drafter-1'), await joined('drafter-2')]
    updateBy(other.doc, (text) => text.insert(1, 'x'.repeat(3_000_000)))
    other.client.sendStep2(Y.encodeStateAsUpdate(other.doc))
    await other.client.until(() => other.client.acknowledged === 2)
    slow.client.ws.pause()
    for (let i = 0; i < 20; i++) slow.client.sendStep1(new Y.Doc())
    await eventually(() => house.sync.stats().sockets === 1)
    await other.client.marker()
    expect(house.sync.stats().unreadBytes).toBe(0)
    slow.client.ws.terminate()
    await other.client.close()
  })
})

describe('SY12: nothing is left behind', () => {
  it('sockets, rooms and timers are back to where they were after many came and went', async () => {
    const before = clock.waiting
    for (let i = 0; i < 50; i++) {
      const client = connect(`drafter-${1 + (i % 5)}`)
      await client.until(() => client.of('step1').length > 0)
      await client.close()
    }
    await allRoomsClosed()
    expect(clock.waiting).toBe(before)
  })
})
