/**
 * What nodes tell each other (docs/nodes.md). It carries speed, never truth: a message that is lost, late, doubled or out of order changes nothing
 * but when something is seen. Words are not in it, only where the journal has them.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ConcordEvent } from '../events.ts'

/** A caret of somebody elsewhere. `cursor`: as their client tells it, for others to read; absent: the caret is gone. */
export interface GuestCaret {
  client: number
  cursor?: unknown
}

/** Somebody with a text open on another node: what others may be shown of them, if they see them. */
export interface Guest {
  /** Of the socket. */
  id: string
  documentId: string
  person: Pick<Actor, 'id' | 'name' | 'party' | 'partyId' | 'roles' | 'standing'>
  place: { articleId: string; proposalId: string | null; charterId: string; lang: string }
  carets: readonly GuestCaret[]
}

export type BusMessage =
  /** The journal of this text has so many entries. */
  | { kind: 'written'; documentId: string; seq: number }
  /** A node is late with words for this text: others were first again and again (rule ND12). */
  | { kind: 'late'; documentId: string }
  | { kind: 'event'; event: ConcordEvent }
  /** A node lives. */
  | { kind: 'here' }
  /** A node asks who is on the others. */
  | { kind: 'who' }
  /** Everybody on this node. */
  | { kind: 'roll'; guests: readonly Guest[] }
  /** Somebody came, or is another than they were. */
  | { kind: 'guest'; guest: Guest }
  | ({ kind: 'caret'; id: string } & GuestCaret)
  | { kind: 'left'; id: string }

/** Every kind of message, as it is counted. */
export const MESSAGE_KINDS = [
  'written',
  'late',
  'event',
  'here',
  'who',
  'roll',
  'guest',
  'caret',
  'left',
] as const satisfies readonly BusMessage['kind'][]

/** Hears what the bus does, for the operator (MT3). */
export interface BusWatch {
  said(kind: BusMessage['kind']): void
  heard(kind: BusMessage['kind']): void
  /** So many messages were told to nobody, since the others could not be heard. */
  unsaid(count: number): void
  /** So many letters of another node never came. */
  lost(count: number): void
  /** How many seconds a letter of this node took until it was back. */
  round(seconds: number): void
}

/** `from`: which of the other nodes. */
export type Hearer = (message: BusMessage, from: string) => void

export interface Bus {
  /** Whether the other nodes can be heard now. */
  readonly isUp: boolean
  /** Tells the other nodes; nobody waits for it. */
  say(message: BusMessage): void
  /** Hears the other nodes until the returned function is called. */
  listen(hearer: Hearer): () => void
  /** Hears that the others can be heard again: what they said meanwhile is lost. */
  listenToReturns(listener: () => void): () => void
  /** Hears that something another node said never came. */
  listenToGaps(listener: () => void): () => void
  close(): Promise<void>
}
