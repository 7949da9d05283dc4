/**
 * The store: the one pool of database access of a process. Opened by `open.ts`, closed by `main.ts`.
 * Only files of this folder use Kysely; everything else calls their functions with a `Store` or, inside `transaction`, a `Rows`.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Author } from '../../src/lib/domain/authored.ts'
import type { Tables } from './tables.ts'

/** What row functions take: the database itself or an open transaction. */
export type Rows = Kysely<Tables> | Transaction<Tables>

/** One accepted update of one document. */
export interface JournalEntry extends Author {
  documentId: string
  /** Sequence in the document, given by its room: 1, 2, 3 ... */
  seq: number
  /** A Yjs V1 update. */
  bytes: Uint8Array
  /** RFC 3339 UTC. */
  at: string
  /** Client ids first seen in this update, bound to its author in the same commit. */
  newClients: number[]
  /** Words whose place was gone (TX28), kept for its author in the same commit. Absent: none. */
  stillborn?: readonly StillbornWords[]
}

/** What stands around such words: a start that is gone (true), or words that were there before them. */
export type Around = [client: number, clock: number, isPlaceGone: boolean]

/** Words that an update brought for a place which was not there any more. Units of Yjs: [client, clock]. */
export interface StillbornWords {
  /** The block they were written in, as its start has it. */
  blockId: string
  /** The option, if that is what was gone; null: the block. */
  option: string | null
  words: string
  /** Where they are. */
  spans: [client: number, clock: number, length: number][]
  /** What stands before and after the first of them, from there outward: which place was theirs depends on who removed what. */
  before: Around[]
  after: Around[]
  /** The last unit under their client id that was there already: whoever wrote it after the place had gone knew of that. */
  knew: [client: number, clock: number]
  /** Whether they were written before something that was gone too: then their author did not know, whatever came before. */
  isCertain: boolean
}

/** The three moments of an append. On PostgreSQL they are one: the commit. */
export interface Appended {
  /** Resolves when the entries survive a killed process; then they may be relayed. Rejects if nothing of the batch was kept. */
  readonly written: Promise<void>
  /** Resolves when they survive a power cut; then they may be acknowledged as saved. */
  readonly durable: Promise<void>
  /** Resolves when they survive a power cut in the database's own tables, where other processes and open transactions see them. */
  readonly stored: Promise<void>
}

export interface Journal {
  /**
   * Appends a batch, whole or not at all, in order. Batches of one process are written in the order of the calls. Whoever asks this store after a
   * batch is written finds it there, unless they asked within a transaction that had begun before.
   */
  append(entries: JournalEntry[]): Appended
}

export interface Store {
  db: Kysely<Tables>
  dialect: 'sqlite' | 'postgres'
  /** Whether other nodes write to the same database: then anybody's entry may come before one that this node was about to append. */
  isShared: boolean
  /** Whether it is known that the database cannot be reached, or was not when `error` came of that (ND13); SQLite's always can. */
  isAway(error?: unknown): boolean
  journal: Journal
  /**
   * Runs `work` in one transaction, durable (fsync) when it resolves. Any throw rolls back and is rethrown; nothing is tried again silently.
   * Within `work` only its `rows` may be used: `db`, `read` or another `transaction` throw there (`TRANSACTION`). Keep it short: no
   * hashing of passwords, no waiting for anything but rows. SQLite runs writers one after another; PostgreSQL at read committed, so that what
   * must not race is held by a constraint or by updating a row first (`audit_head`).
   */
  transaction<T>(work: (rows: Transaction<Tables>) => Promise<T>): Promise<T>
  /**
   * Runs `work` on one consistent state of everything committed and written, read only. Holds no writer up; waits for one only where something
   * was written to the journal that has to wait for it too.
   */
  read<T>(work: (rows: Transaction<Tables>) => Promise<T>): Promise<T>
  /** The instant that decides, from the database's clock (or the test's): RFC 3339 UTC with milliseconds. */
  now(rows: Rows): Promise<string>
  /**
   * What the log of a server in another process holds, oldest first; the database may have some or all of it. For whoever reads the journal from
   * outside that process, who asks for this first and then the database. Empty for the server's own store, which needs no such thing.
   */
  logged(): JournalEntry[]
  /** Resolves, with the reason, if the store can no longer work (its thread died, the disk failed to sync): the process should end. */
  broken: Promise<Error>
  /** Writes what waits, then closes. */
  close(): Promise<void>
}
