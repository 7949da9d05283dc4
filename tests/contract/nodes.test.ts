// Over 250 lines: what holds of three nodes is seen on the same three.
/** Several nodes that write the same texts in one PostgreSQL (rules ND*): the journal's sequence decides who was first, whatever the bus does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import fc from 'fast-check'
import { sql } from 'kysely'
import * as Y from 'yjs'
import { insertEntries } from '../../server/store/history.ts'
import { FENCE } from '../../server/sync/fence.ts'
import { eager } from '../../server/sync/pacer.ts'
import { GIVE_WAY_MS } from '../../server/sync/way.ts'
import { readText } from '../../server/text/read.ts'
import { doc, para } from '../support/blocks.ts'
import { fakeClock, type FakeClock } from '../support/fake-clock.ts'
import { MemoryBuses } from '../support/memory-bus.ts'
import { makeTestDatabase, type TestDatabase } from '../support/database.ts'
import { SYSTEM } from '../../src/lib/domain/authored.ts'
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import {
  ARTICLE,
  DOCUMENT,
  locked,
  mayEdit,
  openSyncHouse,
  type PersonId,
  type SyncHouse,
} from '../support/sync-house.ts'
import { BareClient, stockProvider, untilDocs, updateBy } from '../support/sync-client.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Bus, BusMessage } from '../../server/bus/bus.ts'
import type { JournalEntry } from '../../server/store/store.ts'
import { writtenBy } from '../support/authors.ts'

let database: TestDatabase
let buses: MemoryBuses
let nodes: SyncHouse[]
/** Theirs, in their order. */
let lines: Bus[]

beforeEach(async () => {
  database = await makeTestDatabase('postgres')
  buses = new MemoryBuses()
  nodes = []
  lines = []
  for (let i = 0; i < 3; i++) {
    lines.push(buses.node())
    nodes.push(await openSyncHouse({ ...database.options, opening: { isShared: true }, bus: lines[i]! }))
  }
})
afterEach(async () => {
  for (const node of nodes) {
    await node.close()
    expect(node.failures).toEqual([])
  }
  await database.remove()
})

const textOf = (doc: Y.Doc): string => doc.getText('default').toString()

async function joined(
  node: SyncHouse,
  person: PersonId,
  doc = new Y.Doc(),
): Promise<{ client: BareClient; doc: Y.Doc }> {
  const client = new BareClient(node.address, DOCUMENT, { token: person, query: '?ack=1' })
  await client.until(client.isOpen)
  await client.join(doc)
  return { client, doc }
}
function type(one: { client: BareClient; doc: Y.Doc }, words: string, at = 1): void {
  one.client.sendUpdate(updateBy(one.doc, (text) => text.insert(at, words)))
}

describe.each([true, false])('with a bus that works: %s', (isUp) => {
  beforeEach(() => (buses.isUp = isUp))

  it('ND1: people on three nodes, typing at once, have one text, and so has the journal', async () => {
    const docs = [0, 1, 2, 3, 4, 5].map(() => new Y.Doc())
    const providers = docs.map((doc, i) =>
      stockProvider(nodes[i % 3]!.address, DOCUMENT, doc, `drafter-${i + 1}` as PersonId),
    )
    await untilDocs(docs, () => docs.every((doc) => textOf(doc) !== ''))
    const words = Array.from({ length: 40 }, (_, n) => docs.map((_, i) => `${'abcdef'[i]}${n} `)).flat()
    for (let n = 0; n < 40; n++) {
      docs.forEach((doc, i) => doc.getText('default').insert(1 + (n % 5), `${'abcdef'[i]}${n} `))
      await new Promise(setImmediate)
    }
    const isWhole = (doc: Y.Doc): boolean => words.every((word) => textOf(doc).length >= 6 * 40 * 3 && word !== '')
    await untilDocs(docs, () => docs.every((doc) => isWhole(doc) && textOf(doc) === textOf(docs[0]!)))
    for (const node of nodes) await node.sync.texts.settle([DOCUMENT])
    expect(textOf(await nodes[0]!.replay())).toBe(textOf(docs[0]!))
    // each letter once
    expect([...textOf(docs[0]!)].filter((letter) => letter === '9')).toHaveLength(6 * 4)
    const rows = await nodes[1]!.journalRows()
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1))
    for (const provider of providers) provider.destroy()
  })

  it('ND2: whoever comes to another node before their words reached it is caught up', async () => {
    const first = await joined(nodes[0]!, 'drafter-1')
    await joined(nodes[1]!, 'drafter-2')
    type(first, 'kept ')
    await first.client.until(() => first.client.acknowledged > 1)
    type(first, 'and more ', 6)
    first.client.ws.terminate()
    const again = await joined(nodes[1]!, 'drafter-1', first.doc)
    await again.client.until(() => again.client.acknowledged > 0 || again.client.closed !== null)
    expect(again.client.closed).toBeNull()
    expect(textOf(await nodes[2]!.replay())).toContain('kept and more')
  })

  it('ND3: a verb on any node reads what was acknowledged on another', async () => {
    const one = await joined(nodes[0]!, 'drafter-1')
    await joined(nodes[1]!, 'drafter-2')
    type(one, 'read everywhere ')
    await one.client.until(() => one.client.acknowledged > 1)
    expect(JSON.stringify(await nodes[1]!.sync.texts.read(DOCUMENT))).toContain('read everywhere')
    expect(JSON.stringify(await nodes[2]!.sync.texts.read(DOCUMENT))).toContain('read everywhere')
  })

  it('ND4: a client id is one person’s on every node', async () => {
    const doc = new Y.Doc()
    doc.clientID = 4711
    const one = await joined(nodes[0]!, 'drafter-1', doc)
    type(one, 'mine ')
    await one.client.until(() => one.client.acknowledged > 1)
    const forger = new Y.Doc()
    forger.clientID = 4711
    const client = new BareClient(nodes[1]!.address, DOCUMENT, { token: 'drafter-2', query: '?ack=1' })
    await client.until(client.isOpen)
    forger.getText('default').insert(0, 'forged words that are longer than what was there ')
    client.sendUpdate(Y.encodeStateAsUpdate(forger))
    await client.until(() => client.closed !== null)
    expect(client.closed!.code).toBe(4400)
    expect(textOf(await nodes[2]!.replay())).not.toContain('forged')
  })

  it('ND4: of two who announced one client id on two nodes whoever writes first has it, and the other comes again under a new one', async () => {
    const people = ['drafter-1', 'drafter-2'] as const
    const announced = await Promise.all(
      people.map(async (person, i) => {
        const doc = new Y.Doc()
        doc.clientID = 4712
        const client = new BareClient(nodes[i]!.address, DOCUMENT, { token: person, query: '?ack=1&client=4712' })
        await client.until(client.isOpen)
        await client.join(doc)
        await client.until(() => client.acknowledged === 1)
        return { client, doc }
      }),
    )
    announced.forEach((one, i) => type(one, `words of ${people[i]} `))
    const isToldOf = ({ client }: { client: BareClient }): Promise<void> =>
      client.until(() => client.acknowledged > 1 || client.closed !== null)
    await Promise.all(announced.map(isToldOf))
    expect(announced.map(({ client }) => client.closed?.reason).sort()).toEqual(['foreign-client', undefined])
    const late = announced.findIndex(({ client }) => client.closed !== null)
    const again = await joined(nodes[late]!, people[late]!)
    type(again, `words of ${people[late]} `)
    await again.client.until(() => again.client.acknowledged > 1)
    const text = textOf(await nodes[2]!.replay())
    for (const person of people) expect(text.split(`words of ${person} `)).toHaveLength(2)
  })

  it('ND5: what is decided of a text on one node holds for words on their way on another', async () => {
    const typist = await joined(nodes[1]!, 'drafter-2')
    type(typist, 'before ')
    await typist.client.until(() => typist.client.acknowledged > 1)
    let seen = ''
    await nodes[0]!.sync.texts.whileStill([DOCUMENT], async (now, hold) => {
      seen = JSON.stringify(now.get(DOCUMENT))
      await nodes[0]!.store.transaction(async (rows) => {
        await hold(rows)
        // the other node hears of the right that ended only by the fence
        for (const node of nodes) node.access.set('drafter-2', locked)
        type(typist, 'too late ')
      })
    })
    await typist.client.until(() => typist.client.of('read-only').length > 0)
    expect(seen).toContain('before')
    expect(textOf(await nodes[2]!.replay())).not.toContain('too late')
    expect(typist.client.closed).toBeNull()
  })
})

/** Another language of the article, without a word yet. */
async function otherText(): Promise<string> {
  const id = 'document-0'
  const document = { id, article_id: ARTICLE, lang: 'fr', schema_version: 1, created_at: '2026-01-05T09:00:00.000Z' }
  await nodes[0]!.store.db.insertInto('document').values(document).execute()
  return id
}
const decided = doc(para('b9', 'decided'))

describe('ND5: an act on several texts', () => {
  let typist: { client: BareClient; doc: Y.Doc }
  let other: string
  beforeEach(async () => {
    buses.isUp = false
    other = await otherText()
    typist = await joined(nodes[1]!, 'drafter-2')
    type(typist, 'before ')
    await typist.client.until(() => typist.client.acknowledged > 1)
  })
  /** Ends the typist's right within the act, while their words are on their way on another node. */
  const lock = async (): Promise<boolean> => {
    type(typist, 'too late ')
    await somebodyWaits()
    for (const node of nodes) node.access.set('drafter-2', locked)
    return true
  }
  const isDropped = async (): Promise<void> => {
    await typist.client.until(() => typist.client.of('read-only').length > 0)
    await nodes[1]!.sync.texts.settle([DOCUMENT])
    expect(textOf(await nodes[2]!.replay())).not.toContain('too late')
  }

  it('holds on every node those that it only reads', async () => {
    const { texts } = nodes[0]!.sync
    let read = ''
    const act = (now: ReadonlyMap<string, ArticleDoc>): Map<string, ArticleDoc> => {
      read = JSON.stringify(now.get(DOCUMENT))
      return new Map([[other, decided]])
    }
    expect(await texts.changeTogether([DOCUMENT, other], act, lock, writtenBy('drafter-1'))).toBe(true)
    expect(read).toContain('before')
    await isDropped()
  })

  it('has the rights that it leaves asked anew where it writes', async () => {
    const { texts } = nodes[0]!.sync
    await texts.changeTogether([DOCUMENT], () => new Map([[DOCUMENT, decided]]), lock, writtenBy('drafter-1'))
    await isDropped()
    expect(textOf(await nodes[2]!.replay())).toContain('decided')
  })

  it('is told where its own words are, whatever instants other nodes wrote down, and leaves nothing where it changes nothing', async () => {
    const { store, sync } = nodes[0]!
    const before = await nodes[2]!.journalRows()
    vi.spyOn(store, 'now').mockResolvedValue(before.at(-1)!.at)
    const told: unknown[] = []
    const write = (): Promise<boolean> =>
      sync.texts.changeTogether(
        [DOCUMENT, other],
        () => new Map([[DOCUMENT, decided]]),
        (_, written) => Promise.resolve(told.push(written) > 0),
        writtenBy('drafter-1'),
      )
    expect(await write()).toBe(true)
    const last = before.length + 2
    expect(told).toEqual([{ [DOCUMENT]: [last - 1, last] }])
    expect(await write()).toBe(false)
    expect(await nodes[2]!.journalRows()).toHaveLength(last)
  })
})

/** Resolves when some node waits in the database for another. */
async function somebodyWaits(): Promise<void> {
  for (let count = 0; count === 0;) {
    const waiting = sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    count = (await waiting.execute(nodes[2]!.store.db)).rows[0]!.count
  }
}

it('ND5: words whose author has gone are judged under rights asked after the fence, too', async () => {
  const typist = await joined(nodes[1]!, 'drafter-2')
  type(typist, 'before ')
  await typist.client.until(() => typist.client.acknowledged > 1)
  await nodes[0]!.sync.texts.whileStill([DOCUMENT], (_, hold) =>
    nodes[0]!.store.transaction(async (rows) => {
      await hold(rows)
      type(typist, 'too late ')
      await somebodyWaits()
      for (const node of nodes) node.access.set('drafter-2', locked)
      typist.client.ws.terminate()
      while (nodes[1]!.sync.stats().sockets > 0) await new Promise(setImmediate)
    }),
  )
  await nodes[1]!.sync.texts.settle([DOCUMENT])
  expect(textOf(await nodes[2]!.replay())).not.toContain('too late')
})

it('ND5: who was let in before a right ended is judged without it, though the fence was in the text when it was read', async () => {
  vi.spyOn(nodes[1]!.access, 'get').mockReturnValueOnce(mayEdit).mockReturnValue(locked)
  const typist = await joined(nodes[1]!, 'drafter-2')
  type(typist, 'too late ')
  await typist.client.until(() => typist.client.of('read-only').length > 0)
  await nodes[1]!.sync.texts.settle([DOCUMENT])
  expect(textOf(await nodes[2]!.replay())).not.toContain('too late')
})

describe('on a node that has not heard of the others', () => {
  let node: SyncHouse
  /** Its next turn, held back; null: turns are taken as they come. */
  let held: (() => void)[] | null
  beforeEach(async () => {
    held = null
    const next = (turn: () => void): unknown => (held === null ? setImmediate(turn) : held.push(turn))
    // its clock stands still: it looks nowhere by itself
    const still = { clock: fakeClock(), tempo: { ...eager, pacer: { next } } }
    node = await openSyncHouse({ ...database.options, opening: { isShared: true }, ...still })
    nodes.push(node)
    await node.sync.texts.livingBlocks(DOCUMENT, [])
  })

  /** What these bring is one turn. */
  async function inOneTurn(client: BareClient, bring: () => void): Promise<void> {
    held = []
    bring()
    client.ws.ping()
    await new Promise((resolve) => client.ws.once('pong', resolve))
    const turns = held
    held = null
    for (const turn of turns) turn()
  }
  async function writeElsewhere(words: string): Promise<void> {
    const elsewhere = await joined(nodes[0]!, 'drafter-1')
    type(elsewhere, words)
    await elsewhere.client.until(() => elsewhere.client.acknowledged > 1)
  }

  it('ND1: what came before a frame that is refused is kept and acknowledged, though another node was first', async () => {
    const typist = await joined(node, 'drafter-2')
    await typist.client.until(() => typist.client.acknowledged === 1)
    await writeElsewhere('first ')
    await inOneTurn(typist.client, () => {
      type(typist, 'good ')
      typist.client.sendUpdate(Uint8Array.of(1, 255))
      type(typist, 'after ')
    })
    await typist.client.until(() => typist.client.closed !== null)
    expect([typist.client.closed!.code, typist.client.acknowledged]).toEqual([4400, 2])
    const text = textOf(await node.replay())
    expect(text).toContain('good ')
    expect(text).toContain('first ')
    expect(text).not.toContain('after ')
  })

  it('ND6: an act that throws on a text that another node has changed by then is asked again', async () => {
    const typist = await joined(node, 'drafter-2')
    await typist.client.until(() => typist.client.acknowledged === 1)
    const written = Promise.withResolvers<void>()
    node.faults.hold = written.promise
    const seen: string[] = []
    const change = (isGood: (text: string) => boolean): Promise<number | null> =>
      node.sync.texts.change(
        DOCUMENT,
        (now) => {
          seen.push(JSON.stringify(now))
          if (!isGood(seen.at(-1)!)) throw new Error('not on this text')
          return decided
        },
        SYSTEM,
      )
    const outcomes: Promise<number | null>[] = []
    await inOneTurn(typist.client, () => {
      type(typist, 'good ')
      outcomes.push(
        change(() => false),
        change((text) => text.includes('first ')),
      )
      for (const outcome of outcomes) outcome.catch(() => {})
    })
    while (seen.length < 2) await new Promise(setImmediate)
    await writeElsewhere('first ')
    written.resolve()
    await expect(outcomes[0]).rejects.toThrow('not on this text')
    expect(await outcomes[1]).toBeGreaterThan(0)
    expect(seen).toHaveLength(4)
  })

  it('ND3: what another node wrote is taken back', async () => {
    const elsewhere = await joined(nodes[0]!, 'drafter-1')
    type(elsewhere, 'kept ')
    await elsewhere.client.until(() => elsewhere.client.acknowledged > 1)
    const { seq } = (await nodes[0]!.journalRows()).at(-1)!
    expect(await node.sync.texts.takeBack(DOCUMENT, seq, writtenBy('drafter-2'), () => Promise.resolve(true))).toBe(
      seq + 1,
    )
    expect(textOf(await node.replay())).not.toContain('kept')
  })

  it('ND3: a change is made of what they wrote, even where it is then nothing', async () => {
    const before = await node.sync.texts.read(DOCUMENT)
    const elsewhere = await joined(nodes[0]!, 'drafter-1')
    type(elsewhere, 'kept ')
    await elsewhere.client.until(() => elsewhere.client.acknowledged > 1)
    await node.sync.texts.write(DOCUMENT, before, writtenBy('drafter-2'))
    expect(textOf(await node.replay())).not.toContain('kept')
  })

  it('ND6: whoever waits hears that what they wrote cannot be taken in', async () => {
    const breakJournal = async (): Promise<void> => {
      const { seq } = (await node.journalRows()).at(-1)!
      const entry = { document_id: DOCUMENT, author_id: null, party_id: null, bytes: FENCE }
      await node.store.db
        .insertInto('journal')
        .values({ ...entry, seq: seq + 2, at: '2026-01-05T09:00:00.000Z' })
        .execute()
    }
    await breakJournal()
    await expect(node.sync.texts.livingBlocks(DOCUMENT, [])).rejects.toThrow('does not follow')
    await node.sync.texts.livingBlocks(DOCUMENT, [])
    await breakJournal()
    await expect(node.sync.texts.whileStill([DOCUMENT], () => Promise.resolve())).rejects.toThrow('does not follow')
    node.failures.length = 0
  })
})

it('ND6: two nodes that write in the same texts never wait for each other in a circle', async () => {
  const other = await otherText()
  const entry = (documentId: string, seq: number): JournalEntry => ({
    ...{ documentId, seq, authorId: null, partyId: null, hat: null, bytes: FENCE, newClients: [] },
    at: '2026-01-05T09:00:00.000Z',
  })
  let second: Promise<void> | undefined
  await nodes[0]!.store.transaction(async (rows) => {
    await insertEntries(rows, [entry(other, 1)])
    second = nodes[1]!.store.journal.append([entry(DOCUMENT, 2), entry(other, 1)]).written
    second.catch(() => {})
    await somebodyWaits()
    await insertEntries(rows, [entry(DOCUMENT, 2)])
  })
  await expect(second).rejects.toMatchObject({ code: 'JOURNAL_SEQUENCE' })
})

it('ND6: acts of the server on several nodes at once are all kept, each on what the others left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(2), { minLength: 2, maxLength: 8 }), async (turns) => {
      const before = readText(await nodes[0]!.replay())
      await Promise.all(
        turns.map((node, i) =>
          nodes[node]!.sync.texts.change(
            DOCUMENT,
            (now) => ({
              ...now,
              content: now.content.map((block) =>
                block.attrs.id === 'b2'
                  ? { ...block, content: [...(block.content ?? []), { type: 'text' as const, text: ` w${i}` }] }
                  : block,
              ),
            }),
            writtenBy(`drafter-${(i % 8) + 1}`),
          ),
        ),
      )
      const after = JSON.stringify(readText(await nodes[0]!.replay()))
      expect(after.length).toBeGreaterThan(JSON.stringify(before).length)
      for (const [i] of turns.entries()) expect(after).toContain(` w${i}`)
    }),
    { numRuns: 5 },
  )
})

describe('ND12: whoever is late with words is let in', () => {
  let node: SyncHouse
  let clock: FakeClock
  const heard: BusMessage[] = []
  beforeEach(async () => {
    clock = fakeClock()
    const parts = { clock, bus: buses.node() }
    node = await openSyncHouse({ ...database.options, opening: { isShared: true }, ...parts })
    nodes.push(node)
    heard.length = 0
    buses.node().listen((message) => void heard.push(message))
  })
  const saved = async (typist: Awaited<ReturnType<typeof joined>>, words: string): Promise<void> => {
    const before = typist.client.acknowledged
    type(typist, words)
    await typist.client.until(() => typist.client.acknowledged > before)
  }
  /** The first of the nodes is late. */
  const isLate = async (): Promise<void> => {
    lines[0]!.say({ kind: 'late', documentId: DOCUMENT })
    // it goes on in the next turn of the event loop, as what was said before it
    await new Promise(setImmediate)
  }
  const comes = async ({ client }: { client: BareClient }): Promise<void> => {
    client.ws.ping()
    await new Promise((resolve) => client.ws.once('pong', resolve))
  }

  it('a node that others outran twice says so, and only then', async () => {
    const elsewhere = await joined(nodes[0]!, 'drafter-1')
    await elsewhere.client.until(() => elsewhere.client.acknowledged === 1)
    const lates = (): number => heard.filter(({ kind }) => kind === 'late').length
    const told: number[] = []
    let seen = 0
    const holds = [1, 2].map(() => Promise.withResolvers<void>())
    node.faults.hold = holds[0]!.promise
    const outcome = node.sync.texts.change(DOCUMENT, (now) => (seen++, { ...now, content: decided.content }), SYSTEM)
    for (const [i, hold] of holds.entries()) {
      while (seen <= i) await new Promise(setImmediate)
      told.push(lates())
      await saved(elsewhere, `before ${i} `)
      node.faults.hold = holds[i + 1]?.promise ?? null
      hold.resolve()
    }
    expect(await outcome).toBeGreaterThan(0)
    expect([...told, lates()]).toEqual([0, 0, 1])
    expect(heard).toContainEqual({ kind: 'late', documentId: DOCUMENT })
  })

  it('the others begin nothing in that text until it has written', async () => {
    const [first, waits] = [await joined(nodes[0]!, 'drafter-1'), await joined(node, 'drafter-2')]
    for (const { client } of [first, waits]) await client.until(() => client.acknowledged === 1)
    await isLate()
    type(waits, 'second ')
    await comes(waits)
    await saved(first, 'first ')
    await waits.client.until(() => waits.client.acknowledged > 1)
    const written = (await node.journalRows()).slice(-2).map(({ author_id: by }) => by)
    expect(written).toEqual(['drafter-1', 'drafter-2'])
  })

  it('and whatever a third one writes meanwhile', async () => {
    const [late, third, waits] = [
      await joined(nodes[0]!, 'drafter-1'),
      await joined(nodes[1]!, 'drafter-3'),
      await joined(node, 'drafter-2'),
    ]
    for (const { client } of [late, third, waits]) await client.until(() => client.acknowledged === 1)
    await isLate()
    type(waits, 'last ')
    await comes(waits)
    // its own clock goes on
    await saved(third, 'does not end it ')
    await comes(waits)
    expect(waits.client.acknowledged).toBe(1)
    await saved(late, 'ends it ')
    await waits.client.until(() => waits.client.acknowledged > 1)
    const written = (await node.journalRows()).slice(-3).map(({ author_id: by }) => by)
    expect(written).toEqual(['drafter-3', 'drafter-1', 'drafter-2'])
  })

  it('nor longer where it wrote no word, but decided something about the text', async () => {
    const waits = await joined(node, 'drafter-2')
    await waits.client.until(() => waits.client.acknowledged === 1)
    await isLate()
    type(waits, 'goes on ')
    await comes(waits)
    const { sync, store } = nodes[0]!
    await sync.texts.whileStill([DOCUMENT], (_, hold) => store.transaction(hold))
    await waits.client.until(() => waits.client.acknowledged > 1)
  })

  it('but wait no longer than 200 ms for it', async () => {
    const waits = await joined(node, 'drafter-2')
    await waits.client.until(() => waits.client.acknowledged === 1)
    await isLate()
    type(waits, 'goes on ')
    await comes(waits)
    clock.advance(GIVE_WAY_MS - 1)
    await comes(waits)
    expect([GIVE_WAY_MS, waits.client.acknowledged]).toEqual([200, 1])
    clock.advance(1)
    await waits.client.until(() => waits.client.acknowledged > 1)
  })
})

describe('ND8: who is here, wherever they are', () => {
  /** What one client knows of the others: client id -> state, or null where it went. */
  const carets = (client: BareClient): Map<number, { user?: { name: string }; cursor?: unknown } | null> => {
    const known = new Map<number, never>()
    for (const { entries } of client.of('presence'))
      for (const { client: id, state } of entries) known.set(id, state as never)
    return known
  }
  const come = async (node: number, person: PersonId): Promise<{ client: BareClient; id: number }> => {
    const doc = new Y.Doc()
    const client = new BareClient(nodes[node]!.address, DOCUMENT, {
      token: person,
      query: `?ack=1&people=1&client=${doc.clientID}`,
    })
    await client.until(client.isOpen)
    await client.join(doc)
    client.sendPresence([{ client: doc.clientID, clock: 1, state: { cursor: null, user: { name: 'Somebody else' } } }])
    return { client, id: doc.clientID }
  }
  const names = (client: BareClient): string[] =>
    client
      .of('people')
      .at(-1)
      ?.people.map(({ id }) => id) ?? []

  it('carets and lists show people of other nodes under their own names, and no longer when they go', async () => {
    const [one, two] = [await come(0, 'drafter-1'), await come(1, 'drafter-2')]
    await one.client.until(() => carets(one.client).get(two.id)?.user?.name === 'Person drafter-2')
    await two.client.until(() => carets(two.client).get(one.id)?.user?.name === 'Person drafter-1')
    await one.client.until(() => names(one.client).join() === 'drafter-1,drafter-2')
    // who comes later is shown those who are there
    const three = await come(2, 'drafter-3')
    await three.client.until(() => names(three.client).join() === 'drafter-1,drafter-2,drafter-3')
    await three.client.until(() => carets(three.client).get(one.id) != null && carets(three.client).get(two.id) != null)
    await two.client.close()
    await one.client.until(
      () => carets(one.client).get(two.id) === null && names(one.client).join() === 'drafter-1,drafter-3',
    )
  })

  it('a node that dies has nobody nine seconds later, and one that is heard again has those who are there', async () => {
    const clocks = [fakeClock(), fakeClock()]
    const houses: SyncHouse[] = []
    for (const clock of clocks)
      houses.push(
        await openSyncHouse({
          ...database.options,
          opening: { isShared: true },
          bus: buses.node(),
          clock,
          tempo: eager,
        }),
      )
    nodes.push(...houses)
    const [one, two] = [await come(3, 'drafter-1'), await come(4, 'drafter-2')]
    const [here, there] = clocks as [FakeClock, FakeClock]
    const shows = async (people: string): Promise<void> => {
      while (names(one.client).join() !== people) {
        here.advance(1)
        await one.client.marker()
      }
    }
    await shows('drafter-1,drafter-2')
    // it says every two seconds that it lives
    for (let seconds = 0; seconds < 20; seconds++) {
      for (const clock of clocks) clock.advance(1_000)
      await new Promise(setImmediate)
    }
    await shows('drafter-1,drafter-2')
    for (let seconds = 0; seconds < 9; seconds++) here.advance(1_000)
    await shows('drafter-1')
    expect(carets(one.client).get(two.id)).toBeNull()
    there.advance(2_000)
    await shows('drafter-1,drafter-2')
  })

  it('ND9: sockets of one person are counted over all nodes', async () => {
    const open = (node: number): BareClient => new BareClient(nodes[node]!.address, DOCUMENT, { token: 'drafter-1' })
    const watcher = await come(0, 'drafter-2')
    const limit = SYNC_LIMITS.socketsPerPerson
    for (let i = 0; i < limit; i++) {
      const client = open(i % 2)
      await client.until(client.isOpen)
    }
    // they are known here when they are shown here
    await watcher.client.until(() => names(watcher.client).includes('drafter-1'))
    const last = await come(2, 'drafter-3')
    await last.client.until(() => names(last.client).includes('drafter-1'))
    // the last of them may not have been heard of on that node
    let reason = ''
    while (reason === '') {
      const one = open(2)
      await one.until(() => one.of('step1').length > 0 || one.closed !== null)
      reason = one.closed?.reason ?? ''
    }
    expect(reason).toBe('too-many-sockets')
  })

  it('somebody whose line breaks and who comes to another node is there once', async () => {
    const one = await come(0, 'drafter-1')
    const doc = new Y.Doc()
    doc.clientID = 99
    const at = async (node: number): Promise<BareClient> => {
      const client = new BareClient(nodes[node]!.address, DOCUMENT, {
        token: 'drafter-2',
        query: '?people=1&client=99',
      })
      await client.until(client.isOpen)
      await client.join(doc)
      client.sendPresence([{ client: 99, clock: 1, state: { cursor: null } }])
      return client
    }
    const first = await at(1)
    await one.client.until(() => carets(one.client).get(99) != null)
    const second = await at(2)
    first.ws.terminate()
    await one.client.until(() => names(one.client).join() === 'drafter-1,drafter-2')
    await second.marker()
    await second.until(() => names(second).join() === 'drafter-1,drafter-2')
    await second.close()
    await one.client.until(() => carets(one.client).get(99) === null && names(one.client).join() === 'drafter-1')
  })
})
