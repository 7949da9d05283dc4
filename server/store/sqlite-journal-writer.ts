/** Writes batches of the journal on the connection that writes: one commit for all of them, each batch whole or not at all. */
import type Database from 'better-sqlite3'
import { codeOf, StoreError } from './errors.ts'
import { RECOVERED_COLUMNS, recoveredRowsOf } from './recovered-words.ts'
import type { JournalEntry } from './store.ts'

interface Statements {
  begin: Database.Statement
  commit: Database.Statement
  rollback: Database.Statement
  savepoint: Database.Statement
  release: Database.Statement
  rollbackToSavepoint: Database.Statement
  last: Database.Statement<[string], number | null>
  bind: Database.Statement<[string, number, string | null]>
  owner: Database.Statement<[string, number], string | null>
  insert: Database.Statement<[string, number, string | null, string | null, string | null, Uint8Array, string]>
  recover: Database.Statement<(string | number | null)[]>
}

/** Whether it is not this batch that is refused but the database that takes nothing for now: full, locked, a disk that fails. */
export const passes = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|CANTOPEN)/.test(codeOf(error) ?? '')

export class JournalWriter {
  readonly #db: Database.Database
  #statements: Statements | null = null
  /** The last sequence of each document met in this commit. The primary key decides; this only spares a question per entry. */
  readonly #last = new Map<string, number>()

  constructor(db: Database.Database) {
    this.#db = db
  }

  /**
   * Commits these batches, in order, no transaction being open. For each: null if it is kept, or why nothing of it is
   * (`JOURNAL_SEQUENCE`, `JOURNAL_CLIENT_TAKEN`, the driver's); the others are kept all the same. Throws the driver's error if nothing of any is
   * (disk full, locked by another process for longer than the timeout).
   */
  write(batches: readonly JournalEntry[][]): (Error | null)[] {
    const sql = (this.#statements ??= prepared(this.#db))
    this.#last.clear()
    try {
      sql.begin.run()
      const outcomes = batches.map((entries) => this.#keep(entries, sql))
      sql.commit.run()
      return outcomes
    } catch (error) {
      if (this.#db.inTransaction) sql.rollback.run()
      throw error
    }
  }

  #keep(entries: JournalEntry[], sql: Statements): Error | null {
    let outcome: Error | null = null
    sql.savepoint.run()
    try {
      for (const entry of entries) this.#insert(entry, sql)
    } catch (error) {
      // A full disk ends the whole transaction: then nobody's batch is kept.
      if (!this.#db.inTransaction || !(error instanceof Error) || passes(error)) throw error
      sql.rollbackToSavepoint.run()
      this.#last.clear()
      outcome = error
    }
    sql.release.run()
    return outcome
  }

  #insert(entry: JournalEntry, sql: Statements): void {
    const { documentId, seq, authorId, partyId, hat, bytes, at, newClients } = entry
    const last = this.#last.get(documentId) ?? sql.last.get(documentId) ?? 0
    if (seq !== last + 1)
      throw new StoreError('JOURNAL_SEQUENCE', `Entry ${seq} of document ${documentId} does not follow ${last}.`)
    for (const client of newClients) {
      const isNew = sql.bind.run(documentId, client, authorId).changes === 1
      if (!isNew && sql.owner.get(documentId, client) !== authorId)
        throw new StoreError(
          'JOURNAL_CLIENT_TAKEN',
          `Client ${client} of document ${documentId} belongs to somebody else.`,
        )
    }
    sql.insert.run(documentId, seq, authorId, partyId, hat, bytes, at)
    for (const row of recoveredRowsOf(entry)) sql.recover.run(...RECOVERED_COLUMNS.map((column) => row[column]))
    this.#last.set(documentId, seq)
  }
}

/** One row a statement: SQLite takes longer over a row of a statement with sixteen rows than over one alone. */
const prepared = (db: Database.Database): Statements => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
  savepoint: db.prepare('SAVEPOINT batch'),
  release: db.prepare('RELEASE batch'),
  rollbackToSavepoint: db.prepare('ROLLBACK TO batch'),
  last: db.prepare<[string], number | null>('SELECT max(seq) FROM journal WHERE document_id = ?').pluck(),
  bind: db.prepare(
    'INSERT INTO client_binding (document_id, client_id, person_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  ),
  owner: db
    .prepare<[string, number], string | null>(
      'SELECT person_id FROM client_binding WHERE document_id = ? AND client_id = ?',
    )
    .pluck(),
  insert: db.prepare(
    'INSERT INTO journal (document_id, seq, author_id, party_id, hat, bytes, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  recover: db.prepare(
    `INSERT INTO recovered_words (${RECOVERED_COLUMNS.join(', ')}) VALUES (${RECOVERED_COLUMNS.map(() => '?').join(', ')})`,
  ),
})
