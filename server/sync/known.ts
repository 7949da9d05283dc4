/** What the gate needs to know of a text: of one that is open, from its Y.Doc; of one at rest, from the bytes that are kept of it. */
import * as Y from 'yjs'
import { isBlockStart, TEXT_NAME } from '../../src/lib/domain/text.ts'
import { countUpTo } from './ascending.ts'
import { skim } from './skim.ts'
import { isStructuralEmbed, isStructuralFormat } from './update.ts'
import type { Known, Reach } from './gate.ts'

/** The gate's view of a Y.Doc. */
export function knownOf(doc: Y.Doc): Known {
  const structAtClock = (client: number, clock: number): Y.Item | Y.GC | null => {
    const structs = doc.store.clients.get(client)
    return structs === undefined ? null : (structs[Y.findIndexSS(structs, clock)] ?? null)
  }
  return {
    state: (client) => Y.getState(doc.store, client),
    isLowSurrogate(client, clock) {
      if (clock >= Y.getState(doc.store, client)) return false
      const struct = structAtClock(client, clock)
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return false
      const offset = clock - struct.id.clock
      return offset > 0 && (struct.content.str.charCodeAt(offset) & 0xfc00) === 0xdc00
    },
    isDeleted(client, clock, length) {
      const structs = doc.store.clients.get(client)
      if (structs === undefined) return false
      const end = clock + length
      for (let i = Y.findIndexSS(structs, clock); i < structs.length && structs[i]!.id.clock < end; i++)
        if (!structs[i]!.deleted) return false
      return true
    },
    beforeBlocks() {
      const before = new Map<number, Intervals>()
      // never `doc.getText`: see `#copy` in open-text.ts
      for (let item = doc.share.get(TEXT_NAME)?._start ?? null; item !== null; item = item.right) {
        if (!item.deleted && item.content instanceof Y.ContentEmbed && isBlockStart(item.content.embed)) break
        const { client, clock } = item.id
        intervalsOf(before, client).add(clock, clock + item.length)
      }
      return (client, clock) => before.get(client)?.holds(clock, clock + 1) ?? false
    },
    holdsStructure(client, clock, length) {
      const structs = doc.store.clients.get(client)
      if (structs === undefined || clock >= Y.getState(doc.store, client)) return false
      const end = clock + length
      for (let i = Y.findIndexSS(structs, clock); i < structs.length && structs[i]!.id.clock < end; i++) {
        const struct = structs[i]!
        if (!(struct instanceof Y.Item) || struct.deleted) continue
        const { content } = struct
        if (content instanceof Y.ContentEmbed && isStructuralEmbed(content.embed)) return true
        if (content instanceof Y.ContentFormat && isStructuralFormat(content.key)) return true
      }
      return false
    },
  }
}

/** Half-open intervals of clocks of one client, ascending, none touching the next. */
class Intervals {
  readonly #from: number[] = []
  readonly #to: number[] = []

  /** Called with ascending `from` for one update; over several, in any order. */
  add(from: number, to: number): void {
    let first = this.#after(from)
    if (first > 0 && this.#to[first - 1]! >= from) first--
    let last = first
    for (; last < this.#from.length && this.#from[last]! <= to; last++) {
      from = Math.min(from, this.#from[last]!)
      to = Math.max(to, this.#to[last]!)
    }
    this.#from.splice(first, last - first, from)
    this.#to.splice(first, last - first, to)
  }

  holds(from: number, to: number): boolean {
    const at = this.#after(from) - 1
    return at >= 0 && this.#to[at]! >= to
  }

  /** How many intervals begin at or before `clock`. */
  #after(clock: number): number {
    return countUpTo(this.#from, clock, (from) => from)
  }
}

function intervalsOf(byClient: Map<number, Intervals>, client: number): Intervals {
  let intervals = byClient.get(client)
  if (intervals === undefined) byClient.set(client, (intervals = new Intervals()))
  return intervals
}

/** How far a text at rest reaches, without building it: a hundredth of what its Y.Doc would take. */
export class KeptReach implements Reach {
  /** The first clock of each client that is not there: a state vector. */
  readonly states = new Map<number, number>()
  readonly #deleted = new Map<number, Intervals>()
  /** Where the deletions begin in the last of the updates. */
  readonly deletionsAt: number

  /** `updates`: Yjs V1, in order; together they must be whole. */
  constructor(updates: Iterable<Uint8Array>) {
    const deleted = (client: number, clock: number, length: number): void =>
      intervalsOf(this.#deleted, client).add(clock, clock + length)
    const section = (client: number, _clock: number, end: number): void =>
      void this.states.set(client, Math.max(end, this.state(client)))
    this.deletionsAt = 0
    for (const update of updates) this.deletionsAt = skim(update, { section, deleted })
  }

  state(client: number): number {
    return this.states.get(client) ?? 0
  }

  /** Whether who has this state vector has every struct. */
  isCoveredBy(states: ReadonlyMap<number, number>): boolean {
    for (const [client, end] of this.states) if ((states.get(client) ?? 0) < end) return false
    return true
  }

  isDeleted(client: number, clock: number, length: number): boolean {
    return this.#deleted.get(client)?.holds(clock, clock + length) ?? false
  }
}
