// Over 250 lines: the schedules and the world they are played in.
/**
 * Seeded schedules of six people on one article, in process, over lines that delay, repeat and break: in the end all copies, the
 * room and the journal's replay say the same, and what was acknowledged is there. `FUZZ_SEEDS` schedules (by default 60), from
 * `FUZZ_FROM`. A seed that failed once stays in `KEPT` by name.
 */
import * as decoding from 'lib0/decoding'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { MESSAGE, SYNC } from '../../src/lib/domain/sync.ts'
import { readFrame } from '../../server/sync/protocol.ts'
import { Rooms } from '../../server/sync/rooms.ts'
import { firstUpdate } from '../../server/text/write.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { randomFrom, type Random } from '../support/random.ts'
import { syncFrame } from '../support/sync-client.ts'
import { FIRST_TEXT, SYSTEM_CLIENT } from '../support/sync-house.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Member } from '../../server/sync/member.ts'
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import { eager } from '../../server/sync/pacer.ts'
import { Parcel } from '../../server/sync/parcel.ts'
import type { Room } from '../../server/sync/room.ts'
import { replay } from '../../server/text/read.ts'
import type { Appended, JournalEntry } from '../../server/store/store.ts'

const SEEDS = Number(process.env['FUZZ_SEEDS'] ?? 60)
const FROM = Number(process.env['FUZZ_FROM'] ?? 1)
const KEPT: Record<string, number> = {}
const PEOPLE = 6
const STEPS = 250
const DOCUMENT = 'document-1'

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

  replay(): Y.Doc {
    const doc = new Y.Doc()
    for (const { bytes } of this.entries) Y.applyUpdate(doc, bytes)
    return doc
  }
}

/** One person with a copy of the text and a line that may break; the room's member while it holds. */
class Person {
  readonly id: string
  readonly doc = new Y.Doc()
  readonly undo: Y.UndoManager
  mayEdit = true
  /** Words typed, each once, with the number of the message that carries them on this line; null: none yet. */
  words: { word: string; carrier: number | null; isSaved: boolean }[] = []
  toServer: Uint8Array[] = []
  toClient: Uint8Array[] = []
  line: Line | null = null
  /** Codes that ended a line for good. */
  refusals: string[] = []

  constructor(id: string, clientID: number) {
    this.id = id
    this.doc.clientID = clientID
    this.undo = new Y.UndoManager(this.doc.getText('default'), { captureTimeout: 0 })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && this.line !== null) this.send(SYNC.update, update)
    })
  }

  send(subtype: number, body: Uint8Array): void {
    if (subtype !== SYNC.step1) this.line!.sent++
    this.toServer.push(syncFrame(subtype, body))
  }

  connect(room: Room): void {
    this.toServer = []
    this.toClient = []
    this.line = new Line(this, room)
    for (const word of this.words) if (!word.isSaved) word.carrier = null
    this.send(SYNC.step1, Y.encodeStateVector(this.doc))
  }

  disconnect(): void {
    const line = this.line
    this.line = null
    if (line !== null) line.room.leave(line)
  }

  type(word: string, at: number): void {
    this.doc.getText('default').insert(at, word)
    this.words.push({ word, carrier: this.line?.sent ?? null, isSaved: false })
  }

  /** One message of the server reaches this person. */
  hear(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message)
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync: {
        const subtype = decoding.readVarUint(decoder)
        const body = decoding.readVarUint8Array(decoder)
        if (subtype !== SYNC.step1) return Y.applyUpdate(this.doc, body, this)
        this.send(SYNC.step2, Y.encodeStateAsUpdate(this.doc, body))
        for (const word of this.words) if (!word.isSaved) word.carrier ??= this.line!.sent
        return
      }
      case MESSAGE.acknowledged: {
        const count = decoding.readVarUint(decoder)
        for (const word of this.words) if (word.carrier !== null && word.carrier <= count) word.isSaved = true
      }
    }
  }
}

/** A person's line as the room sees it. */
class Line implements Member {
  readonly person: Person
  readonly room: Room
  readonly actor: Actor
  readonly client: number
  readonly asking = null
  isShutOut = false
  isCaughtUp = false
  isOwing = false
  sent = 0
  received = 0

  constructor(person: Person, room: Room) {
    this.person = person
    this.room = room
    this.client = person.doc.clientID
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
    room.enter(this)
  }

  get access() {
    return {
      articleId: 'article-1',
      charterId: 'charter-1',
      lang: 'en',
      presence: 'all' as const,
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
    if (code >= 4400) this.person.refusals.push(reason)
    this.room.leave(this)
    if (this.person.line === this) this.person.line = null
  }
  /** One message of this person reaches the server. */
  deliver(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame.kind === 'step2' || frame.kind === 'update') this.received++
    this.room.take(this, frame, this.received)
  }
}

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >> 7)])

async function play(seed: number): Promise<void> {
  const random = randomFrom(seed)
  const journal = new MemoryJournal()
  journal.entries.push({
    documentId: DOCUMENT,
    seq: 1,
    authorId: null,
    partyId: null,
    bytes: firstUpdate(FIRST_TEXT, SYSTEM_CLIENT),
    at: '',
    newClients: [SYSTEM_CLIENT],
  })
  const reports: unknown[] = []
  let nextClient = 5_000
  const clock = fakeClock()
  const rooms = new Rooms({
    load: () => Promise.resolve(journal.load()),
    append: (entries) => journal.append(entries),
    keepSnapshot: (_id, seq, bytes) => {
      journal.snapshot = { seq, bytes }
      return Promise.resolve()
    },
    followers: () => Promise.resolve([]),
    compact: (updates) => Promise.resolve(replay(updates)),
    clock,
    limits: SYNC_LIMITS,
    pacer: eager,
    presenceMs: 0,
    recovered: () => {},
    newBlockId: () => 'block-of-a-test',
    newClientId: () => nextClient++,
    count: () => {},
    report: (error) => reports.push(error),
  })
  const people = Array.from(
    { length: PEOPLE },
    (_, i) => new Person(`person-${i}`, 1_000 + random.below(1_000) * 10 + i),
  )
  let faults = 0

  for (let step = 0; step < STEPS; step++) {
    const person = random.pick(people)
    const text = person.doc.getText('default')
    const at = (): number => random.below(text.length + 1)
    switch (random.below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        person.type(`‹${person.id}.${step}›`, at())
        break
      case 4: {
        const from = at()
        text.delete(from, Math.min(random.below(6), text.length - from))
        break
      }
      case 5: {
        const from = at()
        text.format(from, Math.min(random.below(9), text.length - from), { bold: random.pick(['1', null]) })
        break
      }
      case 6:
        text.insertEmbed(at(), { b: `block-${step}` }, { 'b.kind': random.pick(['para', 'item']) })
        break
      case 7:
        person.undo.undo()
        break
      case 8:
        if (person.line === null) person.connect(rooms.of(DOCUMENT))
        else if (random.below(3) === 0) person.disconnect()
        break
      case 9:
        person.mayEdit = !person.mayEdit
        if (person.mayEdit && person.line !== null) person.line.room.callBack(person.line)
        break
      case 10:
        // a line may repeat itself
        if (person.line !== null && person.toServer.length > 0) person.line.deliver(person.toServer[0]!)
        if (person.line !== null)
          person.line.received -= person.toServer.length > 0 && isCounted(person.toServer[0]!) ? 1 : 0
        break
      case 11:
        if (random.below(10) === 0) {
          journal.failures++
          faults++
        }
        break
      case 12:
        await rooms
          .of(DOCUMENT)
          .keep()
          .catch((error: unknown) => reports.push(error))
        break
      case 13:
        await turnOfLoop()
        break
      default:
        await deliver(random, people)
    }
  }

  // everybody may write, everybody comes back, every line holds
  journal.failures = 0
  for (const person of people) {
    person.mayEdit = true
    person.disconnect()
  }
  for (const person of people) person.connect(rooms.of(DOCUMENT))
  for (let quiet = 0; quiet < 20; quiet++) {
    await turnOfLoop()
    for (const person of people) {
      while (person.line !== null && person.toServer.length > 0) {
        quiet = 0
        person.line.deliver(person.toServer.shift()!)
      }
      while (person.toClient.length > 0) {
        quiet = 0
        person.hear(person.toClient.shift()!)
      }
    }
  }

  const name = `seed ${seed}`
  expect(
    people.flatMap(({ refusals }) => refusals),
    name,
  ).toEqual([])
  expect(reports.length, name).toBeLessThanOrEqual(faults * 3)
  const replayed = journal.replay()
  const said = JSON.stringify(replayed.getText('default').toDelta())
  for (const { doc } of people) {
    expect(JSON.stringify(doc.getText('default').toDelta()), name).toBe(said)
    expect(doc.store.pendingStructs, name).toBeNull()
  }
  const reopened = new Y.Doc()
  for (const update of journal.load().updates) Y.applyUpdate(reopened, update)
  expect(JSON.stringify(reopened.getText('default').toDelta()), name).toBe(said)

  // all that was typed is acknowledged in the end; its author's copy held it all along, so equal copies mean that it is kept
  for (const person of people)
    expect(
      person.words.filter(({ isSaved }) => !isSaved),
      name,
    ).toEqual([])
  const bindings = journal.load().bindings
  for (const { authorId, bytes } of journal.entries)
    for (const client of Y.parseUpdateMeta(bytes).from.keys()) expect(bindings.get(client), name).toBe(authorId)
}

const isCounted = (frame: Uint8Array): boolean => frame[0] === MESSAGE.sync && frame[1] !== SYNC.step1

/** Some messages of some lines arrive. */
async function deliver(random: Random, people: Person[]): Promise<void> {
  for (const person of people) {
    for (let n = random.below(4); n > 0 && person.line !== null && person.toServer.length > 0; n--)
      person.line.deliver(person.toServer.shift()!)
    for (let n = random.below(4); n > 0 && person.line !== null && person.toClient.length > 0; n--)
      person.hear(person.toClient.shift()!)
  }
  if (random.below(2) === 0) await turnOfLoop()
}

for (const [name, seed] of Object.entries(KEPT)) it(`SY1: converges (${name})`, () => play(seed))

it(`SY1: ${SEEDS} schedules from seed ${FROM} converge, equal the journal's replay, and lose nothing acknowledged`, async () => {
  for (let seed = FROM; seed < FROM + SEEDS; seed++) await play(seed)
})
