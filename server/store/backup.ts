/** Writes everything of a database to one file while people go on working. What the file looks like: `backup-format.ts`. */
import { createHash } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql, type Transaction } from 'kysely'
import { encodeRow, FORMAT, FORMAT_VERSION, TABLES, type Foot, type Head, type Row } from './backup-format.ts'
import { StoreError } from './errors.ts'
import { missingRows } from './log-recovery.ts'
import { appliedMigrations } from './migrate.ts'
import type { Store } from './store.ts'
import { syncFolder } from './sync-folder.ts'
import type { Tables } from './tables.ts'

/** How much is read at once. */
const PAGE_BYTES = 4 * 1024 * 1024
const MOST_ROWS = 1000

export interface BackupReport extends Foot {
  /** The instant whose state this is. */
  at: string
}

/**
 * Writes one consistent state, everything reported written before the call included, to `file` (readable by its owner alone), synced to
 * the disk before it gets its name. Holds up no writer. Throws `StoreError` `BACKUP_EXISTS` if the file is there, or the error of the disk; then no file is left.
 */
export async function backup(store: Store, file: string): Promise<BackupReport> {
  const partial = `${file}.partial`
  const exists = new StoreError('BACKUP_EXISTS', `${file} exists already; a backup is never overwritten.`)
  // Holding the final name open keeps two backups from choosing the same.
  const place = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? exists : error
  })
  try {
    const report = await write(store, partial)
    await place.close()
    await rename(partial, file)
    await syncFolder(dirname(file))
    return report
  } catch (error) {
    await place.close()
    await rm(partial, { force: true })
    await rm(file, { force: true })
    throw error
  }
}

async function write(store: Store, file: string): Promise<BackupReport> {
  const migrations = await appliedMigrations(store.db)
  // what is moved from there meanwhile is in the database by the time that is read
  const logged = store.logged()
  const handle = await open(file, 'w', 0o600)
  try {
    const hash = createHash('sha256')
    const put = async (lines: string[]): Promise<void> => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      hash.update(bytes)
      await handle.writeFile(bytes)
    }
    const report = await store.read(async (rows) => {
      const at = await store.now(rows)
      const head: Head = { format: FORMAT, version: FORMAT_VERSION, at, migrations }
      await put([JSON.stringify(head)])
      const counts: Record<string, number> = {}
      const missing: Partial<Record<keyof typeof TABLES, Row[]>> = { ...(await missingRows(rows, logged)) }
      for (const table of Object.keys(TABLES) as (keyof typeof TABLES)[])
        counts[table] = await writeTable(rows, table, missing[table] ?? [], put)
      return { at, rows: counts }
    })
    const foot: Foot = { rows: report.rows, sha256: hash.digest('hex') }
    await handle.writeFile(`${JSON.stringify(foot)}\n`)
    await handle.sync()
    return { ...foot, at: report.at }
  } finally {
    await handle.close()
  }
}

/** `more`: rows that come after those of the database. */
async function writeTable(
  rows: Transaction<Tables>,
  table: keyof typeof TABLES,
  more: Row[],
  put: (lines: string[]) => Promise<void>,
): Promise<number> {
  const { key, roots } = TABLES[table]
  const described = (await rows.introspection.getTables()).find(({ name }) => name === table)!
  const columns = described.columns.map(({ name }) => name)
  await put([JSON.stringify({ table, columns })])
  const parts = roots === undefined ? [sql`true`] : [sql`${sql.ref(roots)} is null`, sql`${sql.ref(roots)} is not null`]
  const keys = sql.join(key.map((name) => sql.ref(name)))
  let count = 0
  for (const part of parts) {
    let after: unknown[] | null = null
    let limit = 50
    for (;;) {
      const beyond = after === null ? sql`true` : sql`(${keys}) > (${sql.join(after)})`
      const page: Row[] = (
        await sql<Row>`select * from ${sql.table(table)} where ${part} and ${beyond} order by ${keys} limit ${sql.lit(limit)}`.execute(
          rows,
        )
      ).rows
      if (page.length === 0) break
      const lines = page.map((row) => encodeRow(row, columns))
      await put(lines)
      count += page.length
      if (page.length < limit) break
      after = key.map((name) => page.at(-1)![name])
      const bytes = lines.reduce((sum, line) => sum + line.length, 0)
      limit = Math.max(1, Math.min(MOST_ROWS, Math.floor((limit * PAGE_BYTES) / bytes)))
    }
  }
  await put(more.map((row) => encodeRow(row, columns)))
  return count + more.length
}
