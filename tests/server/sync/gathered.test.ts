/**
 * What waits a little for company over real sockets: carets that move, acknowledgements, and what is typed in a row. Time is
 * the test's.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { eager } from '../../../server/sync/pacer.ts'
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts'
import { BareClient, updateBy } from '../../support/sync-client.ts'
import { DOCUMENT, opened, openSyncHouse, type SyncHouse } from '../../support/sync-house.ts'

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
const type = ({ client, doc }: { client: BareClient; doc: Y.Doc }, words: string): void =>
  client.sendUpdate(updateBy(doc, (text) => text.insert(1, words)))
const textOf = (doc: Y.Doc): string => doc.getText('default').toString()
/** So many updates came in and are durable. */
async function durable(count: number): Promise<void> {
  while (house.sync.stats().updates['accepted'] !== count) await new Promise((resolve) => setImmediate(resolve))
  await house.sync.texts.settle([DOCUMENT])
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
    type(ann, 'x')
    await durable(1)
    expect(ann.client.acknowledged).toBeLessThan(2)
    type(bob, 'x')
    await ann.client.until(() => ann.client.acknowledged === 2)
    expect(ann.client.of('update')).toHaveLength(1)
    await durable(2)
    expect(bob.client.acknowledged).toBeLessThan(2)
    clock.advance(100)
    await bob.client.until(() => bob.client.acknowledged === 2)
    for (const { client } of [ann, bob]) await client.close()
  })
})

describe('SY24: what is typed in a row', () => {
  it('is one entry where it waits together, every key of it acknowledged and there', async () => {
    const one = await entered('drafter-1', 100)
    const two = await entered('drafter-2', 200)
    const before = (await house.journalRows()).length
    for (let i = 0; i < 40; i++) type(one, String(i % 10))
    await durable(40)
    clock.advance(100)
    await one.client.until(() => one.client.acknowledged === 41)
    const rows = (await house.journalRows()).length - before
    expect(rows).toBeLessThan(40)
    await two.client.until(() => two.client.of('update').length > 0)
    for (const { body } of two.client.of('update')) Y.applyUpdate(two.doc, body)
    for (const doc of [two.doc, await opened(house.store)]) expect(textOf(doc)).toBe(textOf(one.doc))
    for (const { client } of [one, two]) await client.close()
  })
  it('is judged key by key where one of them is refused: what came before it is kept', async () => {
    const one = await entered('drafter-1', 100)
    const first = updateBy(one.doc, (text) => text.insert(1, 'kept '))
    const bad = updateBy(one.doc, (text) => text.insert(1, 'turned\u202e'))
    for (const update of [first, bad]) one.client.sendUpdate(update)
    await one.client.until(() => one.client.closed !== null)
    expect(one.client.closed).toEqual({ code: 4400, reason: 'content-not-allowed' })
    const text = textOf(await opened(house.store))
    expect(text).toContain('kept ')
    expect(text).not.toContain('turned')
  })
})
