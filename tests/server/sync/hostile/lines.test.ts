/** SY8, SY11, GA7 below the messages: frames in pieces, frames that never end, frames of 100 MB, and what is no websocket. */
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BEAT_MS } from '../../../../server/sync/socket.ts'
import { MESSAGE, SYNC } from '../../../../src/lib/domain/sync.ts'
import { clientFrame, OPCODE } from '../../../bench/sync/load/frame.ts'
import { Wire } from '../../../bench/sync/load/wire.ts'
import { fakeClock, type FakeClock } from '../../../support/fake-clock.ts'
import { honest, type Scene } from '../../../support/hostile-frames.ts'
import { openAttacked, type Attacked } from '../../../support/hostile-scene.ts'
import { syncFrame } from '../../../support/sync-client.ts'
import { DOCUMENT } from '../../../support/sync-house.ts'

let clock: FakeClock
let room: Attacked
beforeEach(async () => {
  clock = fakeClock()
  room = await openAttacked({ clock })
})
afterEach(async () => {
  await room.close()
})

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await turnOfLoop()
}

interface Line {
  wire: Wire
  heard: number[]
  isGone: boolean
}
/** A drafter's websocket, byte by byte; it has answered the server's question. */
async function line(): Promise<Line> {
  const one: Line = {
    heard: [],
    isGone: false,
    wire: new Wire({
      port: Number(new URL(room.house.origin).port),
      path: `/sync/${DOCUMENT}?ack=1`,
      headers: { Authorization: 'Bearer drafter-1' },
      onMessage: (message) => one.heard.push(message[0]!),
      onClose: () => (one.isGone = true),
    }),
  }
  await one.wire.open()
  one.wire.send(clientFrame(OPCODE.binary, syncFrame(SYNC.step2, Uint8Array.of(0, 0))))
  await eventually(() => acknowledgements(one) === 1)
  return one
}
const acknowledgements = ({ heard }: Line): number => heard.filter((type) => type === MESSAGE.acknowledged).length

const update = (scene: Scene): Uint8Array =>
  syncFrame(
    SYNC.update,
    honest(scene, (text) => text.insert(text.length, 'in pieces')),
  )
/** As `clientFrame`, with its first byte as given: reserved bits, opcodes, whether it is the last piece. */
function frame(first: number, payload: Uint8Array): Buffer {
  const bytes = clientFrame(0, payload)
  bytes[0] = first
  return bytes
}
const FIRST_PIECE = OPCODE.binary
const PIECE = 0
const LAST_PIECE = 0x80
const pieces = (bytes: Uint8Array): Buffer[] =>
  Array.from(bytes, (_, i) =>
    frame(i === 0 ? FIRST_PIECE : i < bytes.length - 1 ? PIECE : LAST_PIECE, bytes.subarray(i, i + 1)),
  )

describe('in pieces', () => {
  it('an honest update in as many frames as it has bytes is taken', () =>
    room.unharmed(1, async (scene) => {
      const one = await line()
      for (const piece of pieces(update(scene))) one.wire.send(piece)
      await eventually(() => acknowledgements(one) === 2)
      one.wire.cut()
    }))
  it('an honest update that arrives byte by byte, a ping between its frames, is taken', () =>
    room.unharmed(1, async (scene) => {
      const one = await line()
      const bytes = update(scene)
      const sent = [
        frame(FIRST_PIECE, bytes.subarray(0, 9)),
        clientFrame(OPCODE.ping, Uint8Array.of(1)),
        frame(LAST_PIECE, bytes.subarray(9)),
      ]
      for (const byte of Buffer.concat(sent)) {
        one.wire.send(Buffer.of(byte))
        await turnOfLoop()
      }
      await eventually(() => acknowledgements(one) === 2)
      one.wire.cut()
    }))
  it('a hostile one is refused as if it were whole', () =>
    room.unharmed(0, async () => {
      const one = await line()
      for (const piece of pieces(syncFrame(SYNC.update, Uint8Array.of(1, 1, 5, 9, 0x84, 5, 8, 1, 120, 0))))
        one.wire.send(piece)
      await eventually(() => one.isGone)
      expect(one.wire.farewell).toBe('4400 missing-dependency')
    }))
  it('20,000 empty pieces end their socket', () =>
    room.unharmed(0, async () => {
      const one = await line()
      one.wire.send(frame(FIRST_PIECE, Uint8Array.of(0)))
      one.wire.send(Buffer.concat(Array.from({ length: 20_000 }, () => frame(PIECE, new Uint8Array(0)))))
      await eventually(() => one.isGone)
      expect(one.wire.farewell).toMatch(/^(1008|4400)/)
    }))
  it('SY11: a frame that never ends is cut off with its socket, and waits for nobody’s patience meanwhile', () =>
    room.unharmed(0, async (scene) => {
      const one = await line()
      const whole = clientFrame(OPCODE.binary, update(scene))
      one.wire.send(whole.subarray(0, 20))
      const before = room.house.sync.stats().sockets
      for (let beat = 0; beat < 5; beat++) {
        await room.isAlive()
        clock.advance(BEAT_MS)
      }
      await eventually(() => room.house.sync.stats().sockets === before - 1)
      one.wire.cut()
    }))
})

describe('100 MB', () => {
  const MEGABYTE = new Uint8Array(1024 * 1024)
  it('in one frame: refused as soon as it says so', () =>
    room.unharmed(0, async () => {
      const one = await line()
      const head = frame(LAST_PIECE | OPCODE.binary, new Uint8Array(65_536)).subarray(0, 14)
      head.writeBigUInt64BE(100n * 1024n * 1024n, 2)
      one.wire.send(head)
      for (let n = 0; n < 100 && !one.isGone; n++) {
        one.wire.send(Buffer.from(MEGABYTE))
        await turnOfLoop()
      }
      await eventually(() => one.isGone)
      expect(one.wire.farewell ?? '4400 too-large').toBe('4400 too-large')
    }))
  it('in frames of 1 MB: refused once there is more than any message may have', () =>
    room.unharmed(0, async () => {
      const one = await line()
      one.wire.send(frame(FIRST_PIECE, MEGABYTE))
      for (let n = 1; n < 100 && !one.isGone; n++) {
        one.wire.send(frame(PIECE, MEGABYTE))
        await turnOfLoop()
      }
      await eventually(() => one.isGone)
      expect(one.wire.farewell ?? '4400 too-large').toBe('4400 too-large')
    }))
  it('a length of 2^63', () =>
    room.unharmed(0, async () => {
      const one = await line()
      const head = frame(LAST_PIECE | OPCODE.binary, new Uint8Array(65_536)).subarray(0, 14)
      head.writeBigUInt64BE(2n ** 63n, 2)
      one.wire.send(head)
      await eventually(() => one.isGone)
      expect(one.wire.farewell).toBe('4400 too-large')
    }))
})

describe('what is no websocket', () => {
  it.each<[string, Buffer]>([
    ['a reserved bit', frame(0xa0 | OPCODE.binary, Uint8Array.of(1))],
    ['an opcode that there is not', frame(LAST_PIECE | 3, Uint8Array.of(1))],
    ['a frame without a mask', Buffer.of(0x82, 1, 0)],
    ['a ping of 126 bytes', clientFrame(OPCODE.ping, new Uint8Array(126))],
    ['a close of one byte', clientFrame(OPCODE.close, new Uint8Array(1))],
    ['a continuation of nothing', frame(LAST_PIECE | PIECE, Uint8Array.of(1))],
    ['text that is no UTF-8', clientFrame(OPCODE.text, Uint8Array.of(0xff))],
    ['http after the upgrade', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('%s ends its socket', (_name, bytes) =>
    room.unharmed(0, async () => {
      const one = await line()
      one.wire.send(bytes)
      await eventually(() => one.isGone)
    }),
  )
  it('a stream that is reset in the middle of everything', () =>
    room.unharmed(0, async (scene) => {
      const one = await line()
      one.wire.send(clientFrame(OPCODE.binary, update(scene)).subarray(0, 20))
      one.wire.cut()
      const stream = connect(Number(new URL(room.house.origin).port), '127.0.0.1')
      stream.on('error', () => {})
      stream.write(`GET /sync/${DOCUMENT} HTTP/1.1\r\nUpgrade: websocket\r\n`, () => stream.resetAndDestroy())
      await new Promise((resolve) => stream.on('close', resolve))
    }))
})
