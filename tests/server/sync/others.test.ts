/** ND14: a node that others hear no more may go on acting: whoever is here is asked about anew, though no event tells of it. */
import { afterEach, expect, it } from 'vitest'
import { appendAudit } from '../../../server/store/audit.ts'
import { SILENT_MS } from '../../../server/sync/elsewhere.ts'
import { ASK_ALONE_MS, ENDED_MS, listenToOthers, LOOK_MS } from '../../../server/sync/others.ts'
import type { Rooms } from '../../../server/sync/rooms.ts'
import type { Socket } from '../../../server/sync/socket.ts'
import { openTestStore, type TestStore } from '../../support/database.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { MemoryBuses } from '../../support/memory-bus.ts'

let store: TestStore
let stop: () => void
afterEach(async () => {
  stop()
  await store.close()
})

async function scene() {
  store = await openTestStore('sqlite')
  const clock = fakeClock()
  const buses = new MemoryBuses()
  const [own, other] = [buses.node(), buses.node()]
  let asked = 0
  let missed = 0
  const failed: unknown[] = []
  stop = listenToOthers({
    store,
    bus: own,
    rooms: { all: () => [], open: () => [] } as unknown as Rooms,
    clock,
    sockets: new Set([{ askAgain: () => asked++ } as unknown as Socket]),
    missed: () => missed++,
    report: (error) => failed.push(error),
  })
  const heard = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  /** Lets the time go by, in which the other node says what `says` of each look; every look is over. */
  const pass = async (ms: number, says: () => void = () => {}): Promise<void> => {
    for (let gone = 0; gone < ms; gone += LOOK_MS) {
      says()
      await heard()
      const waiting = clock.waiting
      clock.advance(LOOK_MS)
      // the look asks the database, and then waits for the next
      while (clock.waiting < waiting) await heard()
    }
  }
  const acts = (): Promise<unknown> =>
    store.transaction((rows) =>
      appendAudit(rows, {
        ...{ at: '2026-03-02T09:00:00.000Z', actor: null, act: 'person.suspended', data: {} },
        subject: { kind: 'person', id: 'somebody' },
      }),
    )
  const lives = (): void => other.say({ kind: 'here' })
  await pass(2 * LOOK_MS, lives)
  return { buses, other, pass, acts, lives, asked: () => asked, missed: () => missed, failed }
}

it('ND14: nobody is asked about while the others are heard, whatever the record says', async () => {
  const { pass, acts, lives, asked, failed } = await scene()
  await acts()
  await pass(10 * LOOK_MS, lives)
  expect([asked(), failed]).toEqual([0, []])
})

it('ND14: everybody is asked about once a node is silent, and again as often as the record grows, until it has surely ended', async () => {
  const { pass, acts, asked, missed } = await scene()
  await pass(SILENT_MS + 2 * LOOK_MS)
  expect([asked(), missed()]).toEqual([1, 1])
  await pass(4 * ASK_ALONE_MS)
  expect(asked()).toBe(1)
  await acts()
  await pass(ASK_ALONE_MS + LOOK_MS)
  expect(asked()).toBe(2)
  await pass(ENDED_MS)
  await acts()
  await pass(ASK_ALONE_MS + LOOK_MS)
  expect([asked(), missed()]).toEqual([2, 2])
})

it('ND14: what never came is asked for as soon as the node that said it is heard again', async () => {
  const { buses, other, pass, lives, asked } = await scene()
  buses.cut(other, true)
  lives()
  await pass(LOOK_MS)
  expect(asked()).toBe(0)
  buses.cut(other, false)
  await pass(2 * LOOK_MS + ASK_ALONE_MS, lives)
  expect(asked()).toBe(1)
})
