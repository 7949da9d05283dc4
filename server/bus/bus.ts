/**
 * What nodes tell each other (docs/nodes.md). It carries speed, never truth: a message that is lost, late, doubled or out of order changes nothing
 * but when something is seen. Words are not in it, only where the journal has them.
 */
import type { ConcordEvent } from '../events.ts'

export type BusMessage =
  /** The journal of this text has so many entries. */
  { kind: 'written'; documentId: string; seq: number } | { kind: 'event'; event: ConcordEvent }

export interface Bus {
  /** Whether the other nodes can be heard now. */
  readonly isUp: boolean
  /** Tells the other nodes; nobody waits for it. */
  say(message: BusMessage): void
  /** Hears the other nodes until the returned function is called. */
  listen(listener: (message: BusMessage) => void): () => void
  /** Hears that the others can be heard again: what they said meanwhile is lost. */
  listenToReturns(listener: () => void): () => void
  close(): Promise<void>
}
