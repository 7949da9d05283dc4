/**
 * How a batch of the journal stands in the log: one record, whole or not at all. Little-endian:
 *
 *     0  marker   u32, drawn with the segment: what people write cannot look like a record of it
 *     4  CRC-32   u32, of everything after it, begun with the marker
 *     8  length   u32, of the record
 *    12  serial   u32, one more than the record before, over all segments
 *    16  synced   u32 segment and u32 offset: so far the log was on the disk when this was written
 *    24  entries  count u32, then each: seq f64; document, author, party, instant (each u16 length, UTF-8; ffff: null); capacity (u8, place in
 *                 `CAPACITIES`; not in segments of format 1); client ids (u32 count, each f64); words whose place was gone (u32 length, JSON; 0: none); the update (u32 length, bytes)
 */
import { crc32 } from 'node:zlib'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { JournalEntry, StillbornWords } from './store.ts'

/** A place in the log. */
export interface Position {
  segment: number
  offset: number
}

/** How entries stand in a segment: before 2 without their capacity. */
export type LogFormat = 1 | 2
/** Kept as they are numbered here: what a server left in its log is read by the next release. */
const CAPACITIES: readonly (Hat | null)[] = [null, 'chair', 'secretariat', 'party', 'pen_holder']

export const RECORD_HEAD = 24
const NULL = 0xffff
/** What an entry takes beside its texts, client ids and bytes. */
const ENTRY_FIXED = 8 + 4 * 2 + 1 + 4 + 4 + 4
/** UTF-8 takes at most so many bytes for each unit of a string. */
const UTF8 = 3

/** At most so many bytes does a record of these entries take. */
export function mostBytes(entries: readonly JournalEntry[]): number {
  let bytes = RECORD_HEAD + 4
  for (const { documentId, authorId, partyId, at, newClients, bytes: update, stillborn } of entries)
    bytes +=
      (stillborn === undefined ? 0 : UTF8 * JSON.stringify(stillborn).length) +
      ENTRY_FIXED +
      UTF8 * (documentId.length + (authorId?.length ?? 0) + (partyId?.length ?? 0) + at.length) +
      8 * newClients.length +
      update.length
  return bytes
}

function putText(buffer: Buffer, at: number, text: string | null): number {
  if (text === null) return buffer.writeUInt16LE(NULL, at)
  const length = buffer.write(text, at + 2)
  if (length >= NULL) throw new RangeError('An id in the journal is too long.')
  buffer.writeUInt16LE(length, at)
  return at + 2 + length
}

export interface RecordHead {
  marker: number
  serial: number
  synced: Position
}

/**
 * Packs `entries` as one record into `buffer`, where there is room for `mostBytes`. Answers the end of the record, and the entries with their
 * updates where they now stand.
 */
export function packRecord(
  buffer: Buffer,
  from: number,
  { marker, serial, synced }: RecordHead,
  entries: readonly JournalEntry[],
): { end: number; packed: JournalEntry[] } {
  const packed: JournalEntry[] = []
  let at = buffer.writeUInt32LE(entries.length, from + RECORD_HEAD)
  for (const entry of entries) {
    const { documentId, seq, authorId, partyId, hat, at: instant, newClients, bytes, stillborn } = entry
    at = buffer.writeDoubleLE(seq, at)
    at = putText(buffer, at, documentId)
    at = putText(buffer, at, authorId)
    at = putText(buffer, at, partyId)
    at = putText(buffer, at, instant)
    at = buffer.writeUInt8(CAPACITIES.indexOf(hat), at)
    at = buffer.writeUInt32LE(newClients.length, at)
    for (const client of newClients) at = buffer.writeDoubleLE(client, at)
    const words = stillborn === undefined ? 0 : buffer.write(JSON.stringify(stillborn), at + 4)
    at = buffer.writeUInt32LE(words, at) + words
    at = buffer.writeUInt32LE(bytes.length, at)
    buffer.set(bytes, at)
    const own = buffer.subarray(at, (at += bytes.length))
    const copy: JournalEntry = { documentId, seq, authorId, partyId, hat, bytes: own, at: instant, newClients }
    if (stillborn !== undefined) copy.stillborn = stillborn
    packed.push(copy)
  }
  buffer.writeUInt32LE(marker, from)
  buffer.writeUInt32LE(at - from, from + 8)
  buffer.writeUInt32LE(serial >>> 0, from + 12)
  buffer.writeUInt32LE(synced.segment, from + 16)
  buffer.writeUInt32LE(synced.offset, from + 20)
  buffer.writeUInt32LE(crc32(buffer.subarray(from + 8, at), marker), from + 4)
  return { end: at, packed }
}

export interface FoundRecord extends RecordHead {
  end: number
}

/** The record that begins at `from`; null: there is none, or not the whole of it, or not a byte of it may be trusted. */
export function findRecord(buffer: Buffer, from: number, marker: number): FoundRecord | null {
  if (from + RECORD_HEAD + 4 > buffer.length || buffer.readUInt32LE(from) !== marker) return null
  const end = from + buffer.readUInt32LE(from + 8)
  if (end < from + RECORD_HEAD + 4 || end > buffer.length) return null
  if (crc32(buffer.subarray(from + 8, end), marker) !== buffer.readUInt32LE(from + 4)) return null
  return {
    end,
    marker,
    serial: buffer.readUInt32LE(from + 12),
    synced: { segment: buffer.readUInt32LE(from + 16), offset: buffer.readUInt32LE(from + 20) },
  }
}

/** The entries of a record that `findRecord` found at `from`, in a segment of this format. */
export function unpackRecord(buffer: Buffer, from: number, format: LogFormat): JournalEntry[] {
  let at = from + RECORD_HEAD
  const number = (): number => buffer.readUInt32LE((at += 4) - 4)
  const real = (): number => buffer.readDoubleLE((at += 8) - 8)
  const bytes = (length: number): Buffer => buffer.subarray(at, (at += length))
  const text = (): string | null => {
    const length = buffer.readUInt16LE((at += 2) - 2)
    return length === NULL ? null : bytes(length).toString()
  }
  const entries: JournalEntry[] = []
  for (let left = number(); left > 0; left--) {
    const entry = {
      seq: real(),
      documentId: text() ?? '',
      authorId: text(),
      partyId: text(),
      at: text() ?? '',
      hat: format === 1 ? null : (CAPACITIES[bytes(1)[0]!] ?? null),
      newClients: Array.from({ length: number() }, real),
    }
    const words = bytes(number())
    entries.push({
      ...entry,
      bytes: Uint8Array.from(bytes(number())),
      ...(words.length > 0 && { stillborn: JSON.parse(words.toString()) as readonly StillbornWords[] }),
    })
  }
  return entries
}
