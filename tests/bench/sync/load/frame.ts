/** Websocket frames as a client writes and reads them (RFC 6455; RFC 7692 without takeover of context). */
import { randomBytes } from 'node:crypto'
import { constants, inflateRawSync } from 'node:zlib'

const MASKS = randomBytes(4096)
let nextMask = 0

const FINAL = 0x80
const COMPRESSED = 0x40
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 }

/** One whole masked frame around `parts`. */
export function clientFrame(opcode: number, ...parts: Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const head = length < 126 ? 6 : length < 65536 ? 8 : 14
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = FINAL | opcode
  if (length < 126) frame[1] = 0x80 | length
  else if (length < 65536) {
    frame[1] = 0x80 | 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 0x80 | 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  nextMask = (nextMask + 4) % MASKS.length
  const mask = MASKS.subarray(nextMask, nextMask + 4)
  mask.copy(frame, head - 4)
  let at = 0
  for (const part of parts) for (let i = 0; i < part.length; i++, at++) frame[head + at] = part[i]! ^ mask[at & 3]!
  return frame
}

/** What a whole unmasked message of the server was. */
export interface Message {
  opcode: number
  /** Valid during the call that brings it: it may share the memory of what was read. */
  payload: Buffer
}

/** The end of a deflated message, which RFC 7692 leaves away. */
const DEFLATE_END = Buffer.from([0, 0, 0xff, 0xff])

const inflated = (payload: Buffer): Buffer =>
  inflateRawSync(Buffer.concat([payload, DEFLATE_END]), { finishFlush: constants.Z_SYNC_FLUSH })

/** Cuts a stream of bytes into messages. Copies only where a frame came in pieces. */
export class FrameReader {
  readonly #onMessage: (message: Message) => void
  /** Beginnings of a frame whose rest is on its way, and how much of it there must be before it is looked at again. */
  #pieces: Buffer[] = []
  #have = 0
  #need = 0
  /** Of a fragmented message: the first byte of its first frame, and the payloads so far. */
  #first = 0
  #fragments: Buffer[] | null = null

  constructor(onMessage: (message: Message) => void) {
    this.#onMessage = onMessage
  }

  take(chunk: Buffer): void {
    let bytes = chunk
    if (this.#pieces.length > 0) {
      this.#pieces.push(chunk)
      this.#have += chunk.length
      if (this.#have < this.#need) return
      bytes = Buffer.concat(this.#pieces)
      this.#pieces = []
    }
    let at = 0
    while (bytes.length - at >= 2) {
      const size = frameSize(bytes, at)
      if (size.head + size.payload > bytes.length - at) {
        this.#wait(bytes.subarray(at), size.head + size.payload)
        return
      }
      const start = at + size.head
      const first = bytes[at]!
      at = start + size.payload
      this.#frame(first, bytes.subarray(start, at))
    }
    if (at < bytes.length) this.#wait(bytes.subarray(at), 2)
  }

  #wait(rest: Buffer, need: number): void {
    this.#pieces = [rest]
    this.#have = rest.length
    this.#need = need
  }

  #frame(first: number, payload: Buffer): void {
    const opcode = first & 15
    const isFinal = (first & FINAL) !== 0
    if (opcode > 7 || (isFinal && opcode !== OPCODE.continuation)) return this.#message(first, payload)
    if (opcode !== OPCODE.continuation) {
      this.#first = first
      this.#fragments = []
    }
    this.#fragments!.push(Buffer.from(payload))
    if (!isFinal) return
    const whole = Buffer.concat(this.#fragments!)
    this.#fragments = null
    this.#message(this.#first, whole)
  }

  #message(first: number, payload: Buffer): void {
    this.#onMessage({ opcode: first & 15, payload: (first & COMPRESSED) === 0 ? payload : inflated(payload) })
  }
}

/** Bytes of a frame's head and payload; where its head is not whole yet, at least what is needed to go on. */
function frameSize(bytes: Buffer, at: number): { head: number; payload: number } {
  const short = bytes[at + 1]! & 127
  if (short < 126) return { head: 2, payload: short }
  const head = short === 126 ? 4 : 10
  if (bytes.length - at < head) return { head, payload: 0 }
  return { head, payload: short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2)) }
}
