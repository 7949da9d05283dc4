/** The load generator: what it reads, makes and counts is right, or no figure is. */
import fc from 'fast-check'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deflateRawSync, constants } from 'node:zlib'
import { expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'
import { docFromDelta, type DeltaInsert } from '../../../../src/lib/domain/text.ts'
import { randomFrom } from '../../../support/random.ts'
import { movesIn } from '../scenarios/s7-cursors.ts'
import { readStateVector, Reader, scanUpdate, varString, varUint } from './codec.ts'
import { clientFrame, FrameReader, OPCODE } from './frame.ts'
import { Histogram } from './histogram.ts'
import { KeyIndex, Ledger } from './ledger.ts'
import { play, until } from './pace.ts'
import { BASE_CLIENT, makeSession } from './session.ts'
import { Typist } from './typist.ts'
import { Wire } from './wire.ts'

/** Some of everything that a charter text holds, by two people. */
const edit = fc.oneof(
  fc.record({ kind: fc.constant('words' as const), at: fc.nat(), words: fc.constantFrom('a', 'shall ', 'ٱلنص', '𝔘x') }),
  fc.record({ kind: fc.constant('embed' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('bold' as const), at: fc.nat(), length: fc.nat(5) }),
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(), length: fc.nat(5) }),
)
const edits = fc.array(fc.record({ who: fc.nat(1), edit }), { maxLength: 30 })

function written(all: typeof edits extends fc.Arbitrary<infer T> ? T : never): Y.Doc {
  const docs = [new Y.Doc(), new Y.Doc()]
  for (const { who, edit: one } of all) {
    const text = docs[who]!.getText('default')
    const at = one.at % (text.length + 1)
    if (one.kind === 'words') text.insert(at, one.words)
    else if (one.kind === 'embed') text.insertEmbed(at, { b: `p${at}` })
    else if (one.kind === 'bold') text.format(at, Math.min(one.length, text.length - at), { bold: '1' })
    else text.delete(at, Math.min(one.length, text.length - at))
    Y.applyUpdate(docs[1 - who]!, Y.encodeStateAsUpdate(docs[who]!))
  }
  return docs[0]!
}

it('reads of an update what Yjs reads of it', () => {
  fc.assert(
    fc.property(edits, (all) => {
      const update = Y.encodeStateAsUpdate(written(all))
      const found = { inserted: [] as string[], deleted: [] as string[] }
      scanUpdate(
        update,
        (client, clock, length) => found.inserted.push(`${client} ${clock} ${length}`),
        (client, clock, length) => found.deleted.push(`${client} ${clock} ${length}`),
      )
      const { structs, ds } = Y.decodeUpdate(update)
      const inserted = structs.map(({ id, length }) => `${id.client} ${id.clock} ${length}`)
      const deleted = [...ds.clients].flatMap(([client, ranges]) =>
        ranges.map(({ clock, len }) => `${client} ${clock} ${len}`),
      )
      expect(found).toEqual({ inserted, deleted })
      const clocks = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update))
      expect(readStateVector(Y.encodeStateVectorFromUpdate(update))).toEqual(clocks)
    }),
  )
})

it('writes numbers and texts as lib0 reads them', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.string({ unit: 'grapheme' }), (number, text) => {
      const reader = new Reader(Buffer.concat([varUint(number * 2 ** 10), varString(text)]))
      expect([reader.number(), reader.bytes().toString(), reader.left]).toEqual([number * 2 ** 10, text, 0])
    }),
  )
  expect(() => new Reader(Buffer.from([5, 1])).bytes()).toThrow(RangeError)
})

/** A frame as servers send it. */
function serverFrame(opcode: number, payload: Buffer, flags = 0x80): Buffer {
  const head =
    payload.length < 126
      ? Buffer.from([flags | opcode, payload.length])
      : payload.length < 65536
        ? Buffer.from([flags | opcode, 126, payload.length >> 8, payload.length & 255])
        : Buffer.from([flags | opcode, 127, 0, 0, 0, 0, 0, payload.length >> 16, payload.length >> 8, payload.length])
  return Buffer.concat([head, payload])
}

it('cuts a stream into messages, wherever it is broken', () => {
  const sizes = [0, 1, 125, 126, 1000, 65_535, 65_536, 100_000]
  const payloads = sizes.map((size, i) => Buffer.alloc(size, i + 1))
  const whole = payloads.map((payload) => serverFrame(OPCODE.binary, payload))
  const words = Buffer.from('words '.repeat(200))
  const deflated = deflateRawSync(words, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
  const stream = Buffer.concat([
    ...whole,
    serverFrame(OPCODE.binary, words.subarray(0, 500), 0),
    serverFrame(OPCODE.ping, Buffer.from('?')),
    serverFrame(OPCODE.continuation, words.subarray(500)),
    serverFrame(OPCODE.binary, deflated, 0x80 | 0x40),
  ])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 30 }), (cuts) => {
      const heard: string[] = []
      const digest = (bytes: Buffer): string => `${bytes.length} ${bytes[0] ?? ''} ${bytes.at(-1) ?? ''}`
      const reader = new FrameReader(({ opcode, payload }) => heard.push(`${opcode} ${digest(payload)}`))
      for (let at = 0, i = 0; at < stream.length; i++) {
        const end = at + cuts[i % cuts.length]!
        reader.take(stream.subarray(at, end))
        at = end
      }
      const binary = [...payloads, words, words].map((payload) => `${OPCODE.binary} ${digest(payload)}`)
      expect(heard.toSorted()).toEqual([...binary, `${OPCODE.ping} ${digest(Buffer.from('?'))}`].toSorted())
    }),
    { numRuns: 50 },
  )
})

it('speaks to a real websocket server, compressed where that one likes', async () => {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 100 } })
  sockets.on('connection', (socket) =>
    socket.on('message', (message: Buffer) => socket.send(message, { binary: true })),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sent = [1, 126, 70_000].map((size) => Buffer.from('charter '.repeat(size).slice(0, size)))
  const heard: Buffer[] = []
  const { promise: isHeard, resolve } = Promise.withResolvers<void>()
  const wire = new Wire({
    ...{ port, path: '/', headers: {} },
    onMessage(payload) {
      if (heard.push(Buffer.from(payload)) === sent.length) resolve()
    },
    onClose: () => {},
  })
  await wire.open()
  for (const payload of sent) wire.send(clientFrame(OPCODE.binary, payload))
  await isHeard
  expect(heard).toEqual(sent)
  expect(wire.bytesIn).toBeLessThan(5_000)
  wire.close()
  await new Promise((closed) => server.close(closed))
})

it('types the same keys again from the same seed, and stays within its own paragraphs', () => {
  const keys = () => {
    const typist = new Typist(randomFrom(5), [10, 20, 30], [1])
    return Array.from({ length: 500 }, () => typist.key())
  }
  expect(keys()).toEqual(keys())
  const typist = new Typist(randomFrom(5), [10, 20, 30], [1])
  for (let i = 0; i < 500; i++) typist.key()
  expect([typist.lengths[0], typist.lengths[2]]).toEqual([10, 30])
})

const session = makeSession({ writers: 3, keysEach: 60, baseKeys: 900 })

it('makes keys that are valid text, whatever the order of the writers', () => {
  const read = (order: number[]) => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, session.base)
    for (const writer of order) for (const update of session.writers[writer]!.updates) Y.applyUpdate(doc, update)
    expect(doc.store.pendingStructs).toBeNull()
    return doc.getText('default').toDelta() as DeltaInsert[]
  }
  const delta = read([0, 1, 2])
  expect(read([2, 0, 1])).toEqual(delta)
  const { content } = docFromDelta(delta)
  expect(content.map(({ attrs: { id, kind } }) => `${id} ${kind}`)).toEqual(content.map((_, i) => `p${i} para`))
  expect(content.every(({ content: words = [] }) => words.every(({ type, marks }) => type === 'text' && !marks))).toBe(
    true,
  )
})

it('stands behind what an article begins with', () => {
  const article = new Y.Doc()
  article.clientID = BASE_CLIENT - 1
  article.getText('default').insert(0, 'first')
  Y.applyUpdate(article, session.base)
  expect(article.getText('default').toString().startsWith('first')).toBe(true)
})

it('counts every key once on every screen but its own, merged or not', () => {
  const index = new KeyIndex(session)
  expect(index.size).toBe(180)
  const ledger = new Ledger(index, 4)
  for (const keys of index.keys) for (const key of keys) ledger.sent(key)
  const [first, second] = session.writers.map(({ updates }) => updates.map((update) => Buffer.from(update)))
  expect(ledger.deliver(3, first![0]!, null)).toBe(1)
  expect(ledger.deliver(3, first![0]!, null)).toBe(0)
  expect(ledger.deliver(0, first![0]!, null)).toBe(0)
  expect(ledger.deliver(3, Buffer.from(Y.mergeUpdates(first!)), null)).toBe(59)
  // a state in which what was typed and deleted again is one piece
  const doc = new Y.Doc()
  Y.applyUpdate(doc, session.base)
  for (const update of second!) Y.applyUpdate(doc, update)
  const waits = new Histogram()
  expect(ledger.deliver(3, Buffer.from(Y.encodeStateAsUpdate(doc)), waits)).toBe(60)
  expect(waits.count).toBe(60)
  expect(ledger.hasSeen(3, index.keys[1]![59]!)).toBe(true)
})

it('does not count what was never sent', () => {
  const ledger = new Ledger(new KeyIndex(session), 4)
  expect(ledger.deliver(3, Buffer.from(session.writers[0]!.updates[0]!), null)).toBe(0)
})

it('knows quantiles to two hundredths', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 50_000, noNaN: true }), { minLength: 1 }), (waits) => {
      const histogram = new Histogram()
      for (const wait of waits) histogram.add(wait)
      const exact = waits.toSorted((a, b) => a - b)[Math.ceil(waits.length / 2) - 1]!
      expect(Math.abs(histogram.quantile(0.5) - exact)).toBeLessThanOrEqual(exact * 0.02 + 0.001)
    }),
  )
  expect(new Histogram().quantile(0.5)).toBeNaN()
})

it('sends what is due, in order, to the end', async () => {
  const sent: number[] = []
  const hand = { send: (n: number) => void sent.push(n), limit: 5, next: 0 }
  expect((await play([hand], 1000, 0.05)).count).toBe(5)
  expect(sent).toEqual([0, 1, 2, 3, 4])
  expect(await until(() => false, 5)).toBe(false)
})

it('sees in presence which move of whose caret is shown', () => {
  const entry = (client: number, state: string): Buffer =>
    Buffer.concat([varUint(client), varUint(9), varString(state)])
  const caret = '{"user":{},"cursor":{"anchor":{"item":{"client":2147483650,"clock":1000041}}}}'
  const entries = Buffer.concat([varUint(2), entry(2 ** 31 + 2, caret), entry(2 ** 31, 'null')])
  expect(movesIn(entries)).toEqual([2, 41])
})
