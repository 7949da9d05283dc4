/**
 * How far a kept update reaches: whose structs it holds, and which of them are deleted. It was judged when it came, so nothing of it is judged
 * again, and no word of it is built.
 */
import { Reader, refuse } from './reader.ts'
import { CONTENT, INFO } from './update.ts'

export interface SkimListener {
  /** Every struct is in one of these, deleted ones too. Clocks in UTF-16 units. */
  section(client: number, clock: number, end: number): void
  deleted(client: number, clock: number, length: number): void
}

const ANY = Number.MAX_SAFE_INTEGER

/** Reads a Yjs V1 update of what an article may hold; answers where its deletions begin. Throws `FrameRefused` for anything else. */
export function skim(update: Uint8Array, listener: SkimListener): number {
  const reader = new Reader(update)
  for (let sections = reader.number(ANY); sections > 0; sections--) {
    let structs = reader.number(ANY)
    const client = reader.number(ANY)
    const from = reader.number(ANY)
    let clock = from
    for (; structs > 0; structs--) {
      const info = reader.byte()
      const length = passStruct(reader, info)
      if ((info & INFO.content) <= CONTENT.deleted) listener.deleted(client, clock, length)
      clock += length
    }
    listener.section(client, from, clock)
  }
  const deletionsAt = update.length - reader.left
  for (let clients = reader.number(ANY); clients > 0; clients--) {
    const client = reader.number(ANY)
    for (let ranges = reader.number(ANY); ranges > 0; ranges--)
      listener.deleted(client, reader.number(ANY), reader.number(ANY))
  }
  return deletionsAt
}

/** Goes past a struct; how many units it has. */
function passStruct(reader: Reader, info: number): number {
  const content = info & INFO.content
  if (content === CONTENT.gc) return reader.number(ANY)
  for (const neighbour of [INFO.left, INFO.right])
    if (info & neighbour) {
      reader.number(ANY)
      reader.number(ANY)
    }
  if ((info & (INFO.left | INFO.right)) === 0) {
    reader.number(ANY)
    reader.pass(reader.number(ANY))
  }
  switch (content) {
    case CONTENT.deleted:
      return reader.number(ANY)
    case CONTENT.string:
      return reader.passText()
    case CONTENT.format:
      reader.pass(reader.number(ANY))
      reader.pass(reader.number(ANY))
      return 1
    case CONTENT.embed:
      reader.pass(reader.number(ANY))
      return 1
    default:
      return refuse('content-not-allowed')
  }
}
