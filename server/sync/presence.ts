/**
 * Who is in a document and where (rules PR*). A client supplies its caret and selection; name, party and colour come from its
 * session. A client speaks for itself alone: what stock clients repeat of others is passed over.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Clock } from './ports.ts'
import type { PresenceEntry } from './protocol.ts'

/** Chosen for contrast on both backgrounds; always shown with a name. */
export const PRESENCE_COLOURS = [
  '#2563eb',
  '#0f766e',
  '#9333ea',
  '#b45309',
  '#be185d',
  '#4d7c0f',
  '#0369a1',
  '#a14a1f',
  '#6d5bd0',
] as const

/** Ids that one socket may speak for: its own, and those that Yjs took after a clash. */
const MAX_CLIENTS_PER_SPEAKER = 8
/** 1 January 2025: clocks count milliseconds from here, so that they still rise after a restart. */
const CLOCK_EPOCH = 1_735_689_600_000

/** A place in the text as Yjs writes relative positions. */
interface RelativePosition {
  type: StructId | null
  tname: 'default' | null
  item: StructId | null
  assoc: number
}
interface StructId {
  client: number
  clock: number
}

interface State<Speaker> {
  speaker: Speaker
  clock: number
  cursor: { anchor: RelativePosition; head: RelativePosition } | null
}

/** The presence of one document. `Speaker`: a socket, compared by identity. */
export class Presence<Speaker extends { actor: Actor }> {
  readonly #states = new Map<number, State<Speaker>>()
  readonly #clock: Clock
  #lastClock = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Takes what a socket says; returns what the others are to be told. `isOwn`: whether a client id is, or may become, this person's.
   */
  hear(speaker: Speaker, said: PresenceEntry[], isOwn: (client: number) => boolean): PresenceEntry[] {
    const news: PresenceEntry[] = []
    for (const { client, state } of said) {
      const known = this.#states.get(client)
      if (known !== undefined && known.speaker !== speaker) continue
      const cursor = readCursor(state)
      if (cursor === 'gone') {
        if (known !== undefined) news.push(this.#remove(client))
      } else if (known !== undefined || this.#maySpeak(speaker, client, isOwn)) {
        this.#states.set(client, { speaker, clock: this.#tick(), cursor })
        news.push(this.#entry(client))
      }
    }
    return news
  }

  /** The same person is back on another socket under the same client id: the new one speaks from now on. */
  moveTo(speaker: Speaker, client: number): void {
    const known = this.#states.get(client)
    if (known !== undefined && known.speaker.actor.id === speaker.actor.id) known.speaker = speaker
  }

  /** A socket is gone; returns what the others are to be told. */
  leave(speaker: Speaker): PresenceEntry[] {
    return this.#clientsOf(speaker).map((client) => this.#remove(client))
  }

  /** Name or party of a person changed; returns what everybody is to be told. */
  rename(speaker: Speaker): PresenceEntry[] {
    return this.#clientsOf(speaker).map((client) => {
      this.#states.get(client)!.clock = this.#tick()
      return this.#entry(client)
    })
  }

  /** Everybody else, for a socket that asks. */
  others(speaker: Speaker): PresenceEntry[] {
    return [...this.#states].filter(([, state]) => state.speaker !== speaker).map(([client]) => this.#entry(client))
  }

  #clientsOf(speaker: Speaker): number[] {
    return [...this.#states].filter(([, state]) => state.speaker === speaker).map(([client]) => client)
  }

  #maySpeak(speaker: Speaker, client: number, isOwn: (client: number) => boolean): boolean {
    return this.#clientsOf(speaker).length < MAX_CLIENTS_PER_SPEAKER && isOwn(client)
  }

  #remove(client: number): PresenceEntry {
    this.#states.delete(client)
    return { client, clock: this.#tick(), state: 'null' }
  }

  #entry(client: number): PresenceEntry {
    const { speaker, clock, cursor } = this.#states.get(client)!
    const { id, name, party } = speaker.actor
    const user = { id, name, party: party?.code ?? null, color: colourOf(id) }
    return { client, clock, state: JSON.stringify(cursor === null ? { user } : { user, cursor }) }
  }

  #tick(): number {
    this.#lastClock = Math.max(this.#lastClock + 1, this.#clock.now() - CLOCK_EPOCH)
    return this.#lastClock
  }
}

/** The same for a person in every document. */
export function colourOf(personId: string): string {
  let sum = 0
  for (let i = 0; i < personId.length; i++) sum = (sum * 31 + personId.charCodeAt(i)) >>> 0
  return PRESENCE_COLOURS[sum % PRESENCE_COLOURS.length]!
}

/** The caret and selection in a client's state; null: none, or none that makes sense; `gone`: the client takes its state away. */
function readCursor(state: string): State<never>['cursor'] | 'gone' {
  let said: unknown
  try {
    said = JSON.parse(state)
  } catch {
    return null // a client may be present without a caret that anybody understands
  }
  if (said === null) return 'gone'
  if (!isRecord(said) || !isRecord(said['cursor'])) return null
  const anchor = readPosition(said['cursor']['anchor'])
  const head = readPosition(said['cursor']['head'])
  return anchor === null || head === null ? null : { anchor, head }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function readPosition(value: unknown): RelativePosition | null {
  if (!isRecord(value)) return null
  const type = readId(value['type'])
  const item = readId(value['item'])
  const tname = value['tname'] ?? null
  const assoc = value['assoc'] ?? 0
  if (type === undefined || item === undefined || (tname !== null && tname !== 'default')) return null
  return typeof assoc === 'number' && Number.isInteger(assoc) ? { type, tname, item, assoc } : null
}

/** Undefined: not an id. */
function readId(value: unknown): StructId | null | undefined {
  if (value === null || value === undefined) return null
  if (!isRecord(value)) return undefined
  const { client, clock } = value
  return Number.isSafeInteger(client) && Number.isSafeInteger(clock)
    ? { client: client as number, clock: clock as number }
    : undefined
}
