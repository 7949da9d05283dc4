/**
 * The schedules of `schedule.ts` over real sockets, to a real server on SQLite that fails to write, and that stops and starts anew over the
 * same folder. An eightieth of `FUZZ_SEEDS`, at least 24, from `FUZZ_FROM`. A seed that failed once stays in `KEPT` by name.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'vitest'
import * as Y from 'yjs'
import {
  DOCUMENT,
  mayEdit as mayWrite,
  mayRead,
  opened,
  openSyncHouse,
  type PersonId,
  type SyncHouse,
} from '../support/sync-house.ts'
import { allArrive, expectConverged, makePeople, playSteps, type Line, type Person, type World } from './schedule.ts'
import { SocketLine } from './socket-line.ts'
import type { Random } from '../support/random.ts'

const SEEDS = Math.max(24, Math.ceil(Number(process.env['FUZZ_SEEDS'] ?? 0) / 80))
const FROM = Number(process.env['FUZZ_FROM'] ?? 1)
const KEPT: Record<string, number> = {}
const STEPS = 150
const PEOPLES_CLIENTS = 100_000

class HouseOnDisk implements World {
  house: SyncHouse
  readonly people: readonly Person[]
  #nextClient = PEOPLES_CLIENTS

  constructor(house: SyncHouse) {
    this.house = house
    this.people = makePeople(() => this.newClientId())
  }

  newClientId(): number {
    return this.#nextClient++
  }
  connect(person: Person): Line {
    return new SocketLine({ address: this.house.address, document: DOCUMENT, token: person.id }, person)
  }
  setRights(person: Person, mayEdit: boolean): void {
    person.mayEdit = mayEdit
    this.house.change(person.id as PersonId, mayEdit ? mayWrite : mayRead)
  }
  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }
  async mishap(random: Random): Promise<void> {
    switch (random.below(8)) {
      case 0:
        this.house.faults.refusal = new Error('disk full')
        await this.turn()
        this.house.faults.refusal = null
        break
      case 1:
        return this.#startAnew()
      case 2:
        await this.house.sync.texts.settle([DOCUMENT]).catch(() => {}) // the journal failed
    }
  }

  async #startAnew(): Promise<void> {
    for (const person of this.people) person.disconnect()
    const rights = this.house.access
    await this.house.close()
    this.house = await openSyncHouse({ dataDir: this.house.dataDir })
    for (const [id, access] of rights) this.house.access.set(id, access)
  }

  /** Everybody may write and comes back; resolves when all is said, heard and saved, or a line is gone for good. */
  async settle(): Promise<void> {
    for (const person of this.people) {
      this.setRights(person, true)
      person.disconnect()
    }
    for (const person of this.people) person.connect(this.connect(person))
    const goesOn = (): boolean => this.people.every(({ line }) => line !== null)
    for (let quiet = 0; quiet < 2 && goesOn();) {
      const isSaying = this.people.some(({ toServer }) => toServer.length > 0)
      allArrive(this.people)
      await Promise.all(this.people.map(({ line }) => (line instanceof SocketLine ? line.ask() : null)))
      await this.house.sync.texts.settle([DOCUMENT])
      quiet = isSaying || !this.people.every(({ isSaved }) => isSaved) ? 0 : quiet + 1
    }
  }
}

async function play(seed: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-schedule-'))
  const world = new HouseOnDisk(await openSyncHouse({ dataDir }))
  const { people } = world
  await playSteps(seed, people, STEPS, world)
  await world.settle()
  const entries = (await world.house.journalRows()).map(({ author_id, bytes }) => ({ authorId: author_id, bytes }))
  const updates = [Y.encodeStateAsUpdate(await opened(world.house.store))]
  for (const person of people) person.disconnect()
  await world.house.close()
  rmSync(dataDir, { recursive: true })
  expectConverged(`seed ${seed}`, people, { entries, updates })
}

for (const [name, seed] of Object.entries(KEPT)) it(`SY1: converges over sockets (${name})`, () => play(seed))

it(`SY1: ${SEEDS} schedules from seed ${FROM} converge over real sockets, stops and failing writes`, async () => {
  for (let seed = FROM; seed < FROM + SEEDS; seed++) await play(seed)
})
