/** The log read back: whole, torn at every byte, damaged at every byte, over several segments, on a disk that takes only part of a write. */
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readLog } from '../../../server/store/log-read.ts'
import { mostBytes, packRecord, unpackRecord } from '../../../server/store/log-record.ts'
import { Log, SEGMENT_BYTES, SEGMENT_HEAD } from '../../../server/store/log.ts'
import { entry } from '../../support/rows.ts'
import type { JournalEntry } from '../../../server/store/store.ts'
import { HATS } from '../../../src/lib/domain/hat.ts'

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'concord-log-'))
})
afterEach(() => {
  vi.restoreAllMocks()
  fs.rmSync(folder, { recursive: true })
})

const file = (number: number): string => join(folder, `${String(number).padStart(8, '0')}.log`)
const seqs = (): number[] => readLog(folder).batches.flatMap((batch) => batch.map(({ seq }) => seq))
const upTo = (last: number): number[] => Array.from({ length: last }, (_, n) => n + 1)
const large = new Uint8Array(SEGMENT_BYTES)

/** Writes entries 1 to `count`, synced after each up to `syncedTo`; answers where each record ends. */
async function write(log: Log, count: number, syncedTo: number): Promise<number[]> {
  const ends: number[] = []
  for (let seq = 1; seq <= count; seq++) {
    log.append([entry('d0', seq)])
    ends.push(fs.statSync(file(1)).size)
    if (seq <= syncedTo) await log.sync()
  }
  return ends
}

describe('a record', () => {
  const id = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed())
  const entries = fc.array(
    fc.record({
      documentId: id,
      seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      authorId: fc.option(id),
      partyId: fc.option(id),
      hat: fc.constantFrom(null, ...HATS),
      bytes: fc.uint8Array(),
      at: id,
      newClients: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    }),
  )
  it('gives back what it was made of', () => {
    const around = { blockId: 'b', option: null, before: [], after: [], knew: [], isCertain: true }
    const stillborn = [{ ...around, words: 'قيل "so"\n', spans: [[1, 2, 3]] }] as unknown as JournalEntry['stillborn']
    fc.assert(
      fc.property(entries, fc.boolean(), (made, isGone) => {
        const given = made.map((one): JournalEntry => (isGone ? { ...one, stillborn: stillborn! } : one))
        const buffer = Buffer.alloc(mostBytes(given) + 7)
        const head = { marker: 9, serial: 1, synced: { segment: 1, offset: 16 } }
        const { end, packed } = packRecord(buffer, 7, head, given)
        expect(end).toBeLessThanOrEqual(buffer.length)
        expect(unpackRecord(buffer, 7, 2)).toEqual(given)
        expect(packed.map((one) => ({ ...one, bytes: Uint8Array.from(one.bytes) }))).toEqual(given)
      }),
    )
  })
})

/** A segment as the releases before format 2 left it: its entries without their capacity. */
function olderSegment(entries: readonly JournalEntry[]): Buffer {
  const [marker, head] = [9, Buffer.alloc(SEGMENT_HEAD)]
  head.write('concord-log1')
  head.writeUInt32LE(marker, SEGMENT_HEAD - 8)
  head.writeUInt32LE(crc32(head.subarray(0, SEGMENT_HEAD - 4)), SEGMENT_HEAD - 4)
  const records = entries.map((one, i) => {
    const buffer = Buffer.alloc(mostBytes([one]))
    const position = { segment: 1, offset: SEGMENT_HEAD }
    const { end } = packRecord(buffer, 0, { marker, serial: i + 1, synced: position }, [one])
    const capacity = buffer.indexOf(one.at) + one.at.length
    const record = Buffer.concat([buffer.subarray(0, capacity), buffer.subarray(capacity + 1, end)])
    record.writeUInt32LE(record.length, 8)
    record.writeUInt32LE(crc32(record.subarray(8), marker), 4)
    return record
  })
  return Buffer.concat([head, ...records])
}

describe('the log', () => {
  it('reads what a release left that did not record capacities', () => {
    const older = [entry('d0', 1, { authorId: 'a', newClients: [5] }), entry('d0', 2)]
    fs.writeFileSync(file(1), olderSegment(older))
    expect(readLog(folder)).toEqual({ batches: older.map((one) => [one]), segments: [1], torn: 0 })
  })

  it('cut at any byte holds every record before it', async () => {
    const ends = await write(await Log.begin(folder, 1), 5, 0)
    const bytes = fs.readFileSync(file(1))
    for (let length = 0; length <= bytes.length; length++) {
      fs.writeFileSync(file(1), bytes.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length
      expect(seqs(), `${length}`).toEqual(upTo(whole))
      expect(readLog(folder).torn).toBe(Math.max(0, length - (ends[whole - 1] ?? SEGMENT_HEAD)))
    }
  })

  it('is refused where a byte changed of what later records know to have been on the disk', async () => {
    const ends = await write(await Log.begin(folder, 1), 4, 3)
    const bytes = fs.readFileSync(file(1))
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes)
      flipped[at]! ^= 1 << (at % 8)
      fs.writeFileSync(file(1), flipped)
      if (at < ends[2]!)
        expect(() => readLog(folder), `${at}`).toThrow(expect.objectContaining({ code: 'LOG_DAMAGED' }))
      else expect(seqs(), `${at}`).toEqual([1, 2, 3])
    }
  })

  it('after a power cut that lost what was not synced, wherever it stood, holds what was', async () => {
    const ends = await write(await Log.begin(folder, 1), 6, 3)
    const bytes = fs.readFileSync(file(1))
    for (let lost = 3; lost < 6; lost++) {
      const hollow = Buffer.from(bytes)
      hollow.fill(0, ends[lost - 1], ends[lost])
      fs.writeFileSync(file(1), hollow)
      expect(seqs()).toEqual(upTo(lost))
    }
  })

  it('goes on in a new segment, and removes those that the database has', async () => {
    const log = await Log.begin(folder, 1)
    for (let seq = 1; seq <= 4; seq++) {
      log.append([entry('d0', seq, { bytes: large })])
      await log.turnOver()
    }
    expect(fs.readdirSync(folder)).toHaveLength(5)
    expect(fs.statSync(file(2)).mode & 0o777).toBe(0o600)
    expect(seqs()).toEqual([1, 2, 3, 4])
    await log.stored(2)
    expect(seqs()).toEqual([3, 4])
    expect(readLog(folder).segments).toEqual([3, 4, 5])
    await log.end(true)
    expect(fs.readdirSync(folder)).toEqual([])
  })

  it('has the next segment ready before this one is full', async () => {
    const log = await Log.begin(folder, 1)
    for (let seq = 1; seq <= 6; seq++) {
      log.append([entry('d0', seq, { bytes: large.subarray(0, SEGMENT_BYTES / 2) })])
      await log.sync()
    }
    expect(seqs()).toEqual(upTo(6))
    expect(fs.readdirSync(folder).length).toBeGreaterThan(2)
    expect(fs.statSync(file(1)).size).toBeLessThan(1.6 * SEGMENT_BYTES)
  })

  describe('over several segments', () => {
    /** Two records in each of three segments; `syncedTo`: so many of the six are synced. */
    const three = async (syncedTo: number): Promise<void> => {
      const log = await Log.begin(folder, 1)
      for (let seq = 1; seq <= 6; seq++) {
        log.append([entry('d0', seq)])
        if (seq <= syncedTo) await log.sync()
        if (seq % 2 === 0) await log.turnOver()
      }
    }
    const shorten = (number: number, by: number): void =>
      fs.truncateSync(file(number), fs.statSync(file(number)).size - by)

    it('a segment missing in the middle is told', async () => {
      await three(6)
      fs.rmSync(file(2))
      expect(() => readLog(folder)).toThrow(/00000002.log is missing/)
    })
    it.each([1, 40, 60, 200])('a segment that lost %d bytes of what was synced is told', async (by) => {
      await three(6)
      shorten(1, Math.min(by, fs.statSync(file(1)).size - SEGMENT_HEAD))
      expect(() => readLog(folder)).toThrow(expect.objectContaining({ code: 'LOG_DAMAGED' }))
    })
    it('one that lost a whole record which was not synced ends the log there', async () => {
      await three(1)
      const size = (fs.statSync(file(1)).size - SEGMENT_HEAD) / 2
      shorten(1, size)
      expect(seqs()).toEqual([1])
      expect(readLog(folder).torn).toBeGreaterThan(0)
    })
  })
})

describe('a disk that', () => {
  it('takes a few bytes at a time is given the rest', async () => {
    const log = await Log.begin(folder, 1)
    const real = fs.writeSync
    vi.spyOn(fs, 'writeSync').mockImplementation(((
      fd: number,
      buffer: Buffer,
      from: number,
      length: number,
      at: number,
    ) => real(fd, buffer, from, Math.min(length, 3), at)) as typeof fs.writeSync)
    log.append([entry('d0', 1)])
    expect(seqs()).toEqual([1])
  })

  it('becomes full in the midst of a record has nothing of it, and takes the next once there is room', async () => {
    const log = await Log.begin(folder, 1)
    log.append([entry('d0', 1)])
    const { size } = fs.statSync(file(1))
    const real = fs.writeSync
    let left = 20
    const spy = vi.spyOn(fs, 'writeSync').mockImplementation(((
      fd: number,
      buffer: Buffer,
      from: number,
      length: number,
      at: number,
    ) => {
      if (left === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
      const count = Math.min(length, left)
      left -= count
      return real(fd, buffer, from, count, at)
    }) as typeof fs.writeSync)
    expect(() => log.append([entry('d0', 2)])).toThrow('no space left')
    expect(fs.statSync(file(1)).size).toBe(size)
    spy.mockRestore()
    log.append([entry('d0', 2)])
    expect(seqs()).toEqual([1, 2])
  })

  it('can neither write nor cut back is not written to again, and what was written is read', async () => {
    const log = await Log.begin(folder, 1)
    log.append([entry('d0', 1)])
    const failing = (): never => {
      throw Object.assign(new Error('input/output error'), { code: 'EIO' })
    }
    vi.spyOn(fs, 'writeSync').mockImplementation(failing)
    vi.spyOn(fs, 'ftruncateSync').mockImplementation(failing)
    expect(() => log.append([entry('d0', 2)])).toThrow(expect.objectContaining({ code: 'STORE_BROKEN' }))
    vi.restoreAllMocks()
    expect(() => log.append([entry('d0', 2)])).toThrow(expect.objectContaining({ code: 'STORE_BROKEN' }))
    expect(seqs()).toEqual([1])
  })
})
