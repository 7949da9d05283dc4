/**
 * What waits together ends as what comes one by one (SY24): the same frames of three people, honest and mutated, into two rooms, of which one takes
 * them in one turn and the other each in a turn of its own. The same people are shut out for the same reason, the same is acknowledged, the texts
 * say the same, and the same words came too late. Ten times `FUZZ_SEEDS` bursts (by default 600), from the seed `FUZZ_FROM`. A seed that failed
 * once stays in `KEPT` by name.
 */
import { expect, it } from 'vitest'
import type { Author } from '../../src/lib/domain/authored.ts'
import { writtenBy } from '../support/authors.ts'
import * as Y from 'yjs'
import { TEXT_NAME } from '../../src/lib/domain/text.ts'
import { Rooms } from '../../server/sync/rooms.ts'
import { KEPT as AT_ONCE } from '../../server/store/journal.ts'
import { firstUpdate } from '../../server/text/write.ts'
import { roomParts } from '../support/room-parts.ts'
import { randomFrom, type Random } from '../support/random.ts'
import { updateBy } from '../support/sync-client.ts'
import { FIRST_TEXT, SYSTEM_CLIENT } from '../support/sync-house.ts'
import { hostileFrom } from './mutations.ts'
import type { JournalEntry } from '../../server/store/store.ts'
import type { Member } from '../../server/sync/member.ts'
import type { Room } from '../../server/sync/room.ts'

const BURSTS = 10 * Number(process.env['FUZZ_SEEDS'] ?? 60)
const FROM = Number(process.env['FUZZ_FROM'] ?? 1)
const KEPT: Record<string, number> = {}
const PEOPLE = 3
const first = firstUpdate(FIRST_TEXT, SYSTEM_CLIENT)

interface Sent {
  person: number
  update: Uint8Array
}

/** One's own words at the caret, mostly; sometimes something else. */
function edit(doc: Y.Doc, random: Random, caret: { at: number }): Uint8Array {
  return updateBy(doc, (text) => {
    const kind = random.below(12)
    if (caret.at > text.length || random.below(10) === 0) caret.at = 1 + random.below(text.length)
    if (kind === 0 && caret.at > 2) text.delete((caret.at -= 1), 1)
    else if (kind === 1 && caret.at > 4) text.format(caret.at - 2, 2, { bold: true })
    else if (kind === 2) text.insertEmbed(caret.at++, { br: true })
    else if (kind === 3) text.delete(1 + random.below(text.length - 1), 1)
    else {
      const words = random.pick(['a', 'ب', '😀', 'two words', 'x'])
      text.insert(caret.at, words)
      caret.at += words.length
    }
  })
}

/** What everybody sends, in the order in which it comes; two tabs of a browser may tell each other before the server does. */
function burst(random: Random): Sent[] {
  const docs = Array.from({ length: PEOPLE }, (_, n) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, first)
    doc.clientID = 100 + n
    return doc
  })
  const carets = docs.map(() => ({ at: 1 + random.below(6) }))
  const states = Y.decodeStateVector(Y.encodeStateVector(docs[0]!))
  const sent: Sent[] = []
  for (let n = 2 + random.below(24); n > 0; n--) {
    const person = random.below(PEOPLE)
    const doc = docs[person]!
    if (random.below(6) === 0) Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[random.below(PEOPLE)]!))
    const update = edit(doc, random, carets[person]!)
    if (random.below(8) === 0) {
      const other = sent.length > 0 ? random.pick(sent).update : update
      sent.push({ person, update: hostileFrom(update, other, { own: [100 + person, 200 + person], states }, random) })
    } else if (random.below(16) === 0 && update.at(-1) === 0) {
      // clients who delete nothing: of such an end it must not matter what stands behind it
      sent.push({ person, update: Uint8Array.of(...update.subarray(0, -1), 2, 1, 0, 2, 0) })
    } else sent.push({ person, update })
    if (random.below(20) === 0) sent.push(sent.at(-1)!)
  }
  return sent
}

interface Ended {
  closed: (string | null)[]
  acknowledged: (number | null)[]
  text: string
  /** How many updates the journal holds. */
  entries: number
  stillborn: string[]
}

async function end(sent: readonly Sent[], isTogether: boolean, name: string): Promise<Ended> {
  const entries: JournalEntry[] = []
  const reports: unknown[] = []
  const rooms = new Rooms(
    roomParts({
      load: () =>
        Promise.resolve({
          seq: 1,
          snapshotSeq: 1,
          updates: [first],
          bindings: new Map([[SYSTEM_CLIENT, null]]),
          isLeading: true,
        }),
      append: (more) => {
        entries.push(...more)
        return AT_ONCE
      },
      keepSnapshot: () => Promise.resolve(),
      newClientId: () => 5_000,
      report: (error) => reports.push(error),
    }),
  )
  const room = rooms.of('document-1')
  const people = Array.from({ length: PEOPLE }, (_, n) => new Fake(`person-${n}`, 100 + n, room))
  // with nobody left the room would tidy its text
  new Fake('witness', 99, room)
  await room.settle()
  const ordinals = people.map(() => 0)
  for (const { person, update } of sent) {
    people[person]!.waiting++
    room.take(people[person]!, { kind: 'update', update }, ++ordinals[person]!)
    if (!isTogether) await room.settle()
  }
  await room.settle()
  expect(
    people.map(({ waiting }) => waiting),
    name,
  ).toEqual(people.map(() => 0))
  const updates = [first, ...entries.map(({ bytes }) => bytes)]
  const doc = new Y.Doc()
  for (const bytes of updates) Y.applyUpdate(doc, bytes)
  expect([doc.store.pendingStructs, doc.store.pendingDs], name).toEqual([null, null])
  expect(
    [...doc.share.keys()].filter((key) => key !== TEXT_NAME),
    name,
  ).toEqual([])
  return {
    closed: people.map(({ closed }) => closed),
    acknowledged: people.map(({ closed, acknowledged }) => (closed === null ? acknowledged : null)),
    entries: entries.length,
    text: JSON.stringify(doc.getText(TEXT_NAME).toDelta()),
    stillborn: people.map(({ actor: { id } }) =>
      entries
        .flatMap(({ authorId, stillborn }) => (authorId === id ? (stillborn ?? []) : []))
        .map(({ words }) => words)
        .join(''),
    ),
  }
}

/** A socket as its room sees it. */
class Fake implements Member {
  readonly actor
  readonly author: Author
  readonly client: number
  get clients(): number[] {
    return [this.client]
  }
  readonly asking = null
  readonly wishes = { deflated: false }
  readonly access = {
    ...{ articleId: 'article-1', proposalId: null, charterId: 'charter-1', lang: 'en' },
    ...{ presence: 'all' as const, together: [], lockedBlocks: [], heldBrackets: null },
    ...{ hats: [], hat: 'party' as const, isTheirs: true },
    ...{ read: true, edit: true, reason: null },
  }
  isShutOut = false
  isCaughtUp = true
  isOwing = false
  closed: string | null = null
  acknowledged = 0
  waiting = 0
  readonly #room: Room

  constructor(id: string, client: number, room: Room) {
    this.client = client
    this.#room = room
    const nobody = { party: null, partyId: null, roles: ['drafter' as const], sessionId: null, confirmedAt: null }
    this.actor = { id, name: id, email: '', ...nobody }
    this.author = writtenBy(id)
    room.enter(this)
  }

  send(): void {}
  tellSize(): void {}
  tellReadOnly(): void {}
  askAgain(): void {}
  acknowledge(count: number): void {
    this.acknowledged = count
  }
  handled(): void {
    this.waiting--
  }
  shutOut(_code: number, reason: string): void {
    this.isShutOut = true
    this.closed = reason
    this.#room.leave(this)
  }
}

async function play(seed: number): Promise<{ refused: number; joined: number }> {
  const sent = burst(randomFrom(seed))
  const apart = await end(sent, false, `seed ${seed}, apart`)
  const together = await end(sent, true, `seed ${seed}, together`)
  expect({ ...together, entries: 0 }, `seed ${seed}`).toEqual({ ...apart, entries: 0 })
  return {
    refused: apart.closed.filter((reason) => reason !== null).length,
    joined: apart.entries - together.entries,
  }
}

for (const [name, seed] of Object.entries(KEPT))
  it(`SY24: ends the same (${name})`, async () => void (await play(seed)))

it(`SY24: ${BURSTS} bursts from seed ${FROM} end the same together and one by one`, async () => {
  const found = { refused: 0, joined: 0 }
  for (let seed = FROM; seed < FROM + BURSTS; seed++) {
    const { refused, joined } = await play(seed)
    found.refused += refused
    found.joined += joined
  }
  expect(found.refused).toBeGreaterThan(BURSTS / 20)
  expect(found.joined).toBeGreaterThan(BURSTS)
})
