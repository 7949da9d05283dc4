// Over 250 lines: one binary format, read in one pass.
/**
 * Reads the headers of a Yjs V1 update without building anything from it (one format, hence one file): which structs, of whom, next to what; which deletions.
 * Strict where Yjs is lenient (GA1): shortest varints, ascending sections, nothing empty, nothing after the end.
 * Layout: yjs/src/utils/encoding.js and UpdateEncoder.js.
 */
import { SYNC_LIMITS } from '../../src/lib/domain/limits.ts'
import { hasTurns, holdsTurns } from '../../src/lib/domain/hidden-direction.ts'
import { isKnownEmbed, isKnownFormat, type Embed } from '../../src/lib/domain/text.ts'
import { FrameRefused, Reader, refuse } from './reader.ts'

/** Yjs' numbers of the contents that an article may hold, and of the two structs without content. */
export const CONTENT = { gc: 0, deleted: 1, string: 4, embed: 5, format: 6 } as const

/** One struct of an update. Places are (client, clock); client -1: none. */
export interface StructHeader {
  clock: number
  /** In UTF-16 units, as Yjs counts. */
  length: number
  content: number
  leftClient: number
  leftClock: number
  rightClient: number
  rightClock: number
  /** Offsets, from `clock`, of units that are second halves of surrogate pairs, ascending; null: none. */
  lowSurrogates: number[] | null
  /** PostgreSQL keeps U+0000 in no text: a heading with it could never be cut into a version. No language writes it. */
  holdsNul: boolean
  /** Signs that turn the direction of words show them in another order than the one that would be published and signed. */
  holdsTurns: boolean
  /** An embed or a format that this version does not give a meaning (TX42). */
  isUnknown: boolean
  /** A block's start, an option's head, or a format of a start: shared by the languages of an article. */
  isStructural: boolean
}

/** Structs of one client, with ascending, gapless clocks. */
export interface Section {
  client: number
  clock: number
  end: number
  structs: StructHeader[]
}

/** Units `clock` to `clock + length` of `client` are deleted. */
export interface Deletion {
  client: number
  clock: number
  length: number
}

export interface UpdateHeaders {
  sections: Section[]
  deletions: Deletion[]
}

/** Yjs' own limits are those of a double; these keep every sum far from them. */
const MAX_CLOCK = 2 ** 31 - 1
const MAX_CLIENT = 2 ** 32 - 1
/** No honest format key or embed comes near. */
const MAX_JSON_BYTES = 16 * 1024
const MAX_KEY_BYTES = 256
const ROOT = Buffer.from('default')
const NUL = '\0'
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

/** Reads a whole update. Throws `FrameRefused`. */
export function readUpdateHeaders(bytes: Uint8Array): UpdateHeaders {
  const reader = new Reader(bytes)
  const sections = readSections(reader)
  const deletions = readDeletions(reader)
  if (reader.left > 0) refuse('undecodable')
  return { sections, deletions }
}

function readSections(reader: Reader): Section[] {
  const count = reader.number(MAX_CLIENT)
  if (count > reader.left) refuse('undecodable')
  const sections: Section[] = []
  const clients = new Set<number>()
  let structs = 0
  for (let i = 0; i < count; i++) {
    const structCount = reader.number(MAX_CLOCK)
    if (structCount === 0 || structCount > reader.left) refuse('undecodable')
    structs += structCount
    if (structs > SYNC_LIMITS.structs) refuse('too-large')
    const client = reader.number(MAX_CLIENT)
    if (clients.has(client)) refuse('undecodable')
    clients.add(client)
    const clock = reader.number(MAX_CLOCK)
    const section: Section = { client, clock, end: clock, structs: [] }
    for (let s = 0; s < structCount; s++) {
      const struct = readStruct(reader, section.end)
      section.structs.push(struct)
      section.end += struct.length
      if (struct.length === 0 || section.end > MAX_CLOCK) refuse('undecodable')
    }
    sections.push(section)
  }
  return sections
}

/** What the first byte of a struct says beside its content. */
export const INFO = { left: 0x80, right: 0x40, key: 0x20, content: 0x1f } as const
const SKIP = 10

function readStruct(reader: Reader, clock: number): StructHeader {
  const info = reader.byte()
  const content = info & INFO.content
  const struct: StructHeader = {
    clock,
    length: 1,
    content,
    leftClient: -1,
    leftClock: 0,
    rightClient: -1,
    rightClock: 0,
    lowSurrogates: null,
    holdsNul: false,
    holdsTurns: false,
    isUnknown: false,
    isStructural: false,
  }
  if (content === CONTENT.gc) {
    if (info !== 0) refuse('undecodable')
    struct.length = reader.number(MAX_CLOCK)
    return struct
  }
  // a hole in a client's clocks: Yjs would wait for what belongs there
  if (content === SKIP) refuse('missing-dependency')
  if (info & INFO.left) {
    struct.leftClient = reader.number(MAX_CLIENT)
    struct.leftClock = reader.number(MAX_CLOCK)
  }
  if (info & INFO.right) {
    struct.rightClient = reader.number(MAX_CLIENT)
    struct.rightClock = reader.number(MAX_CLOCK)
  }
  // a map entry; one with neighbours does not say its key, and its content is refused below unless the parent is the text itself
  if (info & INFO.key) refuse('content-not-allowed')
  if ((info & (INFO.left | INFO.right)) === 0) {
    const isRoot = reader.number(1)
    if (isRoot === 0) refuse('root-not-allowed')
    if (!reader.bytes(MAX_KEY_BYTES).equals(ROOT)) refuse('root-not-allowed')
  }
  readContent(reader, struct)
  return struct
}

function readContent(reader: Reader, struct: StructHeader): void {
  switch (struct.content) {
    case CONTENT.deleted:
      struct.length = reader.number(MAX_CLOCK)
      return
    case CONTENT.string: {
      const text = reader.text(Number.MAX_SAFE_INTEGER)
      struct.holdsNul = text.includes(NUL)
      struct.holdsTurns = hasTurns(text)
      struct.length = text.length
      for (let i = 1; i < text.length; i++)
        if ((text.charCodeAt(i) & 0xfc00) === 0xdc00) (struct.lowSurrogates ??= []).push(i)
      return
    }
    case CONTENT.embed: {
      const embed = readJson(reader)
      if (typeof embed !== 'object' || embed === null || Array.isArray(embed)) refuse('content-not-allowed')
      struct.isStructural = isStructuralEmbed(embed)
      struct.isUnknown = !isKnownEmbed(embed as Embed)
      struct.holdsTurns = holdsTurns(embed)
      return
    }
    case CONTENT.format: {
      const key = reader.text(MAX_KEY_BYTES)
      if (FORBIDDEN_KEYS.has(key) || key.includes(NUL)) refuse('content-not-allowed')
      const value = readJson(reader)
      struct.holdsTurns = holdsTurns([key, value])
      struct.isUnknown = !isKnownFormat(key, value)
      struct.isStructural = isStructuralFormat(key)
      return
    }
    default:
      refuse('content-not-allowed')
  }
}

/** Whether an embed begins a block or an option. */
export const isStructuralEmbed = (embed: unknown): boolean =>
  typeof embed === 'object' && embed !== null && ('b' in embed || 'opt' in embed)

/** Whether a format says something of a block. */
export const isStructuralFormat = (key: string): boolean => key.startsWith('b.')

/** JSON with no key that could reach a prototype, and no U+0000 (see `holdsNul`). */
function readJson(reader: Reader): unknown {
  const text = reader.text(MAX_JSON_BYTES)
  if (text === 'undefined') return refuse('content-not-allowed')
  try {
    return JSON.parse(text, (key, value: unknown) => {
      const holdsNul = key.includes(NUL) || (typeof value === 'string' && value.includes(NUL))
      return holdsNul || FORBIDDEN_KEYS.has(key) ? refuse('content-not-allowed') : value
    })
  } catch (error) {
    throw error instanceof FrameRefused ? error : new FrameRefused('undecodable')
  }
}

function readDeletions(reader: Reader): Deletion[] {
  const count = reader.number(MAX_CLIENT)
  if (count > reader.left) refuse('undecodable')
  const deletions: Deletion[] = []
  const clients = new Set<number>()
  for (let i = 0; i < count; i++) {
    const client = reader.number(MAX_CLIENT)
    if (clients.has(client)) refuse('undecodable')
    clients.add(client)
    const ranges = reader.number(MAX_CLOCK)
    if (ranges === 0 || ranges * 2 > reader.left) refuse('undecodable')
    for (let r = 0; r < ranges; r++) {
      const clock = reader.number(MAX_CLOCK)
      const length = reader.number(MAX_CLOCK)
      if (length === 0) refuse('undecodable')
      deletions.push({ client, clock, length })
    }
  }
  return deletions
}
