/**
 * The log: files `00000001.log`, `00000002.log`, ... in a folder of their own, each a segment of about 4 MiB, written at the end only.
 * A segment begins with a head and then holds records (`log-record.ts`). The next one is made, and on the disk with its name and head, before
 * anything is written to it. A segment of which the database has everything is removed, the oldest first.
 */
import { randomInt } from 'node:crypto'
import fs from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { StoreError } from './errors.ts'
import { mostBytes, packRecord, type LogFormat, type Position } from './log-record.ts'
import type { JournalEntry } from './store.ts'
import { syncFolder } from './sync-folder.ts'

/** From this size on a segment gives way to the next. */
export const SEGMENT_BYTES = 4 * 1024 * 1024
/** Records are put together in pieces of memory of this size. */
const CHUNK_BYTES = 64 * 1024

/** 20 bytes: what it is, with its format, the segment's marker (u32), the CRC-32 of both (u32). */
const MAGIC = Buffer.from('concord-log2')
const MAGICS: readonly (readonly [LogFormat, Buffer])[] = [
  [1, Buffer.from('concord-log1')],
  [2, MAGIC],
]
export const SEGMENT_HEAD = MAGIC.length + 8

export const segmentName = (number: number): string => `${String(number).padStart(8, '0')}.log`

function segmentHead(marker: number): Buffer {
  const head = Buffer.alloc(SEGMENT_HEAD)
  MAGIC.copy(head)
  head.writeUInt32LE(marker, MAGIC.length)
  head.writeUInt32LE(crc32(head.subarray(0, MAGIC.length + 4)), MAGIC.length + 4)
  return head
}

/** The marker and the format of a segment that begins as it should, of this release or an earlier one; else null. */
export function headOf(bytes: Buffer): { marker: number; format: LogFormat } | null {
  if (bytes.length < SEGMENT_HEAD) return null
  const found = MAGICS.find(([, magic]) => bytes.subarray(0, MAGIC.length).equals(magic))
  const isWhole = crc32(bytes.subarray(0, MAGIC.length + 4)) === bytes.readUInt32LE(MAGIC.length + 4)
  return found && isWhole ? { marker: bytes.readUInt32LE(MAGIC.length), format: found[0] } : null
}

interface Segment {
  number: number
  marker: number
  descriptor: number
  /** Where the next record goes. */
  size: number
  /** Of its last record; a segment without any: of the last one before it. */
  lastSerial: number
}

const synced = (descriptor: number): Promise<void> =>
  new Promise((resolve, reject) => fs.fdatasync(descriptor, (error) => (error ? reject(error) : resolve())))

export class Log {
  readonly #folder: string
  #current: Segment
  #next: Segment | null = null
  #preparing: Promise<void> | null = null
  /** No longer written to, the oldest first. */
  #old: Segment[] = []
  #unsynced = new Set<Segment>()
  #synced: Position
  #serial = 0
  #chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  #chunkAt = 0
  /** Set when a record stands there by half and could not be cut off. */
  #broken: StoreError | null = null
  /** Syncing and removing take turns, so that nothing is closed while it is being synced. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, first: Segment) {
    this.#folder = folder
    this.#current = first
    this.#synced = { segment: first.number, offset: first.size }
  }

  /** Begins a log in `folder`, which is there, with segment `number`, which is not. */
  static async begin(folder: string, number: number): Promise<Log> {
    return new Log(folder, await makeSegment(folder, number))
  }

  /** The serial of the last record. */
  get serial(): number {
    return this.#serial
  }

  /** Whether the segment that is written to holds anything. */
  get isCurrentUsed(): boolean {
    return this.#current.size > SEGMENT_HEAD
  }

  /**
   * Writes a batch as one record; when it returns, that survives a killed process. Answers the entries, their bytes copied. Throws the error of the
   * disk; then nothing of it is there, or (`STORE_BROKEN`) nothing can be written any more.
   */
  append(entries: readonly JournalEntry[]): JournalEntry[] {
    if (this.#broken !== null) throw this.#broken
    if (this.#current.size >= SEGMENT_BYTES && this.#next !== null) this.#turnOver(this.#next)
    const room = mostBytes(entries)
    if (this.#chunk.length - this.#chunkAt < room) {
      this.#chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, room))
      this.#chunkAt = 0
    }
    const segment = this.#current
    const head = { marker: segment.marker, serial: this.#serial + 1, synced: this.#synced }
    const { end, packed } = packRecord(this.#chunk, this.#chunkAt, head, entries)
    this.#write(segment, this.#chunk, this.#chunkAt, end)
    segment.size += end - this.#chunkAt
    segment.lastSerial = ++this.#serial
    this.#chunkAt = end
    this.#unsynced.add(segment)
    if (segment.size >= SEGMENT_BYTES / 2) void this.#prepare()
    return packed
  }

  #write({ descriptor, size }: Segment, buffer: Buffer, from: number, end: number): void {
    try {
      for (let at = from; at < end;) {
        const count = fs.writeSync(descriptor, buffer, at, end - at, size + at - from)
        if (count === 0) throw new StoreError('ENOSPC', 'The disk takes no more of the log.')
        at += count
      }
    } catch (error) {
      try {
        fs.ftruncateSync(descriptor, size)
      } catch (cause) {
        this.#broken = new StoreError('STORE_BROKEN', 'A failed write could not be taken back from the log.', { cause })
        throw this.#broken
      }
      throw error
    }
  }

  /** Resolves when everything written before the call survives a power cut. */
  sync(): Promise<void> {
    return this.#inTurn(async () => {
      const segments = [...this.#unsynced]
      this.#unsynced.clear()
      const position = { segment: this.#current.number, offset: this.#current.size }
      for (const { descriptor } of segments) await synced(descriptor)
      this.#synced = position
    })
  }

  /** The database has everything up to this record: removes the segments that are no longer needed. */
  stored(serial: number): Promise<void> {
    if (this.#old.length === 0 || this.#old[0]!.lastSerial > serial) return Promise.resolve()
    return this.#inTurn(async () => {
      while (this.#old.length > 0 && this.#old[0]!.lastSerial <= serial) {
        const segment = this.#old[0]!
        await this.#remove(segment)
        this.#unsynced.delete(segment)
        this.#old.shift()
      }
    })
  }

  /** Goes on in a new segment, so that the present one can be removed once the database has it. */
  async turnOver(): Promise<void> {
    await this.#prepare()
    if (this.#next !== null && this.isCurrentUsed) this.#turnOver(this.#next)
  }

  /** Ends the log. `isStored`: the database has all of it, so nothing is left. */
  end(isStored: boolean): Promise<void> {
    return this.#inTurn(async () => {
      for (const segment of [...this.#old, this.#current, ...(this.#next === null ? [] : [this.#next])])
        if (isStored) await this.#remove(segment)
        else fs.closeSync(segment.descriptor)
    })
  }

  #turnOver(next: Segment): void {
    this.#old.push(this.#current)
    next.lastSerial = this.#serial
    this.#current = next
    this.#next = null
  }

  #prepare(): Promise<void> {
    if (this.#next !== null) return Promise.resolve()
    return (this.#preparing ??= this.#makeNext(this.#current.number + 1))
  }

  async #makeNext(number: number): Promise<void> {
    try {
      this.#next = await this.#inTurn(() => makeSegment(this.#folder, number))
    } catch {
      // a full disk: the present segment grows on, and the next record tries again
    }
    this.#preparing = null
  }

  async #remove({ number, descriptor }: Segment): Promise<void> {
    await rm(join(this.#folder, segmentName(number)))
    await syncFolder(this.#folder)
    fs.closeSync(descriptor)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => {})
    return mine
  }
}

/** A new segment, on the disk. What an earlier attempt may have left of it holds nothing. */
async function makeSegment(folder: string, number: number): Promise<Segment> {
  const file = join(folder, segmentName(number))
  const marker = randomInt(1, 2 ** 32)
  const descriptor = fs.openSync(file, 'w', 0o600)
  try {
    const head = segmentHead(marker)
    for (let at = 0; at < head.length;) at += fs.writeSync(descriptor, head, at, head.length - at, at)
    await synced(descriptor)
    await syncFolder(folder)
  } catch (error) {
    fs.closeSync(descriptor)
    await rm(file, { force: true })
    throw error
  }
  return { number, marker, descriptor, size: SEGMENT_HEAD, lastSerial: 0 }
}
