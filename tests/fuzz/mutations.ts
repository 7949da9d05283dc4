/** Honest updates made hostile: bytes turned, cut, doubled and spliced; ids, clocks, neighbours and contents changed; structs that nobody wrote. */
import * as Y from 'yjs'
import { deletion, item, REF, section, update, type Part, type Place } from '../support/v1-update.ts'
import type { Random } from '../support/random.ts'

/** Client ids to choose from. */
export interface Cast {
  /** The attacker's own. */
  own: readonly number[]
  /** Of everybody who wrote, with the clock that each has reached. */
  states: ReadonlyMap<number, number>
}

type Content = readonly [ref: number, ...content: Part[]]
const TAME: readonly Content[] = [
  [REF.string, 'x'],
  [REF.string, 'a😀b'],
  [REF.embed, '{"b":"forged"}'],
  [REF.embed, '{"opt":"o1","br":"b1"}'],
  [REF.embed, '{"ref":"r1","to":"b1"}'],
  [REF.format, 'bold', '"1"'],
  [REF.format, 'bold', 'null'],
  [REF.format, 'b.kind', '"item"'],
  [REF.deleted, 1],
  [REF.deleted, 3],
]
const WILD: readonly Content[] = [
  [REF.string, ''],
  [REF.embed, '{"__proto__":{}}'],
  [REF.format, '__proto__', '1'],
  [REF.type, 2],
  [REF.json, 1, '1'],
  [REF.any, 1, { info: 126 }],
]

const anyPlace = (cast: Cast, random: Random): Place => {
  const client = random.pick([...cast.states.keys(), ...cast.own])
  return [client, random.below((cast.states.get(client) ?? 0) + (random.below(8) === 0 ? 4 : 0) || 1)]
}

/** Mostly what headers alone find nothing wrong with: known places, contents that may be there. */
function invented(cast: Cast, random: Random): Uint8Array {
  const isTame = random.below(3) > 0
  const client = random.pick(isTame ? cast.own : [...cast.own, ...cast.states.keys()])
  const state = cast.states.get(client) ?? 0
  const clock = isTame || random.below(5) > 0 ? state : Math.max(0, state + random.below(5) - 2)
  const structs = Array.from({ length: 1 + random.below(4) }, () => {
    const [ref, ...content] = random.pick(isTame ? TAME : [...TAME, ...WILD])
    const sides = random.below(isTame ? 8 : 9)
    const left = sides < 6 ? anyPlace(cast, random) : undefined
    const right = sides > 4 && sides < 8 ? anyPlace(cast, random) : undefined
    return item(ref, { ...(left && { left }), ...(right && { right }) }, ...content)
  })
  const deletions = Array.from({ length: random.below(2) }, () => {
    const [of, at] = anyPlace(cast, random)
    return deletion(of, [at, 1 + random.below(3)])
  })
  return update([section(client, clock, ...structs)], deletions)
}

/** The same structs with some of their numbers changed. */
function renumbered(honest: Uint8Array, cast: Cast, random: Random): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(honest)
  const sections = new Map<number, { clock: number; structs: Part[] }>()
  const change = (): boolean => random.below(4) === 0
  for (const struct of structs) {
    const client = change() ? random.pick([...cast.states.keys(), ...cast.own]) : struct.id.client
    const into = sections.get(client) ?? { clock: struct.id.clock + (change() ? random.below(3) : 0), structs: [] }
    sections.set(client, into)
    if (!(struct instanceof Y.Item)) {
      into.structs.push([{ info: 0 }, struct.length])
      continue
    }
    const place = (id: Y.ID | null): Place | undefined =>
      change() ? anyPlace(cast, random) : id === null ? undefined : [id.client, id.clock]
    const [left, right] = [place(struct.origin), place(struct.rightOrigin)]
    const [ref, ...content] = contentOf(struct.content)
    into.structs.push(item(ref, { ...(left && { left }), ...(right && { right }) }, ...content))
  }
  const deletions = [...ds.clients].map(([client, ranges]) =>
    deletion(
      change() ? random.pick([...cast.states.keys()]) : client,
      ...ranges.map(({ clock, len }) => [clock + (change() ? 1 : 0), len + (change() ? 1 : 0)] as const),
    ),
  )
  return update(
    [...sections].map(([client, { clock, structs: list }]) => section(client, clock, ...list)),
    deletions,
  )
}

function contentOf(content: Y.Item['content']): Content {
  if (content instanceof Y.ContentString) return [REF.string, content.str]
  if (content instanceof Y.ContentEmbed) return [REF.embed, JSON.stringify(content.embed)]
  if (content instanceof Y.ContentFormat) return [REF.format, content.key, JSON.stringify(content.value)]
  return [REF.deleted, content.getLength()]
}

/** Some bytes turned, set, cut out, put in or repeated. */
function damaged(honest: Uint8Array, random: Random): Uint8Array {
  let bytes = Buffer.from(honest)
  for (let n = random.below(3); n >= 0; n--) {
    const at = random.below(bytes.length || 1)
    const [before, behind] = [bytes.subarray(0, at), bytes.subarray(at)]
    switch (random.below(6)) {
      case 0:
        bytes = Buffer.from(bytes)
        bytes[at]! ^= 1 << random.below(8)
        break
      case 1:
        bytes = Buffer.from(bytes)
        bytes[at] = random.pick([0, 1, 2, 127, 128, 255, random.below(256)])
        break
      case 2:
        bytes = Buffer.concat([before, behind.subarray(1 + random.below(4))])
        break
      case 3:
        bytes = Buffer.concat([before, Buffer.of(random.below(256)), behind])
        break
      case 4:
        bytes = Buffer.concat([before, bytes.subarray(random.below(bytes.length || 1)).subarray(0, 12), behind])
        break
      default:
        // a number in a longer form than it need have
        if (bytes.length > 0 && bytes[at]! < 128)
          bytes = Buffer.concat([before, Buffer.of(bytes[at]! | 128, 0), behind.subarray(1)])
    }
  }
  return bytes
}

/** The beginning of one and the end of the other. */
const spliced = (one: Uint8Array, other: Uint8Array, random: Random): Uint8Array =>
  Buffer.concat([one.subarray(0, random.below(one.length)), other.subarray(random.below(other.length))])

/** Something hostile made of two honest updates. */
export function hostileFrom(one: Uint8Array, other: Uint8Array, cast: Cast, random: Random): Uint8Array {
  switch (random.below(8)) {
    case 0:
    case 1:
      return damaged(one, random)
    case 2:
      return spliced(one, other, random)
    case 3:
    case 4:
      return renumbered(one, cast, random)
    case 5:
      return damaged(renumbered(one, cast, random), random)
    default:
      return invented(cast, random)
  }
}
