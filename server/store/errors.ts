/**
 * What goes wrong in a database, recognised alike on SQLite and PostgreSQL.
 * Codes of the drivers are kept (`SQLITE_CONSTRAINT_UNIQUE`, `23505`); the store's own are below.
 */

export type StoreErrorCode =
  /** A batch of the journal does not continue the sequence of its document. Nothing was kept. */
  | 'JOURNAL_SEQUENCE'
  /** A client id announced as new belongs to somebody else. Nothing was kept. */
  | 'JOURNAL_CLIENT_TAKEN'
  /** Too many bytes wait to be written. Nothing was kept. */
  | 'JOURNAL_FULL'
  /** The connection broke during the commit and could not be asked in time: the batch may or may not be kept. */
  | 'JOURNAL_IN_DOUBT'
  /** Another server process works on this data. */
  | 'STORE_IN_USE'
  /** The database was migrated by newer code, or (alongside a server) not yet by this code. */
  | 'STORE_VERSION'
  /** The store can do nothing more: its worker died or the disk failed to sync. The process should end. */
  | 'STORE_BROKEN'
  | 'STORE_CLOSED'
  /** PostgreSQL gives no sign of life; asked again when it does. */
  | 'STORE_AWAY'
  /** The log in front of the database cannot be read back whole, or does not fit the database. */
  | 'LOG_DAMAGED'
  | 'BACKUP_DAMAGED'
  | 'BACKUP_EXISTS'
  /** A backup is restored into an empty place only. */
  | 'STORE_NOT_EMPTY'
  /** A move into this database was begun and has not ended. */
  | 'STORE_MOVING'
  /** What arrived is not what was sent. */
  | 'MOVE_DIFFERS'
  /** A transaction stood idle for too long, or its rows were used after its end, or the store's `db` within it. */
  | 'TRANSACTION'

/** An error of the store or of its driver, carrying a code. */
export class StoreError extends Error {
  override name = 'StoreError'
  readonly code: StoreErrorCode | (string & {})

  constructor(code: StoreErrorCode | (string & {}), message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The code of an error, or null. */
export function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : null
}

/**
 * The columns whose uniqueness an error reports, as `table.column`; empty if it reports none.
 * SQLite names them in its message; PostgreSQL names the table in a field and the columns in its detail,
 * `Key (a, b)=(1, 2) already exists.`, of which only the brackets are the same in every language of the server.
 */
function collidingColumns(error: unknown): string[] {
  const code = codeOf(error)
  if (code === null || !(error instanceof Error)) return []
  if (code === '23505') {
    const { table, detail } = error as { table?: string; detail?: string }
    const columns = /\(([^)]*)\)=\(/.exec(detail ?? '')?.[1]
    return columns === undefined ? [] : columns.split(', ').map((column) => `${table}.${column.replaceAll('"', '')}`)
  }
  const columns = /^UNIQUE constraint failed: (.*)$/.exec(error.message)?.[1]
  return columns === undefined ? [] : columns.split(', ')
}

/**
 * Whether a write failed because such a row exists already (a unique or primary key, or a unique index).
 * `column`, as `table.column`, asks for one key among several of a table: it must be part of the violated one.
 */
export function isUniqueViolation(error: unknown, column?: string): boolean {
  const code = codeOf(error)
  const isOne =
    code === '23505' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY' ||
    code === 'SQLITE_CONSTRAINT_ROWID'
  return isOne && (column === undefined || collidingColumns(error).includes(column))
}

/**
 * Whether somebody else wrote to these texts first, and nothing was kept: entries of the journal that do not follow what is kept, words under a client id
 * that is taken, or a wait for each other that PostgreSQL ended.
 */
export const isOutrun = (error: unknown): boolean =>
  codeOf(error) === '40P01' ||
  codeOf(error) === 'JOURNAL_SEQUENCE' ||
  codeOf(error) === 'JOURNAL_CLIENT_TAKEN' ||
  isUniqueViolation(error, 'journal.seq') ||
  isUniqueViolation(error, 'client_binding.client_id')

/** Whether a write failed because the row it points to does not exist, or is still pointed to. */
export function isForeignKeyViolation(error: unknown): boolean {
  const code = codeOf(error)
  return code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY'
}

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
