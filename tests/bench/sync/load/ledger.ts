/** Who has seen which key. Keys are known by what an update inserts and deletes, so that updates which a server merged count for every key in them, and none counts twice. */
import type { Histogram } from './histogram.ts'
import { scanUpdate } from './codec.ts'
import type { Session } from './session.ts'

/** The keys of a session, numbered from 0; shared by all rooms that play it. */
export class KeyIndex {
  /** Number of each writer's keys, in order. */
  readonly keys: number[][]
  /** Which writer's a key is. */
  readonly writerOf: number[] = []
  readonly #inserted = new Map<number, number[]>()
  readonly #deleted = new Map<number, Map<number, number>>()

  constructor({ writers }: Session) {
    this.keys = writers.map(({ updates }, writer) => updates.map((update) => this.#add(update, writer)))
  }

  get size(): number {
    return this.writerOf.length
  }

  #add(update: Uint8Array, writer: number): number {
    const key = this.writerOf.push(writer) - 1
    scanUpdate(
      update,
      (client, clock, length) => {
        const keys = getOrMake(this.#inserted, client, (): number[] => [])
        for (let i = 0; i < length; i++) keys[clock + i] = key
      },
      (client, clock, length) => {
        const keys = getOrMake(this.#deleted, client, () => new Map<number, number>())
        for (let i = 0; i < length; i++) keys.set(clock + i, key)
      },
    )
    return key
  }

  /** The keys in an update, in the order of its bytes. */
  keysIn(update: Uint8Array): number[] {
    const found: number[] = []
    const note = (key: number | undefined): unknown => key !== undefined && found.push(key)
    scanUpdate(
      update,
      (client, clock, length) => {
        const keys = this.#inserted.get(client)
        if (keys) for (let i = 0; i < length; i++) note(keys[clock + i])
      },
      (client, clock, length) => {
        const keys = this.#deleted.get(client)
        if (keys) for (let i = 0; i < length; i++) note(keys.get(clock + i))
      },
    )
    return found
  }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Updates that were read already: in a room everybody receives the same ones. */
const REMEMBERED = 2048

/** One room: when each key was sent, and who has seen it. */
export class Ledger {
  readonly #index: KeyIndex
  readonly #sentAt: Float64Array
  readonly #seen: Uint8Array[]
  readonly #read = new Map<string, number[]>()

  constructor(index: KeyIndex, people: number) {
    this.#index = index
    this.#sentAt = new Float64Array(index.size)
    this.#seen = Array.from({ length: people }, () => new Uint8Array(index.size))
  }

  sent(key: number): void {
    this.#sentAt[key] = performance.now()
  }

  /** Whether this person has been shown this key of somebody else's. */
  hasSeen(person: number, key: number): boolean {
    return this.#seen[person]![key] === 1
  }

  /** Takes down what this person was told; `waits`: from key to here, of what is new to them. Answers how many keys were. */
  deliver(person: number, update: Buffer, waits: Histogram | null): number {
    const now = performance.now()
    const seen = this.#seen[person]!
    let news = 0
    for (const key of this.#keysIn(update)) {
      const at = this.#sentAt[key]!
      if (seen[key] === 1 || at === 0 || this.#index.writerOf[key] === person) continue
      seen[key] = 1
      news++
      waits?.add(now - at)
    }
    return news
  }

  #keysIn(update: Buffer): number[] {
    const name = update.toString('latin1')
    let keys = this.#read.get(name)
    if (keys === undefined) {
      keys = this.#index.keysIn(update)
      if (this.#read.size >= REMEMBERED) this.#read.clear()
      this.#read.set(name, keys)
    }
    return keys
  }
}
