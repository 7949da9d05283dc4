/** What of this process's work an OpenTelemetry collector may be told (rules OP6 to OP8); `operation/opentelemetry.ts` tells it. */
import type { ServerResponse } from 'node:http'
import type { Routed } from './operation/request-log.ts'
import type { Journal, Store } from './store/store.ts'

/** What goes along with what nodes tell each other, so that a trace is followed from one to the next. */
export interface BusTracing {
  /** So many messages are published now. `trace`: what the others are told; null: nobody follows this. */
  publish(messages: number): { trace: string; done(): void } | null
  /** Hears what another node published, as a part of its trace. */
  receive(trace: string, messages: number, hear: () => void): void
}

/** Runs one turn of a room, which works through so many errands. */
export type WatchTurn = <T>(documentId: string, errands: number, act: () => Promise<T>) => Promise<T>

export interface Tracing {
  /** Answers a request; everything that it leads to is a part of its trace. */
  request(request: Routed, response: ServerResponse, answer: () => void): void
  watchStore(store: Store): Store
  watchJournal(journal: Journal): Journal
  turn: WatchTurn
  bus: BusTracing
  /** Tells what waits, and waits for that for a moment at most. */
  close(): Promise<void>
}
