/** Opens the store of a process: SQLite in the data folder, or PostgreSQL by its address. */
import { openPostgres, PATIENCE_MS, TRANSACTION_IDLE_MS } from './postgres.ts'
import { openSqlite } from './sqlite.ts'
import type { Store } from './store.ts'

export interface OpenOptions {
  /** Folder of the SQLite database; made if missing. Not touched with `databaseUrl`. */
  dataDir: string
  /** `postgres://...`, or null: SQLite. */
  databaseUrl: string | null
  /** A test's clock, RFC 3339 UTC with milliseconds, in place of the database's. */
  now?: () => string
  /**
   * For commands that may run while a server works on the same data (backup, verify-audit, create-admin): holds nothing, and
   * migrates only if no server is there. Without it, the second opener of the same data is refused.
   */
  isAlongside?: boolean
  /** PostgreSQL only: other servers work on the same data. Without it, the second is refused. */
  isShared?: boolean
  /** A migration's name: migrate no further, for a backup that was taken then. */
  until?: string
  /** PostgreSQL only: to go on with what is being moved into it, which anybody else is refused meanwhile. */
  isMove?: boolean
  /** SQLite only: hears what an operator should know and nobody need act on at once. By default a warning of the process. */
  warn?: (message: string) => void
  /** SQLite only: at most so many pages of 4 KiB. Writes beyond fail as on a full disk. */
  maxPages?: number
  /** PostgreSQL only: for how many milliseconds a broken connection of the journal is tried again before what waits is refused; 10 s. */
  patienceMs?: number
  /** PostgreSQL only: after how many milliseconds without a question the database lets go of a transaction; 30 s. */
  idleMs?: number
}

/**
 * Opens and migrates. Throws `StoreError`: `STORE_IN_USE` if another server holds this data, `STORE_VERSION` if newer code migrated it;
 * otherwise the driver's error (folder not writable, database not reachable).
 */
export function openStore(options: OpenOptions): Promise<Store> {
  const now = options.now ?? null
  const isAlongside = options.isAlongside ?? false
  return options.databaseUrl === null
    ? openSqlite({
        dataDir: options.dataDir,
        isAlongside,
        maxPages: options.maxPages ?? null,
        until: options.until ?? null,
        now,
        warn: options.warn ?? ((message) => process.emitWarning(message)),
      })
    : openPostgres({
        url: options.databaseUrl,
        isAlongside,
        isShared: options.isShared ?? false,
        isMove: options.isMove ?? false,
        until: options.until ?? null,
        now,
        patienceMs: options.patienceMs ?? PATIENCE_MS,
        idleMs: options.idleMs ?? TRANSACTION_IDLE_MS,
      })
}
