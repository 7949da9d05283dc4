/** How each server wants the y-protocols to be spoken: what stands before a message, what is said first, whether anybody answers. */
import { inflateRawSync } from 'node:zlib'
import { MESSAGE, SYNC } from '../../../../src/lib/domain/sync.ts'
import { Reader, varBytes, varString, varUint } from './codec.ts'
import { clientFrame, OPCODE } from './frame.ts'

export interface Dialect {
  /** What stands before every message. */
  prefix(room: string): Buffer
  /** Said before the first question; empty: nothing. */
  greeting: Buffer
  /** The server asks and answers (sync steps 1 and 2). */
  answers: boolean
}

const NOTHING = Buffer.alloc(0)
const HOCUSPOCUS_SIGN_IN = 2

/** The document's name is in the address. */
export const plain: Dialect = { prefix: () => NOTHING, greeting: NOTHING, answers: true }
/** As `plain`, with nobody to answer. */
export const mute: Dialect = { ...plain, answers: false }
/** Every message begins with the document's name, and a token is shown first. */
export const hocuspocus: Dialect = {
  prefix: varString,
  greeting: Buffer.concat([varUint(HOCUSPOCUS_SIGN_IN), varUint(0), varString('token')]),
  answers: true,
}

/** What a client is told. Bytes are valid during the call. */
export interface Hearer {
  step1(stateVector: Buffer): void
  step2(update: Buffer): void
  update(update: Buffer): void
  presence(entries: Buffer): void
  savedUpTo(count: number): void
}

/** Reads one message. `prefix`: what has to be passed over. Throws where the server refuses. */
export function hear(message: Buffer, prefix: Buffer, hearer: Hearer): void {
  const reader = new Reader(message.subarray(prefix.length))
  switch (reader.number()) {
    case MESSAGE.sync:
    case HOCUSPOCUS_SYNC_REPLY:
      switch (reader.number()) {
        case SYNC.step1:
          return hearer.step1(reader.bytes())
        case SYNC.step2:
          return hearer.step2(reader.bytes())
        default:
          return hearer.update(reader.bytes())
      }
    case MESSAGE.presence:
      return hearer.presence(reader.bytes())
    case MESSAGE.deflated:
      return hear(inflateRawSync(reader.bytes()), NOTHING, hearer)
    case MESSAGE.acknowledged:
      return hearer.savedUpTo(reader.number())
    case HOCUSPOCUS_SIGN_IN:
      if (reader.number() === HOCUSPOCUS_REFUSED) throw new Error(`signed out: ${reader.bytes().toString()}`)
  }
}
const HOCUSPOCUS_REFUSED = 1
/** Its answer to a question of the server's own. */
const HOCUSPOCUS_SYNC_REPLY = 4

const said = (prefix: Buffer, type: number, ...rest: Buffer[]): Buffer =>
  clientFrame(OPCODE.binary, prefix, varUint(type), ...rest)

export const greetingFrame = (prefix: Buffer, greeting: Buffer): Buffer => clientFrame(OPCODE.binary, prefix, greeting)
export const syncFrame = (prefix: Buffer, subtype: number, body: Uint8Array): Buffer =>
  said(prefix, MESSAGE.sync, varUint(subtype), varBytes(body))
export const presenceFrame = (prefix: Buffer, entries: Uint8Array): Buffer =>
  said(prefix, MESSAGE.presence, varBytes(entries))
