/**
 * Reads the log back: everything up to the first record that is not whole. What a killed process or a power cut leaves behind such a one was never
 * on the disk for certain. Yet where a later record says that the log was on the disk beyond that place, the file has been damaged since, and
 * nothing may be passed over.
 */
import fs from 'node:fs'
import { join } from 'node:path'
import { codeOf, StoreError } from './errors.ts'
import { headOf, SEGMENT_HEAD, segmentName } from './log.ts'
import { findRecord, unpackRecord, type FoundRecord, type LogFormat, type Position } from './log-record.ts'
import type { JournalEntry } from './store.ts'

export interface LogContents {
  /** The batches in the order in which they were written; some or all may be in the database as well. */
  batches: JournalEntry[][]
  /** Numbers of the segments that are there, ascending. */
  segments: number[]
  /** Bytes that follow the last whole record. */
  torn: number
}

interface Segment {
  number: number
  bytes: Buffer
  marker: number
  format: LogFormat
}

const damaged = (folder: string, what: string): StoreError =>
  new StoreError(
    'LOG_DAMAGED',
    `The log in ${folder} is damaged: ${what}. It holds edits that the database may not have. Keep a copy of the whole data folder, then ` +
      `restore the latest backup, or move the folder of the log away to go on without what only the log has.`,
  )

/** Throws `StoreError` `LOG_DAMAGED`, or the error of the disk. May run while a server writes: what that adds or removes meanwhile is no matter. */
export function readLog(folder: string): LogContents {
  const segments = readSegments(folder)
  const batches: JournalEntry[][] = []
  let torn = 0
  /** Behind the last whole record. */
  let end: Position = { segment: 0, offset: 0 }
  const ends = new Map<number, number>()
  let isWhole = true
  let last: FoundRecord | null = null
  /** How far the log was on the disk, says whatever is whole. */
  let synced: Position = { segment: 0, offset: 0 }
  const syncedOf = new Map<number, number>()
  const hear = (record: FoundRecord): void => {
    if (isBeyond(record.synced, synced)) synced = record.synced
    syncedOf.set(record.synced.segment, Math.max(record.synced.offset, syncedOf.get(record.synced.segment) ?? 0))
  }
  for (const segment of segments) {
    const { bytes, marker, format, number } = segment
    let at = SEGMENT_HEAD
    const before = end
    if (isWhole) end = { segment: number, offset: at }
    while (isWhole && at < bytes.length) {
      const record = findRecord(bytes, at, marker)
      isWhole = record !== null && (last === null || record.serial === (last.serial + 1) >>> 0)
      // the segment before was longer once
      if (record !== null && !isWhole && at === SEGMENT_HEAD) end = before
      if (record === null || !isWhole) break
      hear(record)
      batches.push(unpackRecord(bytes, at, format))
      last = record
      at = record.end
      end = { segment: number, offset: at }
    }
    if (isWhole) ends.set(number, at)
    if (at >= bytes.length) continue
    torn += bytes.length - at
    for (const record of recordsAfter(segment, at)) hear(record)
  }
  if (isBeyond(synced, end))
    throw damaged(folder, `no whole record follows byte ${end.offset} of ${segmentName(end.segment)}`)
  for (const [number, at] of ends)
    if ((syncedOf.get(number) ?? 0) > at) throw damaged(folder, `${segmentName(number)} ends after ${at} bytes`)
  return { batches, segments: segments.map(({ number }) => number), torn }
}

const isBeyond = (one: Position, other: Position): boolean =>
  one.segment > other.segment || (one.segment === other.segment && one.offset > other.offset)

/** The segments that are there, the last one read first: what is moved from one to the next meanwhile is then not missed. */
function readSegments(folder: string): Segment[] {
  const numbers = namesIn(folder)
    .flatMap((name) => (/^\d{8,}\.log$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => a - b)
  const segments: Segment[] = []
  for (const number of [...numbers].reverse()) {
    const bytes = readIfThere(join(folder, segmentName(number)))
    // its entries have gone into the database, and so have those before
    if (bytes === null) break
    const after = segments[0]
    if (after !== undefined && after.number !== number + 1)
      throw damaged(folder, `${segmentName(number + 1)} is missing`)
    const head = headOf(bytes)
    if (head === null && bytes.length > SEGMENT_HEAD)
      throw damaged(folder, `${segmentName(number)} does not begin as a segment does`)
    // one that is just being made holds nothing yet
    segments.unshift({ number, bytes: head === null ? Buffer.alloc(0) : bytes, marker: 0, format: 2, ...head })
  }
  return segments
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

function readIfThere(file: string): Buffer | null {
  try {
    return fs.readFileSync(file)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Whole records anywhere from `at` on. */
function* recordsAfter({ bytes, marker }: Segment, at: number): Generator<FoundRecord> {
  const sign = Buffer.alloc(4)
  sign.writeUInt32LE(marker)
  for (let from = bytes.indexOf(sign, at); from !== -1;) {
    const record = findRecord(bytes, from, marker)
    if (record !== null) yield record
    from = bytes.indexOf(sign, record?.end ?? from + 1)
  }
}
