/** SY8: what one socket may hold of the server's memory. */
import { EventEmitter } from 'node:events'
import { PassThrough, Duplex } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { Parcel } from '../../../server/sync/parcel.ts'
import { Socket, type SocketParts } from '../../../server/sync/socket.ts'
import { SYNC_LIMITS } from '../../../src/lib/domain/limits.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, mayRead, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'
import type { Room } from '../../../server/sync/room.ts'

let house: SyncHouse | undefined
afterEach(async () => {
  await house?.close()
  house = undefined
})
async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve))
}

describe('SY8: with too much waiting', () => {
  it('a socket is not read until half of it is done; nothing is lost', async () => {
    house = await openSyncHouse({ limits: { waitingBytes: 150_000 } })
    const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
    await client.until(client.isOpen)
    const doc = new Y.Doc()
    await client.join(doc)
    await client.until(() => client.acknowledged === 1)
    const disk = Promise.withResolvers<void>()
    house.faults.hold = disk.promise
    let isAnswered = false
    client.ws.on('pong', () => (isAnswered = true))
    // the first is being written, the next two wait, and what follows is not read
    for (let i = 0; i < 6; i++) client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'x'.repeat(100_000))))
    client.ws.ping()
    // others are read as ever
    const other = new BareClient(house.address, DOCUMENT, { token: 'drafter-2' })
    await other.until(other.isOpen)
    const answered = new Promise((resolve) => other.ws.once('pong', resolve))
    other.ws.ping()
    await answered
    expect(isAnswered).toBe(false)
    house.faults.hold = null
    disk.resolve()
    await client.until(() => client.acknowledged === 7)
    await eventually(() => isAnswered)
    expect((await house.replay()).getText('default').toString()).toBe(doc.getText('default').toString())
    for (const one of [client, other]) await one.close()
  })
})

describe('SY8: a message in very many pieces', () => {
  it('is refused before they cost more than it', async () => {
    house = await openSyncHouse({ limits: { chunks: 8 } })
    const toServer = new PassThrough({ readableHighWaterMark: 1 })
    const fromServer = new PassThrough()
    let said = ''
    fromServer.on('data', (bytes: Buffer) => (said += bytes.toString('latin1')))
    const line = Duplex.from({ readable: toServer, writable: fromServer })
    const headers = {
      ...{ host: 'x', connection: 'Upgrade', upgrade: 'websocket', authorization: 'Bearer drafter-1' },
      ...{ 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'sec-websocket-version': '13' },
    }
    const request = { method: 'GET', url: `/sync/${DOCUMENT}`, headers, socket: line } as unknown as IncomingMessage
    house.sync.handleUpgrade(request, line, Buffer.alloc(0))
    await eventually(() => said.startsWith('HTTP/1.1 101 '))
    // binary, masked, 100 bytes long; one at a time, each read before the next is sent
    toServer.write(Buffer.from([0x82, 0x80 | 100, 0, 0, 0, 0]))
    for (let sent = 0; sent < 100 && !said.includes('too-large'); sent++) {
      toServer.write(Buffer.from([7]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(said).toContain(`${String.fromCharCode(4400 >> 8, 4400 & 255)}too-large`)
    expect(house.sync.stats().updates).toEqual({ 'too-large': 1 })
    line.destroy()
    const { sync } = house
    await eventually(() => sync.stats().sockets === 0)
  })
})

describe('SY8: answers that are asked for faster than they are read', () => {
  it('count from the moment they are to be sent, not only once they are written', () => {
    const MIB = 1024 * 1024
    let written = 0
    const ws = Object.assign(new EventEmitter(), {
      readyState: WebSocket.OPEN as number,
      terminate: () => (ws.readyState = WebSocket.CLOSING),
    })
    const stream = { writableLength: 0, write: (bytes: Buffer) => (written += bytes.length) }
    const actor = { id: 'a', name: 'A', email: 'a@concord.example', party: null, partyId: null, roles: [] }
    const wishes = {
      acknowledgements: false,
      rights: false,
      people: false,
      notices: false,
      standing: false,
      hats: false,
      deflated: false,
    }
    const socket = new Socket(
      ws as unknown as WebSocket,
      stream as unknown as Duplex,
      { enter() {}, leave() {} } as unknown as Room,
      {
        documentId: DOCUMENT,
        token: 't',
        actor: { ...actor, sessionId: 's', confirmedAt: null },
        access: mayRead,
        as: null,
        clients: [],
        wishes,
      },
      { clock: fakeClock(), limits: { ...SYNC_LIMITS, unreadBytes: 8 * MIB } } as unknown as SocketParts,
    )
    const answer = Parcel.of(new Uint8Array(3 * MIB))
    const sent: number[] = []
    for (let i = 0; i < 20 && ws.readyState === WebSocket.OPEN; i++) {
      socket.send(answer)
      sent.push(socket.unreadBytes)
    }
    // the third goes over the limit, and so does not go out at all
    expect(sent.map((bytes) => Math.floor(bytes / MIB))).toEqual([3, 6, 9, 9])
    expect(written).toBe(0)
    expect(ws.readyState).toBe(WebSocket.CLOSING)
  })
})
