/** Frames of the y-websocket protocol: what a client's bytes mean, and the bytes of what the server says. */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { SYNC_LIMITS, type SyncLimits } from '../../src/lib/domain/limits.ts'
import { MESSAGE, SYNC } from '../../src/lib/domain/sync.ts'
import { FrameRefused, putNumber, sizeOfNumber } from './reader.ts'

export type Frame =
  /** "This is what I have": the answer is what it lacks. */
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'presence'; body: Uint8Array }
  | { kind: 'query-presence' }

export type FrameLimits = Pick<SyncLimits, 'updateBytes' | 'articleBytes' | 'presenceBytes' | 'stateVectorBytes'>

/** Reads one frame. Throws `FrameRefused`. The frame shares the memory of `bytes`. */
export function readFrame(bytes: Uint8Array, limits: FrameLimits = SYNC_LIMITS): Frame {
  try {
    return read(bytes, limits)
  } catch (error) {
    throw error instanceof FrameRefused ? error : new FrameRefused('undecodable')
  }
}

function read(bytes: Uint8Array, limits: FrameLimits): Frame {
  const decoder = decoding.createDecoder(bytes)
  const body = (max: number): Uint8Array => {
    const content = decoding.readVarUint8Array(decoder)
    if (content.byteLength > max) throw new FrameRefused('too-large')
    if (decoding.hasContent(decoder)) throw new FrameRefused('undecodable')
    return content
  }
  switch (decoding.readVarUint(decoder)) {
    case MESSAGE.sync:
      switch (decoding.readVarUint(decoder)) {
        case SYNC.step1: {
          const stateVector = body(limits.stateVectorBytes)
          Y.decodeStateVector(stateVector) // throws where it is none
          return { kind: 'step1', stateVector }
        }
        case SYNC.step2:
          return { kind: 'step2', update: body(limits.articleBytes) }
        case SYNC.update:
          return { kind: 'update', update: body(limits.updateBytes) }
      }
      break
    case MESSAGE.presence:
      return { kind: 'presence', body: body(limits.presenceBytes) }
    case MESSAGE.queryPresence:
      return { kind: 'query-presence' }
  }
  throw new FrameRefused('unknown-message')
}

const message = (write: (encoder: encoding.Encoder) => void): Uint8Array => encoding.encode(write)

/** What is said most is measured first and then written once, where lib0 would let a buffer grow. */
function syncMessage(subtype: number, body: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(2 + sizeOfNumber(body.length) + body.length)
  bytes[0] = MESSAGE.sync
  bytes[1] = subtype
  bytes.set(body, putNumber(bytes, 2, body.length))
  return bytes
}

/** "This is what I have": asks for what the client has beyond it. */
export const step1Frame = (stateVector: Uint8Array): Uint8Array => syncMessage(SYNC.step1, stateVector)
export const step2Frame = (update: Uint8Array): Uint8Array => syncMessage(SYNC.step2, update)
export const updateFrame = (update: Uint8Array): Uint8Array => syncMessage(SYNC.update, update)

export const acknowledgedFrame = (count: number): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.acknowledged)
    encoding.writeVarUint(encoder, count)
  })

/** `code`: why nothing may be written; empty: writing is allowed again. */
export const readOnlyFrame = (code: string): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.readOnly)
    encoding.writeVarString(encoder, code)
  })

/** Who is in the charter's texts, as JSON. */
export const peopleFrame = (people: string): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.people)
    encoding.writeVarString(encoder, people)
  })

/** A `Standing`, as JSON. */
export const standingFrame = (standing: string): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.standing)
    encoding.writeVarString(encoder, standing)
  })

/** A `Capacity`, as JSON. */
export const capacityFrame = (capacity: string): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.capacity)
    encoding.writeVarString(encoder, capacity)
  })

/** A `Notice`, as JSON. */
export const noticeFrame = (notice: string): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.notice)
    encoding.writeVarString(encoder, notice)
  })

/** One message, in raw deflate. */
export const deflatedFrame = (deflated: Uint8Array): Uint8Array =>
  message((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.deflated)
    encoding.writeVarUint8Array(encoder, deflated)
  })

/** One client's presence. `state`: JSON; `null` takes it away. */
export interface PresenceEntry {
  client: number
  clock: number
  state: string
}

/** One entry, to be sent in any frame. */
export const encodePresence = ({ client, clock, state }: PresenceEntry): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  })

/** Of entries encoded before. */
export function presenceFrameOf(entries: readonly Uint8Array[]): Uint8Array {
  let size = sizeOfNumber(entries.length)
  for (const { length } of entries) size += length
  const bytes = Buffer.allocUnsafe(1 + sizeOfNumber(size) + size)
  bytes[0] = MESSAGE.presence
  let at = putNumber(bytes, putNumber(bytes, 1, size), entries.length)
  for (const entry of entries) {
    bytes.set(entry, at)
    at += entry.length
  }
  return bytes
}

export const presenceFrame = (entries: PresenceEntry[]): Uint8Array => presenceFrameOf(entries.map(encodePresence))

/** Says nothing. A y-websocket client that hears nothing for 30 seconds takes its line for dead. */
export const HEARTBEAT: Uint8Array = presenceFrame([])

/** Reads what a client says of itself and, as stock clients do, of others. Throws `FrameRefused`. */
export function readPresence(body: Uint8Array): PresenceEntry[] {
  try {
    const decoder = decoding.createDecoder(body)
    const entries: PresenceEntry[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--)
      entries.push({
        client: decoding.readVarUint(decoder),
        clock: decoding.readVarUint(decoder),
        state: decoding.readVarString(decoder),
      })
    if (decoding.hasContent(decoder)) throw new FrameRefused('undecodable')
    return entries
  } catch (error) {
    throw error instanceof FrameRefused ? error : new FrameRefused('undecodable')
  }
}
