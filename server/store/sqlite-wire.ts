/** What the main thread and the thread that owns SQLite say to each other. */

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

export interface WireEntry {
  documentId: string
  seq: number
  authorId: string | null
  partyId: string | null
  /** Length of its bytes; they lie one after another in the message's `bytes`. */
  length: number
  at: string
  newClients: number[]
}

export type Request =
  /** `transaction`: the number given to `begin`, or null outside one. */
  | { kind: 'query'; id: number; handle: Handle; transaction: number | null; sql: string; parameters: unknown[] }
  | { kind: 'begin' | 'commit' | 'rollback'; id: number; handle: Handle; transaction: number }
  /** `ids`: one per batch. Answered by `written` and `synced`, or `refused` for each. */
  | { kind: 'append'; batches: { id: number; entries: WireEntry[] }[]; bytes: Uint8Array }
  | { kind: 'close'; id: number }

export interface WireError {
  code: string
  message: string
}

export type Answer =
  | { kind: 'ready' }
  | { kind: 'done'; id: number; rows: unknown[]; changes: number }
  | { kind: 'failed'; id: number; error: WireError }
  | { kind: 'written' | 'synced'; ids: number[] }
  | { kind: 'refused'; id: number; error: WireError }
  /** Nothing works any more. */
  | { kind: 'broken'; error: WireError }
