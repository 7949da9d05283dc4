/** A sync server that is measured: how it is started over a folder, where people sit, what it costs. */
import type { Seat } from '../load/client.ts'

export const ENGINES = ['concord', 'y-websocket', 'hocuspocus', 'relay'] as const
export type EngineName = (typeof ENGINES)[number]

export interface Running {
  /** Where the `person`th sits in the `room`th text, with that Yjs client id. */
  seat(room: number, person: number, client: number): Seat
  acknowledges: boolean
  /** Processor seconds so far, of all its threads. */
  cpu(): number
  /** Resident memory, in MiB. */
  rss(): number
  /** Ends it and resolves when it is gone. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export interface StartOptions {
  folder: string
  /** Where the server is to leave what it spent its time on, as V8 writes it; null: it is not asked. */
  profiles: string | null
  /** Somebody types faster than a person can: a server that slows such clients down is told not to. */
  isHurried?: boolean
}

export interface Engine {
  name: EngineName
  /** As in the tables. */
  title: string
  /** Keeps texts over a restart. */
  keeps: boolean
  /** Makes of an empty folder what it needs before people come to this many texts. */
  prepare?(folder: string, rooms: number): Promise<void>
  start(options: StartOptions): Promise<Running>
}
