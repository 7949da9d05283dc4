/** Yjs V1 updates written number by number: what no Yjs writes. Layout: yjs/src/utils/encoding.js. */
import * as encoding from 'lib0/encoding'

/** A number as a varUint, a string as a varString, `info` as one byte, bytes as they are, a list one after the other. */
export type Part = number | string | { info: number } | Uint8Array | readonly Part[]

/** One unit of a document. */
export type Place = readonly [client: number, clock: number]

export const bytes = (...parts: Part[]): Uint8Array => encoding.encode((encoder) => write(encoder, parts))

function write(encoder: encoding.Encoder, part: Part): void {
  if (typeof part === 'number') encoding.writeVarUint(encoder, part)
  else if (typeof part === 'string') encoding.writeVarString(encoder, part)
  else if (part instanceof Uint8Array) encoding.writeUint8Array(encoder, part)
  else if ('info' in part) encoding.writeUint8(encoder, part.info)
  else for (const one of part) write(encoder, one)
}

/** Yjs' numbers of contents and of structs without any. */
export const REF = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const

/** One struct between two neighbours; without any it stands at the root `default`. */
export const item = (ref: number, { left, right }: { left?: Place; right?: Place }, ...content: Part[]): Part => [
  { info: ref | (left ? 0x80 : 0) | (right ? 0x40 : 0) },
  left ?? [],
  right ?? [],
  left || right ? [] : [1, 'default'],
  content,
]

/** Structs of one client from this clock on. */
export const section = (client: number, clock: number, ...structs: Part[]): Part => [
  structs.length,
  client,
  clock,
  structs,
]

/** Deleted ranges of one client. */
export const deletion = (client: number, ...ranges: (readonly [clock: number, length: number])[]): Part => [
  client,
  ranges.length,
  ranges,
]

export const update = (sections: readonly Part[], deletions: readonly Part[] = []): Uint8Array =>
  bytes(sections.length, sections, deletions.length, deletions)
