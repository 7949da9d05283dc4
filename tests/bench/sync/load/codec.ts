/** Numbers, texts and Yjs updates as bytes, read without building anything: the load generator has to stay cheaper than what it measures. */

/** A varUint of lib0. */
export function varUint(value: number): Buffer {
  const bytes: number[] = []
  while (value > 127) {
    bytes.push(128 | (value % 128))
    value = Math.floor(value / 128)
  }
  bytes.push(value)
  return Buffer.from(bytes)
}

/** Length and UTF-8 bytes. */
export function varString(text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([varUint(bytes.length), bytes])
}

/** Bytes with their length before them. */
export const varBytes = (bytes: Uint8Array): Buffer => Buffer.concat([varUint(bytes.length), bytes])

/** Reads on from a place. Throws `RangeError` past the end. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  byte(): number {
    if (this.#at >= this.#bytes.length) throw new RangeError('read past the end')
    return this.#bytes[this.#at++]!
  }

  number(): number {
    let byte = this.byte()
    let value = byte & 127
    for (let factor = 128; byte > 127; factor *= 128) {
      byte = this.byte()
      value += (byte & 127) * factor
    }
    return value
  }

  /** Shares the memory of what is read. */
  bytes(): Buffer {
    const length = this.number()
    if (length > this.left) throw new RangeError('read past the end')
    const bytes = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return bytes
  }
}

/** Length of UTF-8 bytes in UTF-16 units, as Yjs counts. */
function unitsOf(bytes: Buffer): number {
  let units = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

/** Told of a stretch of one client's clocks. */
export type OnStretch = (client: number, clock: number, length: number) => void

const HAS_LEFT = 0x80
const HAS_RIGHT = 0x40
const HAS_KEY = 0x20
const CONTENT = { gc: 0, deleted: 1, string: 4, embed: 5, format: 6, skip: 10 }

function lengthOfContent(reader: Reader, content: number): number {
  switch (content) {
    case CONTENT.deleted:
      return reader.number()
    case CONTENT.string:
      return unitsOf(reader.bytes())
    case CONTENT.embed:
      reader.bytes()
      return 1
    case CONTENT.format:
      reader.bytes()
      reader.bytes()
      return 1
    default:
      throw new Error(`no text of a charter holds content ${content}`)
  }
}

function passId(reader: Reader): void {
  reader.number()
  reader.number()
}

function passNeighbours(reader: Reader, info: number): void {
  if (info & HAS_LEFT) passId(reader)
  if (info & HAS_RIGHT) passId(reader)
  if ((info & (HAS_LEFT | HAS_RIGHT)) !== 0) return
  if (reader.number() === 1) reader.bytes()
  else passId(reader)
  if (info & HAS_KEY) reader.bytes()
}

/** Walks a Yjs V1 update of a text: what it inserts, then what it deletes. Throws for content that no charter text holds. */
export function scanUpdate(update: Uint8Array, onInsert: OnStretch, onDelete?: OnStretch): void {
  const reader = new Reader(update)
  for (let clients = reader.number(); clients > 0; clients--) {
    let structs = reader.number()
    const client = reader.number()
    let clock = reader.number()
    for (; structs > 0; structs--) {
      const info = reader.byte()
      const content = info & 31
      if (content === CONTENT.skip) {
        clock += reader.number()
        continue
      }
      let length: number
      if (content === CONTENT.gc) length = reader.number()
      else {
        passNeighbours(reader, info)
        length = lengthOfContent(reader, content)
      }
      onInsert(client, clock, length)
      clock += length
    }
  }
  for (let clients = reader.number(); clients > 0; clients--) {
    const client = reader.number()
    for (let ranges = reader.number(); ranges > 0; ranges--) {
      const clock = reader.number()
      const length = reader.number()
      onDelete?.(client, clock, length)
    }
  }
}

/** Clock by client. */
export function readStateVector(bytes: Uint8Array): Map<number, number> {
  const reader = new Reader(bytes)
  const clocks = new Map<number, number>()
  for (let clients = reader.number(); clients > 0; clients--) {
    const client = reader.number()
    clocks.set(client, reader.number())
  }
  return clocks
}
