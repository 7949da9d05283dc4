/** SY8: what one socket may hold of the server's memory. */
import { PassThrough, Duplex } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'

let house: SyncHouse
afterEach(() => house.close())
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
    await eventually(() => house.sync.stats().sockets === 0)
  })
})
