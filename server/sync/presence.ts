/**
 * Who is in a document and where (rules PR*). A client supplies its caret and selection; name, party and colour come from its
 * session. A client speaks for itself alone: what stock clients repeat of others is passed over. Who is told of whom is decided for
 * each pair of people, here: nothing of a person, no client id either, goes to somebody who does not see them.
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

/** Whether a socket's person sees another one, as things stand. */
export type Sees<Speaker> = (viewer: Speaker, person: Actor) => boolean

/** The presence of one document. `Speaker`: a socket, compared by identity. */
export class Presence<Speaker extends { actor: Actor }> {
  readonly #states = new Map<number, State<Speaker>>()
  readonly #clock: Clock
  readonly #sees: Sees<Speaker>
  #lastClock = 0

  constructor(clock: Clock, sees: Sees<Speaker> = () => true) {
    this.#clock = clock
    this.#sees = sees
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

  /**
   * Somebody on another node is there, who saw to it that the id is theirs; `undefined`: no more. Whom this node knows by a socket it knows better.
   * Returns what others are to be told.
   */
  place(speaker: Speaker, client: number, said: unknown, isHere: (speaker: Speaker) => boolean): PresenceEntry[] {
    const known = this.#states.get(client)
    if (known !== undefined && isHere(known.speaker)) return []
    if (said === undefined) return known?.speaker === speaker ? [this.#remove(client)] : []
    const cursor = readCursor(JSON.stringify({ cursor: said }))
    if (cursor === 'gone') return []
    this.#states.set(client, { speaker, clock: this.#tick(), cursor })
    return [this.#entry(client)]
  }

  /** Where the carets of a socket are. */
  caretsOf(speaker: Speaker): { client: number; cursor: unknown }[] {
    return this.#clientsOf(speaker).map((client) => ({ client, cursor: this.#states.get(client)!.cursor }))
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

  /** Whether this socket is to be told news about `speaker`. */
  concerns(viewer: Speaker, speaker: Speaker): boolean {
    return viewer !== speaker && this.#sees(viewer, speaker.actor)
  }

  /** Name, party or roles of a person changed, who was `before`; returns what this socket is to be told. */
  renamed(viewer: Speaker, speaker: Speaker, before: Actor): PresenceEntry[] {
    const isSeen = this.concerns(viewer, speaker)
    if (viewer === speaker || !(isSeen || this.#sees(viewer, before))) return []
    return this.#clientsOf(speaker).map((client) => {
      if (!isSeen) return this.#taken(client)
      this.#states.get(client)!.clock = this.#tick()
      return this.#entry(client)
    })
  }

  /** What a socket is to be told whose view changed: whom it sees now, and whom no more. `saw`: its view before. */
  look(viewer: Speaker, saw: (person: Actor) => boolean): PresenceEntry[] {
    return this.#othersOf(viewer).flatMap(([client, { speaker }]) => {
      if (this.#sees(viewer, speaker.actor)) return [this.#entry(client)]
      return saw(speaker.actor) ? [this.#taken(client)] : []
    })
  }

  /** Everybody else whom it sees, for a socket that asks. */
  others(viewer: Speaker): PresenceEntry[] {
    return this.look(viewer, () => false)
  }

  #othersOf(viewer: Speaker): [number, State<Speaker>][] {
    return [...this.#states].filter(([, state]) => state.speaker !== viewer)
  }

  /** As if it had gone, for somebody who sees it no more; should it be shown again, its clock is a later one. */
  #taken(client: number): PresenceEntry {
    const state = this.#states.get(client)!
    const clock = this.#tick()
    state.clock = this.#tick()
    return { client, clock, state: 'null' }
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
