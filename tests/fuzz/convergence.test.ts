/**
 * Seeded schedules of eight people on one article, in process, over lines that delay, repeat and break: in the end all copies, the
 * room and the journal's replay say the same, and what was acknowledged is there (`schedule.ts`). `FUZZ_SEEDS` schedules (by default 1,000, about a minute),
 * from `FUZZ_FROM`. A seed that failed once stays in `KEPT` by name.
 */
import { expect, it } from 'vitest'
import type { Author } from '../../src/lib/domain/authored.ts'
import { writtenBy } from '../support/authors.ts'
import { MESSAGE } from '../../src/lib/domain/sync.ts'
import { Parcel } from '../../server/sync/parcel.ts'
import { readFrame } from '../../server/sync/protocol.ts'
import { Rooms } from '../../server/sync/rooms.ts'
import { firstUpdate } from '../../server/text/write.ts'
import { roomParts } from '../support/room-parts.ts'
import { FIRST_TEXT, SYSTEM_CLIENT } from '../support/sync-house.ts'
import { allArrive, expectConverged, makePeople, playSteps, type Line, type Person, type World } from './schedule.ts'
import type { Random } from '../support/random.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Member } from '../../server/sync/member.ts'
import type { Room } from '../../server/sync/room.ts'
import type { Appended, JournalEntry } from '../../server/store/store.ts'

const SEEDS = Number(process.env['FUZZ_SEEDS'] ?? 1_000)
const FROM = Number(process.env['FUZZ_FROM'] ?? 1)
const KEPT: Record<string, number> = {}
const STEPS = 400
const DOCUMENT = 'document-1'
/** Far from those that the server takes. */
const PEOPLES_CLIENTS = 100_000
const SERVERS_CLIENTS = 5_000

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A journal in memory that fails when told to. */
class MemoryJournal {
  entries: JournalEntry[] = []
  snapshot: { seq: number; bytes: Uint8Array } | null = null
  failures = 0

  append(entries: JournalEntry[]): Appended {
    const written = turnOfLoop().then(() => {
      if (this.failures > 0) {
        this.failures--
        throw new Error('disk full')
      }
      for (const entry of entries) {
        expect(entry.seq).toBe(this.entries.length + 1)
        this.entries.push(entry)
      }
    })
    const durable = written.then(turnOfLoop)
    durable.catch(() => {})
    return { written, durable, stored: durable }
  }

  load() {
    const since = this.snapshot?.seq ?? 0
    const bindings = new Map<number, string | null>()
    for (const entry of this.entries) for (const client of entry.newClients) bindings.set(client, entry.authorId)
    return {
      seq: this.entries.length,
      snapshotSeq: since,
      updates: [
        ...(this.snapshot ? [this.snapshot.bytes] : []),
        ...this.entries.slice(since).map(({ bytes }) => bytes),
      ],
      bindings,
      isLeading: true,
    }
  }
}

/** A person's line, which the room sees as a socket. */
class RoomLine implements Line, Member {
  readonly person: Person
  readonly room: Room
  readonly actor: Actor
  readonly author: Author
  readonly clients: readonly number[]
  readonly asking = null
  readonly wishes = { deflated: false }
  isShutOut = false
  isCaughtUp = false
  isOwing = false
  received = 0

  constructor(person: Person, room: Room) {
    this.person = person
    this.room = room
    this.clients = [person.doc.clientID]
    this.actor = {
      id: person.id,
      name: person.id,
      email: '',
      party: null,
      partyId: null,
      roles: ['drafter'],
      sessionId: null,
      confirmedAt: null,
    }
    this.author = writtenBy(person.id)
    room.enter(this)
  }

  get access() {
    return {
      articleId: 'article-1',
      proposalId: null,
      charterId: 'charter-1',
      lang: 'en',
      presence: 'all' as const,
      ...{ together: [], lockedBlocks: [], heldBrackets: null },
      ...{ hats: [], hat: 'party' as const, isTheirs: true },
      read: true,
      edit: this.person.mayEdit,
      reason: this.person.mayEdit ? null : ('not-allowed' as const),
    }
  }
  send({ messages }: Parcel): void {
    if (this.person.line === this) this.person.toClient.push(...messages)
  }
  tellSize(): void {}
  acknowledge(count: number): void {
    this.send(Parcel.of(Uint8Array.of(MESSAGE.acknowledged, ...varint(count))))
  }
  tellReadOnly(): void {
    this.send(Parcel.of(Uint8Array.of(MESSAGE.readOnly, 0)))
  }
  handled(): void {}
  askAgain(): void {}
  shutOut(code: number, reason: string): void {
    this.isShutOut = true
    this.room.leave(this)
    if (this.person.line === this) this.person.ended(code, reason)
  }
  cut(): void {
    this.room.leave(this)
  }
  deliver(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame.kind === 'step2' || frame.kind === 'update') this.received++
    this.room.take(this, frame, this.received)
  }
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)])

/** A server in this process, over a journal in memory. */
class RoomsInMemory implements World {
  readonly journal = new MemoryJournal()
  readonly reports: unknown[] = []
  readonly people: readonly Person[]
  faults = 0
  #rooms = this.#opened()
  #clients = { server: SERVERS_CLIENTS, people: PEOPLES_CLIENTS }

  constructor() {
    const bytes = firstUpdate(FIRST_TEXT, SYSTEM_CLIENT)
    const first = { documentId: DOCUMENT, seq: 1, authorId: null, partyId: null, hat: null, bytes, at: '' }
    this.journal.entries.push({ ...first, newClients: [SYSTEM_CLIENT] })
    this.people = makePeople(() => this.newClientId())
  }

  #opened(): Rooms {
    return new Rooms(
      roomParts({
        load: () => Promise.resolve(this.journal.load()),
        append: (entries) => this.journal.append(entries),
        keepSnapshot: (_id, seq, bytes) => {
          this.journal.snapshot = { seq, bytes }
          return Promise.resolve()
        },
        newClientId: () => this.#clients.server++,
        report: (error) => this.reports.push(error),
      }),
    )
  }

  newClientId(): number {
    return this.#clients.people++
  }
  connect(person: Person): Line {
    return new RoomLine(person, this.#rooms.of(DOCUMENT))
  }
  setRights(person: Person, mayEdit: boolean): void {
    person.mayEdit = mayEdit
    if (mayEdit && person.line instanceof RoomLine) person.line.room.callBack(person.line)
  }
  turn = turnOfLoop

  async mishap(random: Random): Promise<void> {
    switch (random.below(8)) {
      case 0:
        this.journal.failures++
        this.faults++
        break
      case 1:
        return this.#startAnew()
      case 2:
      case 3:
        await this.#rooms
          .of(DOCUMENT)
          .keep()
          .catch((error: unknown) => this.reports.push(error))
    }
  }

  /** What was taken is kept first, as a stop does; all lines break. */
  async #startAnew(): Promise<void> {
    await Promise.allSettled(this.#rooms.all().map((room) => room.keep()))
    for (const person of this.people) person.disconnect()
    this.#rooms = this.#opened()
  }
}

async function play(seed: number): Promise<void> {
  const world = new RoomsInMemory()
  const { people, journal } = world
  await playSteps(seed, people, STEPS, world)
  // everybody may write, everybody comes back, every line holds
  journal.failures = 0
  for (const person of people) {
    world.setRights(person, true)
    person.disconnect()
  }
  for (const person of people) person.connect(world.connect(person))
  for (let quiet = 0; quiet < 20; quiet++) {
    await turnOfLoop()
    if (allArrive(people)) quiet = 0
    // the room may have been about to be given up for the last fault when they came
    for (const person of people.filter(({ line }) => line === null)) {
      person.connect(world.connect(person))
      quiet = 0
    }
  }
  expect(world.reports.length, `seed ${seed}`).toBeLessThanOrEqual(world.faults * 3)
  expectConverged(`seed ${seed}`, people, { entries: journal.entries, updates: journal.load().updates })
}

for (const [name, seed] of Object.entries(KEPT)) it(`SY1: converges (${name})`, () => play(seed))

it(
  `SY1: ${SEEDS} schedules from seed ${FROM} converge, equal the journal's replay, and lose nothing acknowledged`,
  async () => {
    for (let seed = FROM; seed < FROM + SEEDS; seed++) await play(seed)
    // a machine that is busy with something else takes several times as long
  },
  SEEDS * 600,
)
