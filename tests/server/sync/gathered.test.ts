/** What waits a little for company over real sockets: carets that move, and acknowledgements. Time is the test's. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { eager } from '../../../server/sync/pacer.ts'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'

let clock: FakeClock
let house: SyncHouse
beforeEach(async () => {
  clock = fakeClock()
  house = await openSyncHouse({ clock, tempo: { ...eager, presenceMs: 33, acknowledgeMs: 100 } })
})
afterEach(async () => {
  await house.close()
})

async function entered(token: string, client: number): Promise<{ client: BareClient; doc: Y.Doc }> {
  const doc = new Y.Doc()
  doc.clientID = client
  const line = new BareClient(house.address, DOCUMENT, { token, query: `?ack=1&client=${client}` })
  await line.until(line.isOpen)
  await line.join(doc)
  return { client: line, doc }
}
const move = ({ client, doc }: { client: BareClient; doc: Y.Doc }, clockOf: number, at: number): void => {
  const place = { type: null, tname: 'default', item: { client: 7, clock: at }, assoc: 0 }
  client.sendPresence([{ client: doc.clientID, clock: clockOf, state: { cursor: { anchor: place, head: place } } }])
}
/** What a client was told of another's caret, in order. */
const told = ({ client }: { client: BareClient }, of: number): unknown[] =>
  client
    .of('presence')
    .flatMap(({ entries }) => entries)
    .filter((entry) => entry.client === of)
    .map(({ state }) => (state as { cursor: { head: { item: { clock: number } } } } | null)?.cursor.head.item.clock)

describe('PR8: carets that move', () => {
  it('are told at once after a pause, and then every 33 ms the latest alone', async () => {
    const [ann, bob] = [await entered('drafter-1', 100), await entered('drafter-2', 200)]
    move(ann, 1, 1)
    await bob.client.until(() => told(bob, 100).length === 1)
    for (let n = 2; n <= 9; n++) move(ann, n, n)
    await ann.client.marker()
    await bob.client.marker()
    expect(told(bob, 100)).toEqual([1])
    clock.advance(33)
    await bob.client.until(() => told(bob, 100).length === 2)
    await bob.client.marker()
    expect(told(bob, 100)).toEqual([1, 9])
    expect(told(ann, 100)).toEqual([])
    // who leaves is gone at once, and does not come back with what was still to be told
    move(ann, 10, 3)
    await ann.client.marker()
    await ann.client.close()
    await bob.client.until(() => told(bob, 100).length === 3)
    clock.advance(33)
    await bob.client.marker()
    expect(told(bob, 100)).toEqual([1, 9, undefined])
    await bob.client.close()
  })
})

describe('SY3: an acknowledgement', () => {
  it('goes with the next words to its socket, or alone after 100 ms', async () => {
    const [ann, bob] = [await entered('drafter-1', 100), await entered('drafter-2', 200)]
    const write = ({ client, doc }: { client: BareClient; doc: Y.Doc }): void =>
      client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'x')))
    /** So many updates came in and are durable. */
    const durable = async (count: number): Promise<void> => {
      while (house.sync.stats().updates['accepted'] !== count) await new Promise((resolve) => setImmediate(resolve))
      await house.sync.texts.settle([DOCUMENT])
    }
    write(ann)
    await durable(1)
    expect(ann.client.acknowledged).toBeLessThan(2)
    write(bob)
    await ann.client.until(() => ann.client.acknowledged === 2)
    expect(ann.client.of('update')).toHaveLength(1)
    await durable(2)
    expect(bob.client.acknowledged).toBeLessThan(2)
    clock.advance(100)
    await bob.client.until(() => bob.client.acknowledged === 2)
    for (const { client } of [ann, bob]) await client.close()
  })
})
