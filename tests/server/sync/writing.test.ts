// Over 250 lines: one story after another of the same part, with what they share.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { readText } from '../../../server/text/read.ts'
import {
  DOCUMENT,
  locked,
  mayEdit,
  mayRead,
  openSyncHouse,
  SYSTEM_CLIENT,
  type SyncHouse,
} from '../../support/sync-house.ts'
import { BareClient, stockProvider, syncFrame, untilDocs, updateBy } from '../../support/sync-client.ts'

let house: SyncHouse
beforeEach(async () => {
  house = await openSyncHouse()
})
afterEach(async () => {
  await house.close()
  expect(house.failures).toEqual([])
})

const textOf = (doc: Y.Doc): string => doc.getText('default').toString()

/** A client that has the document and has answered the server. */
async function joined(token: string, query = '?ack=1', doc = new Y.Doc()): Promise<{ client: BareClient; doc: Y.Doc }> {
  const client = new BareClient(house.address, DOCUMENT, { token, query })
  await client.until(client.isOpen)
  await client.join(doc)
  return { client, doc }
}
/** As in `updateBy`, sent. */
function type(one: { client: BareClient; doc: Y.Doc }, words: string, at = 1): void {
  one.client.sendUpdate(updateBy(one.doc, (text) => text.insert(at, words)))
}
const closing = async (client: BareClient): Promise<{ code: number; reason: string }> => {
  await client.until(() => client.closed !== null)
  return client.closed!
}

describe('SY1: a stock y-websocket client works', () => {
  it('two of them converge; the journal says the same and who wrote what', async () => {
    const [a, b] = [new Y.Doc(), new Y.Doc()]
    const providers = [
      stockProvider(house.address, DOCUMENT, a, 'drafter-1'),
      stockProvider(house.address, DOCUMENT, b, 'drafter-2'),
    ]
    await untilDocs([a, b], () => textOf(a) !== '' && textOf(b) !== '')
    a.getText('default').insert(1, 'On the ')
    b.getText('default').insert(b.getText('default').length, ' Always.')
    await untilDocs(
      [a, b],
      () => textOf(a) === textOf(b) && textOf(a).includes('On the') && textOf(a).includes('Always'),
    )
    await house.sync.texts.settle([DOCUMENT])
    expect(textOf(await house.replay())).toBe(textOf(a))
    const rows = await house.journalRows()
    expect(rows.map(({ author_id }) => author_id).sort()).toEqual(['drafter-1', 'drafter-2', null])
    expect(rows.filter(({ author_id }) => author_id !== null).map(({ party_id }) => party_id)).toEqual([
      'party-1',
      'party-1',
    ])
    for (const provider of providers) provider.destroy()
  })
  it('one that holds what it learned from others is let in again, its own later words with it', async () => {
    const [a, b] = [new Y.Doc(), new Y.Doc()]
    const [first, second] = [
      stockProvider(house.address, DOCUMENT, a, 'drafter-1'),
      stockProvider(house.address, DOCUMENT, b, 'drafter-2'),
    ]
    await untilDocs([a, b], () => textOf(a) !== '' && textOf(b) !== '')
    a.getText('default').insert(1, 'learned ')
    await untilDocs([b], () => textOf(b).includes('learned'))
    second.disconnect()
    b.getText('default').insert(1, 'offline ')
    second.connect()
    await untilDocs([a], () => textOf(a).includes('offline'))
    expect(textOf(a)).toBe(textOf(b))
    first.destroy()
    second.destroy()
  })
  it('what is typed between connecting and the server’s question is not lost', async () => {
    const doc = new Y.Doc()
    const early = await joined('drafter-1', '', doc)
    await early.client.close()
    // offline, then back: an update overtakes the sync step 2 that holds what it follows from
    updateBy(doc, (text) => text.insert(1, 'a'))
    const b = updateBy(doc, (text) => text.insert(2, 'b'))
    const again = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?ack=1' })
    await again.until(again.isOpen)
    again.sendUpdate(b)
    await again.marker()
    expect(again.acknowledged).toBe(0)
    await again.join(doc)
    await again.until(() => again.acknowledged === 2)
    expect(textOf(await house.replay())).toContain('ab')
    await again.close()
  })
})

describe('SY3: written, then relayed; durable, then acknowledged', () => {
  it('counts sync messages of subtype 1 and 2, and nothing else', async () => {
    const one = await joined('drafter-1')
    await one.client.until(() => one.client.acknowledged === 1)
    type(one, 'a')
    one.client.sendPresence([{ client: one.doc.clientID, clock: 1, state: {} }])
    type(one, 'b')
    await one.client.until(() => one.client.acknowledged === 3)
    await one.client.close()
  })
  it('without ack=1 says neither 100 nor 101', async () => {
    const drafter = await joined('drafter-1', '')
    const reader = await joined('reviewer', '')
    type(drafter, 'a')
    type(reader, 'b')
    await drafter.client.marker()
    await reader.client.marker()
    for (const { client } of [drafter, reader]) {
      expect(client.of('acknowledged')).toEqual([])
      expect(client.of('read-only')).toEqual([])
      await client.close()
    }
  })
  it('nobody sees what is not yet written, not even in a sync step 2', async () => {
    const [a, b] = [await joined('drafter-1'), await joined('drafter-2')]
    const write = Promise.withResolvers<void>()
    await house.sync.texts.settle([DOCUMENT])
    house.faults.hold = write.promise
    type(a, 'unwritten ')
    while (house.sync.stats().updates['accepted'] !== 1) await new Promise((resolve) => setImmediate(resolve))
    b.client.sendStep1(new Y.Doc())
    const other = new BareClient(house.address, DOCUMENT, { token: 'drafter-3' })
    await other.until(other.isOpen)
    expect(b.client.of('update')).toEqual([])
    house.faults.hold = null
    write.resolve()
    await b.client.until(() => b.client.of('step2').length === 2)
    await other.close()
    // heard in this order: what was written, then the answer that holds it
    const kinds = b.client.heard.map(({ type: kind }) => kind)
    expect(kinds.lastIndexOf('step2')).toBeGreaterThan(kinds.indexOf('update'))
    await a.client.close()
    await b.client.close()
  })
  it('what is written but not durable is relayed and not acknowledged', async () => {
    const [a, b] = [await joined('drafter-1'), await joined('drafter-2')]
    await a.client.until(() => a.client.acknowledged === 1)
    const sync = Promise.withResolvers<void>()
    house.faults.holdDurable = sync.promise
    type(a, 'written ')
    await b.client.until(() => b.client.of('update').length === 1)
    await a.client.marker()
    expect(a.client.acknowledged).toBe(1)
    house.faults.holdDurable = null
    sync.resolve()
    await a.client.until(() => a.client.acknowledged === 2)
    await a.client.close()
    await b.client.close()
  })
  it('a repeated update is acknowledged, relayed and journalled once', async () => {
    const [a, b] = [await joined('drafter-1'), await joined('drafter-2')]
    const update = updateBy(a.doc, (text) => text.insert(1, 'once '))
    a.client.sendUpdate(update)
    a.client.sendUpdate(update)
    await a.client.until(() => a.client.acknowledged === 3)
    await b.client.marker()
    expect(b.client.of('update')).toHaveLength(1)
    expect(await house.journalRows()).toHaveLength(2)
    await a.client.close()
    await b.client.close()
  })
})

describe('SY4: no right to write', () => {
  it('a reader’s sync step 2 that brings nothing new is accepted and acknowledged', async () => {
    const reader = await joined('reviewer')
    await reader.client.until(() => reader.client.acknowledged === 1)
    expect(reader.client.of('read-only')).toEqual([])
    await reader.client.close()
  })
  it('a reader’s edit, deletion or step 2 is dropped and answered; the socket stays; nothing changes', async () => {
    const [reader, drafter] = [await joined('reviewer'), await joined('drafter-1')]
    const before = textOf(drafter.doc)
    type(reader, 'x')
    reader.client.sendUpdate(updateBy(reader.doc, (text) => text.delete(0, text.length)))
    reader.client.sendStep2(Y.encodeStateAsUpdate(reader.doc))
    await reader.client.until(() => reader.client.of('read-only').length === 3)
    expect(reader.client.of('read-only').map(({ code }) => code)).toEqual(Array(3).fill('not-allowed'))
    await drafter.client.marker()
    expect(drafter.client.of('update')).toEqual([])
    expect(reader.client.closed).toBeNull()
    expect(reader.client.acknowledged).toBe(1)
    const now = new Y.Doc()
    await drafter.client.fetch(now)
    expect(textOf(now)).toBe(before)
    expect(await house.journalRows()).toHaveLength(1)
    await reader.client.close()
    await drafter.client.close()
  })
  it('AG4: a locked article is nobody’s to change: told at once, frames that wait are refused', async () => {
    const one = await joined('drafter-1')
    const other = await joined('drafter-2')
    house.change('drafter-1', locked)
    type(one, 'too late ')
    await one.client.until(() => one.client.of('read-only').length === 2)
    expect(one.client.of('read-only').map(({ code }) => code)).toEqual(['article-locked', 'article-locked'])
    await other.client.marker()
    expect(other.client.of('update')).toEqual([])
    await one.client.close()
    await other.client.close()
  })
  it('what waits of a socket that has closed is handled under the rights of the moment', async () => {
    const [one, other] = [await joined('drafter-1'), await joined('drafter-2')]
    await one.client.until(() => one.client.acknowledged === 1)
    const write = Promise.withResolvers<void>()
    house.faults.hold = write.promise
    type(other, 'slow ')
    while (house.sync.stats().updates['accepted'] !== 1) await new Promise((resolve) => setImmediate(resolve))
    type(one, 'too late ')
    await one.client.close()
    while (house.sync.stats().sockets !== 1) await new Promise((resolve) => setImmediate(resolve))
    house.change('drafter-1', locked)
    house.faults.hold = null
    write.resolve()
    await other.client.until(() => other.client.acknowledged === 2)
    await house.sync.texts.settle([DOCUMENT])
    expect(textOf(await house.replay())).not.toContain('too late')
    await other.client.close()
  })
  it('when writing is allowed again, what was dropped is asked for, and acknowledged only then', async () => {
    const one = await joined('drafter-1')
    await one.client.until(() => one.client.acknowledged === 1)
    house.change('drafter-1', mayRead)
    type(one, 'kept ')
    await one.client.until(() => one.client.of('read-only').length === 2)
    house.change('drafter-1', mayEdit)
    // one more, which follows from what the server dropped, before the server's question is answered
    type(one, 'and more ', 6)
    await one.client.until(() => one.client.of('step1').length === 2)
    expect(one.client.of('read-only').at(-1)!.code).toBe('')
    expect(one.client.acknowledged).toBe(1)
    one.client.sendStep2(Y.encodeStateAsUpdate(one.doc, one.client.of('step1')[1]!.body))
    await one.client.until(() => one.client.acknowledged === 4)
    expect(textOf(await house.replay())).toContain('kept and more')
    await one.client.close()
  })
})

describe('GA3: a client id belongs to a person', () => {
  it('words under somebody else’s id, or the system’s, are refused', async () => {
    const one = await joined('drafter-1')
    type(one, 'mine ')
    await one.client.until(() => one.client.acknowledged === 2)
    for (const id of [one.doc.clientID, SYSTEM_CLIENT]) {
      const forger = await joined('drafter-2')
      forger.doc.clientID = id
      type(forger, 'forged ')
      expect(await closing(forger.client)).toEqual({ code: 4400, reason: 'foreign-client' })
    }
    expect(one.client.closed).toBeNull()
    expect(await house.journalRows()).toHaveLength(2)
    await one.client.close()
  })
  it('an id that somebody announced stays theirs while they are away, so that nobody shuts their words out', async () => {
    const owner = new BareClient(house.address, DOCUMENT, { token: 'drafter-1', query: '?client=4242' })
    await owner.until(() => owner.of('step1').length > 0)
    const forger = await joined('drafter-2')
    forger.doc.clientID = 4242
    type(forger, 'forged ')
    expect((await closing(forger.client)).reason).toBe('foreign-client')
    const reader = await joined('reviewer')
    await owner.close()
    reader.client.sendPresence([{ client: 4242, clock: 1, state: {} }])
    await reader.client.marker()
    const back = await joined('drafter-1', '?ack=1&client=4242')
    back.doc.clientID = 4242
    type(back, 'typed while away ')
    await back.client.until(() => back.client.acknowledged === 2)
    await back.client.close()
    await reader.client.close()
  })
  it('one person announces many ids at the cost of their own', async () => {
    const one = await joined('drafter-1', '?client=7000')
    const other = await joined('drafter-2', '?client=8000')
    for (let socket = 1; socket <= 8; socket++) {
      const more = await joined('drafter-1')
      const ids = Array.from({ length: 8 }, (_, i) => 7000 + socket * 8 + i)
      more.client.sendPresence(ids.map((client) => ({ client, clock: 1, state: {} })))
      await more.client.marker()
      await more.client.close()
    }
    other.doc.clientID = 7000
    type(other, 'free again ')
    other.doc.clientID = 7001 + 8 * 8 - 2
    await other.client.marker()
    expect(other.client.closed).toBeNull()
    type(other, 'not free ')
    expect((await closing(other.client)).reason).toBe('foreign-client')
    await one.client.close()
  })
  it('a person may use another id at any time, and is remembered under each after the room was closed', async () => {
    const one = await joined('drafter-1')
    type(one, 'a')
    one.doc.clientID = 99
    type(one, 'b')
    await one.client.until(() => one.client.acknowledged === 3)
    await one.client.close()
    const bindings = await house.store.db
      .selectFrom('client_binding')
      .selectAll()
      .where('person_id', '=', 'drafter-1')
      .execute()
    expect(bindings).toHaveLength(2)
  })
})

describe('GA7: any other bad frame closes the socket with 4400 and its code, and touches nobody else', () => {
  const doc = new Y.Doc()
  it.each<[string, Uint8Array | string, string]>([
    ['text', 'hello', 'unknown-message'],
    ['an unknown type', Uint8Array.of(42), 'unknown-message'],
    ['an unknown subtype', Uint8Array.of(0, 9, 0), 'unknown-message'],
    ['an empty frame', new Uint8Array(0), 'undecodable'],
    ['a frame cut short', Uint8Array.of(0, 2, 200), 'undecodable'],
    ['bytes after the end', Uint8Array.of(...syncFrame(0, Y.encodeStateVector(doc)), 0), 'undecodable'],
    ['a state vector that is none', syncFrame(0, Uint8Array.of(255)), 'undecodable'],
    ['presence that is none', Uint8Array.of(1, 1, 9), 'undecodable'],
    ['V2', syncFrame(2, Uint8Array.of(0, 0, 0, 0, 0, 0, 0)), 'undecodable'],
    ['an update over 256 KiB', syncFrame(2, new Uint8Array(256 * 1024 + 1)), 'too-large'],
    ['a sync step 2 over 4 MiB', syncFrame(1, new Uint8Array(4 * 1024 * 1024 + 1)), 'too-large'],
    ['8 MiB of anything', new Uint8Array(8 * 1024 * 1024), 'too-large'],
    [
      'an update that follows from nothing known',
      syncFrame(2, Uint8Array.of(1, 1, 5, 9, 0x84, 5, 8, 1, 120, 0)),
      'missing-dependency',
    ],
  ])('%s', async (_name, frame, code) => {
    const [bad, bystander] = [await joined('drafter-1'), await joined('drafter-2')]
    await bad.client.until(() => bad.client.acknowledged === 1)
    bad.client.send(frame)
    expect(await closing(bad.client)).toEqual({ code: 4400, reason: code })
    type(bystander, 'still here ')
    await bystander.client.until(() => bystander.client.acknowledged === 2)
    expect(await house.journalRows()).toHaveLength(2)
    await bystander.client.close()
  })
  it('what was sent before it counts', async () => {
    const one = await joined('drafter-1')
    type(one, 'before ')
    one.client.send(Uint8Array.of(42))
    expect((await closing(one.client)).code).toBe(4400)
    await house.sync.texts.settle([DOCUMENT])
    expect(textOf(await house.replay())).toContain('before')
  })
  it('an update up to its limit is taken, and a sync step 2 beyond the limit of updates', async () => {
    const one = await joined('drafter-1')
    type(one, 'x'.repeat(250 * 1024))
    await one.client.until(() => one.client.acknowledged === 2)
    updateBy(one.doc, (text) => text.insert(1, 'y'.repeat(1024 * 1024)))
    one.client.sendStep2(Y.encodeStateAsUpdate(one.doc))
    await one.client.until(() => one.client.acknowledged === 3)
    await one.client.close()
  })
})

describe('GA8: an update that Yjs does not take whole', () => {
  /** Two structs, each next to the other, for which Yjs waits for ever; and one that it takes. */
  const unsound = encoding.encode((encoder) => {
    const struct = (client: number, leftClient: number, leftClock: number, words: string): void => {
      for (const n of [1, client, 0]) encoding.writeVarUint(encoder, n)
      encoding.writeUint8(encoder, 0x84)
      for (const n of [leftClient, leftClock]) encoding.writeVarUint(encoder, n)
      encoding.writeVarString(encoder, words)
    }
    encoding.writeVarUint(encoder, 3)
    struct(901, 900, 0, 'circle')
    struct(900, 901, 0, 'circle')
    struct(899, SYSTEM_CLIENT, 3, 'half taken')
    encoding.writeVarUint(encoder, 0)
  })
  it('leaves nothing behind: not in what the room reads, nor in the journal; what came with it is kept', async () => {
    const [honest, bad] = [await joined('drafter-1'), await joined('drafter-2')]
    await honest.client.until(() => honest.client.acknowledged === 1)
    // both in one turn, for until it is loaded the room gathers
    honest.client.sendUpdate(updateBy(honest.doc, (text) => text.insertEmbed(text.length, { b: 'b3' }, {})))
    bad.client.sendUpdate(unsound)
    expect(await closing(bad.client)).toEqual({ code: 4400, reason: 'missing-dependency' })
    await honest.client.until(() => honest.client.acknowledged === 2)
    const read = await house.sync.texts.read(DOCUMENT)
    expect(read.content.map(({ attrs }) => attrs.id)).toEqual(['b1', 'b2', 'b3'])
    expect(JSON.stringify(read)).not.toContain('half taken')
    expect(read).toEqual(readText(await house.replay()))
    const fresh = new Y.Doc()
    await honest.client.fetch(fresh)
    expect(textOf(fresh)).toBe(textOf(honest.doc))
    await honest.client.close()
  })
})

describe('PR: presence over the line', () => {
  it('is rebuilt from the session, told to others, and gone with the socket', async () => {
    const [a, b] = [await joined('drafter-1'), await joined('drafter-2')]
    a.client.sendPresence([{ client: a.doc.clientID, clock: 1, state: { user: { name: 'The Chair' }, cursor: null } }])
    await b.client.until(() => b.client.of('presence').some(({ entries }) => entries.length > 0))
    const [entry] = b.client.of('presence').at(-1)!.entries
    expect(entry).toMatchObject({
      client: a.doc.clientID,
      state: { user: { id: 'drafter-1', name: 'Person drafter-1', party: 'D01' } },
    })
    // b may not take a's caret away, nor speak for it
    b.client.sendPresence([{ client: a.doc.clientID, clock: 99, state: null }])
    b.client.sendPresence([{ client: a.doc.clientID, clock: 100, state: { user: { name: 'x' } } }])
    await b.client.marker()
    const late = await joined('drafter-3')
    await late.client.until(() => late.client.of('presence').length > 0)
    expect(late.client.of('presence')[0]!.entries).toEqual([entry])
    await a.client.close()
    await b.client.until(() => b.client.of('presence').at(-1)!.entries[0]?.state === null)
    await b.client.close()
    await late.client.close()
  })
})

describe('SY17: an article is as large as it may be', () => {
  const limits = { articleBytes: 4_000 }
  it('its writers are told in time; what is too much is refused, and what shrinks it is not', async () => {
    await house.close()
    house = await openSyncHouse({ limits })
    const writer = await joined('drafter-1')
    const other = await joined('drafter-2', '?ack=1&notices=1')
    const told = (): number[] => other.client.of('notice').map(({ notice }) => (notice as { percent: number }).percent)
    other.client.sendUpdate(updateBy(other.doc, (text) => text.insert(text.length, 'a'.repeat(3_000))))
    await other.client.until(() => told().length === 1)
    expect(told()[0]).toBeGreaterThanOrEqual(75)
    await writer.client.until(() => writer.client.of('update').length === 1)
    const before = textOf(await house.replay())
    writer.client.sendUpdate(updateBy(writer.doc, (text) => text.insert(1, 'b'.repeat(2_000))))
    expect(await closing(writer.client)).toEqual({ code: 4400, reason: 'article-too-large' })
    expect(textOf(await house.replay())).toBe(before)
    other.client.sendUpdate(updateBy(other.doc, (text) => text.delete(text.length - 2_900, 2_900)))
    await other.client.until(() => told().length === 2)
    expect(told()[1]).toBe(0)
  })
})

describe('SY23: long answers', () => {
  const words = 'National Societies shall protect humanitarian staff. '.repeat(200)
  it('come deflated to who asks for it, and to nobody else; both have the same text', async () => {
    const writer = await joined('drafter-1')
    type(writer, words)
    await writer.client.until(() => writer.client.acknowledged === 2)
    const [plain, deflated] = [await joined('drafter-2'), await joined('drafter-3', '?ack=1&deflate=1')]
    expect(textOf(deflated.doc)).toBe(textOf(writer.doc))
    expect(textOf(plain.doc)).toBe(textOf(writer.doc))
    expect(plain.client.heardBytes).toBeGreaterThan(words.length)
    expect(deflated.client.heardBytes).toBeLessThan(words.length / 4)
    // what is short comes as it is, and what is typed while somebody comes in is not held up
    type(writer, 'more ')
    await deflated.client.until(() => deflated.client.of('update').length === 1)
    Y.applyUpdate(deflated.doc, deflated.client.of('update')[0]!.body)
    expect(textOf(deflated.doc)).toBe(textOf(writer.doc))
  })
})
