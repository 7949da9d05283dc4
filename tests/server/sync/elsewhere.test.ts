/** Who is on other nodes, as several versions of them tell it (rule ND8). */
import { expect, it } from 'vitest'
import { Elsewhere, HERE_MS, SILENT_MS } from '../../../server/sync/elsewhere.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { MemoryBuses } from '../../support/memory-bus.ts'
import type { Guest } from '../../../server/bus/bus.ts'

const guest: Guest = {
  id: 'socket',
  documentId: 'text',
  person: { id: 'person', name: 'Person', party: null, partyId: null, roles: [] },
  place: { articleId: 'article', proposalId: null, charterId: 'charter', lang: 'en' },
  carets: [],
}
const heard = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

async function scene() {
  const buses = new MemoryBuses()
  const clock = fakeClock()
  const other = buses.node()
  let changes = 0
  const elsewhere = new Elsewhere({
    bus: buses.node(),
    clock,
    newId: () => 'id',
    locals: () => [],
    caretsOf: () => [],
    moved: () => {},
    changed: () => changes++,
  })
  await heard()
  /** Seconds in which the other node says what `says` of each second. */
  const pass = async (seconds: number, says: (second: number) => void = () => {}): Promise<void> => {
    for (let second = 1; second <= seconds; second++) {
      says(second)
      await heard()
      clock.advance(1_000)
    }
  }
  const shown = (): number => [...elsewhere.all()].length
  return { other, pass, shown, changes: () => changes }
}

it('ND8: people of an older node, which tells only every ten seconds who is there, stay until it is silent for twenty-five', async () => {
  const { other, pass, shown, changes } = await scene()
  await pass(60, (second) => second % 10 === 1 && other.say({ kind: 'roll', guests: [guest] }))
  expect([shown(), changes()]).toEqual([1, 1])
  await pass(10)
  expect(shown()).toBe(1)
  await pass(10)
  expect(shown()).toBe(0)
})

it('ND8: a node that says that it lives is missed as soon as it does not, also where it died before its first beat', async () => {
  const { other, pass, shown } = await scene()
  other.say({ kind: 'here' })
  other.say({ kind: 'roll', guests: [guest] })
  await heard()
  expect(shown()).toBe(1)
  await pass((SILENT_MS + HERE_MS) / 1_000)
  expect(shown()).toBe(0)
})

it('ND8: a node tells the others that it lives when it comes', async () => {
  const buses = new MemoryBuses()
  const said: string[] = []
  buses.node().listen(({ kind }) => said.push(kind))
  const parts = { newId: () => 'id', locals: () => [], caretsOf: () => [], moved: () => {}, changed: () => {} }
  new Elsewhere({ ...parts, bus: buses.node(), clock: fakeClock() })
  await heard()
  expect(said).toEqual(['here', 'who'])
})
