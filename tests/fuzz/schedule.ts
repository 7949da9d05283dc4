// Over 250 lines: the people of a schedule, what they do, and what must hold of it in the end.
/**
 * Schedules of people on one article (SY1): what they do to their copies, over lines that delay, repeat and break; and what must hold in
 * the end. Where the lines lead, to a room in this process or to a real server, is the test's.
 */
import * as decoding from 'lib0/decoding'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { articleSchema } from '../../src/lib/domain/schema.ts'
import { MESSAGE, SYNC } from '../../src/lib/domain/sync.ts'
import { docFromDelta, type DeltaInsert } from '../../src/lib/domain/text.ts'
import { editAtRandom, flat, indexIn } from '../support/honest-edits.ts'
import { randomFrom, type Random } from '../support/random.ts'
import { syncFrame } from '../support/sync-client.ts'

export const PEOPLE = 8

/** A line as its person sees it. */
export interface Line {
  /** One message of this person reaches the server. */
  deliver(message: Uint8Array): void
  cut(): void
}

/** Units that somebody wrote, the number of the message that carries them on this line (null: none yet), and whether they are saved. */
interface Written {
  client: number
  clock: number
  words: string
  carrier: number | null
  isSaved: boolean
}

/** One person with a copy of the text and a line that may break. */
export class Person {
  readonly id: string
  readonly doc = new Y.Doc()
  readonly undo: Y.UndoManager
  mayEdit = true
  /** What comes of the server, and what goes to it; both wait until the schedule moves them. */
  readonly toServer: Uint8Array[] = []
  readonly toClient: Uint8Array[] = []
  readonly written: Written[] = []
  /** `client.clock` of every unit that this person deleted. */
  readonly deleted = new Set<string>()
  /** Where this person has put a comment. */
  readonly anchors: Y.RelativePosition[] = []
  /** Yjs client ids that this person has had. */
  readonly clients = new Set<number>()
  /** Codes that ended a line for good. */
  readonly refusals: string[] = []
  line: Line | null = null
  /** Everything is said twice. */
  isStuttering = false
  #sent = 0

  constructor(id: string, clientID: number) {
    this.id = id
    this.takeClient(clientID)
    this.undo = new Y.UndoManager(this.doc.getText('default'), { captureTimeout: 0 })
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (origin === this) return
      if (this.line !== null) this.#send(SYNC.update, update)
      this.#note(transaction)
    })
  }

  /** Another tab: what it writes from now on stands under this id. */
  takeClient(clientID: number): void {
    this.doc.clientID = clientID
    this.clients.add(clientID)
  }

  #note({ deleteSet, beforeState, afterState }: Y.Transaction): void {
    for (const [client, ranges] of deleteSet.clients)
      for (const { clock, len } of ranges) for (let n = 0; n < len; n++) this.deleted.add(`${client}.${clock + n}`)
    const client = this.doc.clientID
    const from = beforeState.get(client) ?? 0
    for (let clock = from; clock < (afterState.get(client) ?? 0);) {
      const struct = Y.getItem(this.doc.store, Y.createID(client, clock))
      const offset = clock - struct.id.clock
      const words = struct.content instanceof Y.ContentString ? struct.content.str.slice(offset) : ''
      if (words !== '') this.written.push({ client, clock, words, carrier: this.#carrier, isSaved: false })
      clock += struct.length - offset
    }
  }

  get #carrier(): number | null {
    return this.line === null ? null : this.#sent
  }

  #send(subtype: number, body: Uint8Array): void {
    for (let n = this.isStuttering ? 2 : 1; n > 0; n--) {
      if (subtype !== SYNC.step1) this.#sent++
      this.toServer.push(syncFrame(subtype, body))
    }
  }

  connect(line: Line): void {
    this.toServer.length = this.toClient.length = 0
    this.line = line
    this.#sent = 0
    for (const one of this.written) if (!one.isSaved) one.carrier = null
    this.#send(SYNC.step1, Y.encodeStateVector(this.doc))
  }

  disconnect(): void {
    const { line } = this
    this.line = null
    this.toServer.length = this.toClient.length = 0
    line?.cut()
  }

  /** The server has ended the line. */
  ended(code: number, reason: string): void {
    if (code >= 4400) this.refusals.push(reason)
    this.line = null
  }

  /** One message of the server reaches this person. */
  hear(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message)
    switch (decoding.readVarUint(decoder)) {
      case MESSAGE.sync: {
        const subtype = decoding.readVarUint(decoder)
        const body = decoding.readVarUint8Array(decoder)
        if (subtype !== SYNC.step1) return Y.applyUpdate(this.doc, body, this)
        this.#send(SYNC.step2, Y.encodeStateAsUpdate(this.doc, body))
        for (const one of this.written) if (!one.isSaved) one.carrier ??= this.#carrier
        return
      }
      case MESSAGE.acknowledged: {
        const count = decoding.readVarUint(decoder)
        for (const one of this.written) if (one.carrier !== null && one.carrier <= count) one.isSaved = true
      }
    }
  }

  get isSaved(): boolean {
    return this.written.every(({ isSaved }) => isSaved)
  }
}

/** What a schedule is played against. */
export interface World {
  connect(person: Person): Line
  /** Whether this person may write, told at once. */
  setRights(person: Person, mayEdit: boolean): void
  /** Something of the server's own: the journal fails, a state is kept, the server starts anew. Whoever's line breaks is told so. */
  mishap(random: Random): Promise<void>
  /** A moment passes. */
  turn(): Promise<void>
  /** Yjs client ids from here on are free. */
  newClientId(): number
}

export const makePeople = (newClientId: () => number): Person[] =>
  Array.from({ length: PEOPLE }, (_, i) => new Person(`drafter-${i + 1}`, newClientId()))

/** So many steps of the schedule with this seed. */
export async function playSteps(seed: number, people: readonly Person[], steps: number, world: World): Promise<void> {
  const random = randomFrom(seed)
  for (const person of people) person.connect(world.connect(person))
  for (let step = 0; step < steps; step++) {
    const person = random.pick(people)
    switch (random.below(24)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
        if (hasText(person)) editAtRandom(person.doc, random, `${person.id}-${step}`)
        break
      case 8:
        person.undo.undo()
        break
      case 9:
        if (hasText(person)) person.anchors.push(anchorIn(person.doc, random))
        break
      case 10:
      case 11:
        for (const away of people) if (away.line === null) away.connect(world.connect(away))
        if (random.below(3) === 0) person.disconnect()
        break
      case 12:
        world.setRights(person, !person.mayEdit || random.below(2) === 0)
        break
      case 13:
        person.isStuttering = !person.isStuttering
        break
      case 14:
        if (person.line === null) person.takeClient(world.newClientId())
        break
      case 15:
        await world.mishap(random)
        break
      case 16:
        await world.turn()
        break
      default:
        await someArrive(random, people, world)
    }
  }
}

/** An editor opens with the text that the server sent. */
const hasText = ({ doc }: Person): boolean => doc.getText('default').length > 0

function anchorIn(doc: Y.Doc, random: Random): Y.RelativePosition {
  const text = doc.getText('default')
  return Y.createRelativePositionFromTypeIndex(text, indexIn(flat(text), random), random.pick([0, -1]))
}

/** Some messages of some lines arrive. */
async function someArrive(random: Random, people: readonly Person[], world: World): Promise<void> {
  for (const person of people) {
    for (let n = random.below(4); n > 0 && person.line !== null && person.toServer.length > 0; n--)
      person.line.deliver(person.toServer.shift()!)
    for (let n = random.below(4); n > 0 && person.line !== null && person.toClient.length > 0; n--)
      person.hear(person.toClient.shift()!)
  }
  if (random.below(2) === 0) await world.turn()
}

/** Everything that waits arrives; answers whether there was anything. */
export function allArrive(people: readonly Person[]): boolean {
  let isQuiet = true
  for (const person of people) {
    for (; person.line !== null && person.toServer.length > 0; isQuiet = false)
      person.line.deliver(person.toServer.shift()!)
    for (; person.toClient.length > 0; isQuiet = false) person.hear(person.toClient.shift()!)
  }
  return !isQuiet
}

/** The journal in the end. */
export interface Kept {
  entries: readonly { authorId: string | null; bytes: Uint8Array }[]
  /** What opening the text anew begins with: a state and what followed. */
  updates: readonly Uint8Array[]
}

const deltaOf = (doc: Y.Doc): DeltaInsert[] => doc.getText('default').toDelta() as DeltaInsert[]
function made(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** What must hold once everybody may write, is back, and has heard everything. */
export function expectConverged(name: string, people: readonly Person[], { entries, updates }: Kept): void {
  expect(
    people.flatMap(({ refusals }) => refusals),
    name,
  ).toEqual([])
  const replayed = made(entries.map(({ bytes }) => bytes))
  const delta = deltaOf(replayed)
  const said = JSON.stringify(delta)
  for (const { doc } of people) {
    expect(JSON.stringify(deltaOf(doc)), name).toBe(said)
    expect([doc.store.pendingStructs, doc.store.pendingDs], name).toEqual([null, null])
  }
  expect(JSON.stringify(deltaOf(made(updates))), name).toBe(said)
  articleSchema.nodeFromJSON(docFromDelta(delta)).check()
  expectSaved(name, people, replayed, entries)
  expectAuthors(name, people, entries)
  for (const anchor of people.flatMap(({ anchors }) => anchors)) {
    const places = [replayed, ...people.map(({ doc }) => doc)].map(
      (doc) => Y.createAbsolutePositionFromRelativePosition(anchor, doc, false)?.index ?? null,
    )
    expect(new Set(places).size, name).toBe(1)
  }
}

/** Every unit that was written is acknowledged, and stands there as it was written, once, unless somebody deleted it. */
function expectSaved(name: string, people: readonly Person[], replayed: Y.Doc, entries: Kept['entries']): void {
  const deleted = new Set(people.flatMap((person) => [...person.deleted]))
  for (const { authorId, bytes } of entries)
    if (authorId === null)
      for (const [client, ranges] of Y.decodeUpdate(bytes).ds.clients)
        for (const { clock, len } of ranges) for (let n = 0; n < len; n++) deleted.add(`${client}.${clock + n}`)
  for (const { id, written } of people)
    for (const { client, clock, words, isSaved } of written) {
      expect(isSaved, `${name}: ${id} wrote ${words}`).toBe(true)
      for (let n = 0; n < words.length; n++) {
        const struct = Y.getItem(replayed.store, Y.createID(client, clock + n))
        const isThere =
          struct.content instanceof Y.ContentString &&
          struct.content.str[clock + n - struct.id.clock] === words[n] &&
          !struct.deleted
        if (!isThere) expect(deleted.has(`${client}.${clock + n}`), `${name}: ${id} wrote ${words}`).toBe(true)
      }
    }
}

/** Every entry holds words of its author alone. */
function expectAuthors(name: string, people: readonly Person[], entries: Kept['entries']): void {
  const owners = new Map(people.flatMap(({ id, clients }) => [...clients].map((client) => [client, id])))
  for (const { authorId, bytes } of entries)
    for (const client of Y.parseUpdateMeta(bytes).from.keys()) expect(owners.get(client) ?? null, name).toBe(authorId)
}
