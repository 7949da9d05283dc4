/** What the main thread and the thread that owns SQLite say to each other. */
import type { PackedBatches } from './sqlite-packing.ts'

/** Given to the worker at its start. */
export interface SqliteStart {
  /** Folder of the database. */
  dataDir: string
  /** Refuse the start if another server holds this folder, and hold it. */
  isExclusive: boolean
  /** At most so many pages of 4 KiB; null: as the disk allows. */
  maxPages: number | null
}

/** `writer`: the one connection that writes. A number: a connection of its own with one consistent read open. */
export type Handle = 'reader' | 'writer' | number

export type Request =
  /** `transaction`: the number given to `begin`, or null outside one. */
  | { kind: 'query'; id: number; handle: Handle; transaction: number | null; sql: string; parameters: unknown[] }
  | { kind: 'begin' | 'commit' | 'rollback'; id: number; handle: Handle; transaction: number }
  /** Batches of the journal, numbered from `first`, one after another. Each is answered by `written` and then `synced`, or by `refused`. */
  | ({ kind: 'append'; first: number } & PackedBatches)
  | { kind: 'close'; id: number }

/** Whether the answer depends on what the journal holds. */
export const concernsJournal = (request: Request): boolean =>
  request.kind === 'begin' ||
  (request.kind === 'query' && /\b(journal|client_binding|recovered_words)\b/.test(request.sql))

export interface WireError {
  code: string
  message: string
}

export type Answer =
  | { kind: 'ready' }
  | { kind: 'done'; id: number; rows: unknown[]; changes: number }
  | { kind: 'failed'; id: number; error: WireError }
  /** Every batch up to this number that was not refused. */
  | { kind: 'written' | 'synced'; upTo: number }
  | { kind: 'refused'; batches: number[]; error: WireError }
  /** Batches wait until the database takes them again. */
  | { kind: 'stuck'; error: WireError }
  /** Nothing works any more. */
  | { kind: 'broken'; error: WireError }
