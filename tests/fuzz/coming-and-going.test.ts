/**
 * SY12: many come and go, as people do and as they should not: politely, cut off, refused, turned away, before they are let in, while they
 * are told something. Afterwards rooms, sockets, timers, listeners and connections are what they were. 500 cycles, 10,000 by `npm run fuzz`.
 */
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { IDLE_MS } from '../../server/sync/room.ts'
import { fakeClock, type FakeClock } from '../support/fake-clock.ts'
import { BareClient, updateBy } from '../support/sync-client.ts'
import { DOCUMENT, openSyncHouse, type SyncHouse } from '../support/sync-house.ts'

const CYCLES = process.env['FUZZ_SEEDS'] === undefined ? 500 : 10_000
/** At once. */
const VISITORS = 20

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
async function eventually(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await turnOfLoop()
}

type Visit = (house: SyncHouse, query: string) => Promise<BareClient>

const come: Visit = async (house, query) => {
  const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query })
  await client.until(() => client.of('step1').length > 0)
  return client
}
const VISITS: readonly Visit[] = [
  // reads and says goodbye
  async (house, query) => {
    const client = await come(house, query)
    await client.marker()
    client.ws.close()
    return client
  },
  // writes, shows a caret, and is cut off before it hears that it is saved
  async (house, query) => {
    const client = await come(house, query)
    const doc = new Y.Doc()
    await client.join(doc)
    client.sendPresence([{ client: doc.clientID, clock: 1, state: { cursor: null } }])
    client.sendUpdate(updateBy(doc, (text) => text.insert(1, 'x')))
    client.ws.terminate()
    return client
  },
  // is refused
  async (house, query) => {
    const client = await come(house, query)
    client.send(Uint8Array.of(42))
    return client
  },
  // goes in the moment it is let in
  async (house, query) => {
    const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-2', query })
    client.ws.on('open', () => client.ws.terminate())
    return Promise.resolve(client)
  },
  // goes before it is answered
  async (house, query) => {
    const client = new BareClient(house.address, DOCUMENT, { token: 'drafter-3', query })
    client.ws.terminate()
    return Promise.resolve(client)
  },
  // may not come in, and is told so by a close or by http
  async (house, query) =>
    Promise.resolve(
      new BareClient(house.address, DOCUMENT, { token: 'nobody', query, headers: { origin: house.origin } }),
    ),
  async (house, query) => Promise.resolve(new BareClient(house.address, DOCUMENT, { token: 'stranger', query })),
]

/** Everything that somebody who left could have left behind. */
function leftBehind(house: SyncHouse, clock: FakeClock): Record<string, number> {
  const { rooms, sockets, unreadBytes, waitingUpgrades } = house.sync.stats()
  return { rooms, sockets, unreadBytes, waitingUpgrades, timers: clock.waiting, listeners: house.listeners }
}

it(`SY12: after ${CYCLES} came and went nothing is left of them`, async () => {
  const clock = fakeClock()
  const house = await openSyncHouse({ clock, limits: { socketsPerPerson: VISITORS } })
  const before = leftBehind(house, clock)
  for (let done = 0; done < CYCLES; done += VISITORS) {
    const visitors = await Promise.all(
      Array.from({ length: VISITORS }, (_, i) =>
        VISITS[(done + i) % VISITS.length]!(house, `?ack=1&people=1&notices=1&client=${1_000 + done + i}`),
      ),
    )
    for (const client of visitors) await client.until(() => client.closed !== null || client.status !== null)
    // a room closes now and then, and opens anew
    if (done % 100 === 0) clock.advance(IDLE_MS)
  }
  await eventually(() => house.sync.stats().sockets === 0)
  await eventually(() => {
    clock.advance(IDLE_MS)
    return house.sync.stats().rooms === 0
  })
  await eventually(async () => (await house.connections()) === 0)
  expect(leftBehind(house, clock)).toEqual(before)
  const { updates } = house.sync.stats()
  expect(Math.min(updates['accepted'] ?? 0, updates['unknown-message'] ?? 0)).toBeGreaterThan(CYCLES / 20)
  expect(house.failures).toEqual([])
  await house.close()
})
