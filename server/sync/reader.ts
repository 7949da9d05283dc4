/** The numbers and texts of the wire (lib0's encoding), and how what cannot be read is refused. */
import { isUtf8 } from 'node:buffer'
import type { FrameRefusal } from '../../src/lib/domain/sync.ts'

/** A frame is not acceptable, whoever sent it. Carries no stack: it is thrown on the hot path. */
export class FrameRefused {
  readonly code: FrameRefusal
  constructor(code: FrameRefusal) {
    this.code = code
  }
}

export const refuse = (code: FrameRefusal): never => {
  throw new FrameRefused(code)
}

/** Reads numbers and texts as lib0 writes them, strictly (GA1). */
export class Reader {
  #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    if (this.#at >= this.#bytes.length) refuse('undecodable')
    return this.#bytes[this.#at++]!
  }

  /** A varUint up to `max`, in its shortest form. */
  number(max: number): number {
    let value = 0
    let factor = 1
    for (let n = 0; n < 8; n++) {
      const byte = this.byte()
      value += (byte & 127) * factor
      if (byte < 128) {
        if ((byte === 0 && n > 0) || value > max) refuse('undecodable')
        return value
      }
      factor *= 128
    }
    return refuse('undecodable')
  }

  bytes(max: number): Buffer {
    const length = this.number(Number.MAX_SAFE_INTEGER)
    if (length > this.left) refuse('undecodable')
    if (length > max) refuse('too-large')
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return bytes
  }

  /** Goes past so many bytes. */
  pass(length: number): void {
    if (length > this.left) refuse('undecodable')
    this.#at += length
  }

  /** Goes past a text that was read before; how many UTF-16 units it has. */
  passText(): number {
    const length = this.number(Number.MAX_SAFE_INTEGER)
    const from = this.#at
    this.pass(length)
    let units = 0
    for (let at = from; at < this.#at; at++) {
      const byte = this.#bytes[at]!
      // every byte that begins a character is a unit, and one that begins a pair of surrogates two
      if (byte < 0x80 || byte >= 0xc0) units += byte >= 0xf0 ? 2 : 1
    }
    return units
  }

  text(max: number): string {
    const bytes = this.bytes(max)
    if (!isUtf8(bytes)) refuse('undecodable')
    return bytes.toString('utf8')
  }
}

/** Bytes that a varUint takes. */
export function sizeOfNumber(value: number): number {
  let size = 1
  for (; value > 127; value = Math.floor(value / 128)) size++
  return size
}

/** Writes a varUint; answers where it ends. */
export function putNumber(into: Uint8Array, at: number, value: number): number {
  for (; value > 127; value = Math.floor(value / 128)) into[at++] = (value & 127) | 128
  into[at] = value
  return at + 1
}
