/** Puts a backup into an empty place, of either database. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { damaged, readRows, TABLES, verifyFile, type Foot, type Row } from './backup-format.ts'
import { StoreError } from './errors.ts'
import { MIGRATIONS } from './migrations.ts'
import { openStore, type OpenOptions } from './open.ts'
import type { Rows, Store } from './store.ts'

export interface RestoreReport extends Foot {
  /** When the backup was taken. */
  at: string
}

/**
 * Verifies the whole file first, then writes all of it or nothing, and brings the database up to this code. Throws `StoreError`:
 * `BACKUP_DAMAGED`, `STORE_NOT_EMPTY`, `STORE_VERSION` (taken by newer code), `STORE_IN_USE`; or the error of disk or database.
 */
export async function restore(
  file: string,
  target: Pick<OpenOptions, 'dataDir' | 'databaseUrl'>,
): Promise<RestoreReport> {
  const { head, foot } = await verifyFile(file)
  const unknown = head.migrations.find((name) => !(name in MIGRATIONS))
  if (unknown !== undefined)
    throw new StoreError(
      'STORE_VERSION',
      `This backup was taken by a newer Concord (migration "${unknown}"); restore it with that one.`,
    )
  const until = head.migrations.at(-1)
  if (until === undefined) throw damaged('it names no migrations')
  const store = await openStore({ ...target, until })
  try {
    await store.transaction(async (rows) => {
      await assertEmpty(rows)
      await rows.deleteFrom('audit_head').execute()
      for await (const part of readRows(file)) await insert(rows, part.table, part.rows)
      await assertWhole(rows, foot)
    })
  } finally {
    await store.close()
  }
  await bringUpToDate(target)
  return { ...foot, at: head.at }
}

async function bringUpToDate(target: Pick<OpenOptions, 'dataDir' | 'databaseUrl'>): Promise<void> {
  const store: Store = await openStore(target)
  await store.close()
}

const isKnown = (table: string): table is keyof typeof TABLES => table in TABLES

async function countRows(rows: Rows, table: string): Promise<number> {
  const { rows: answer } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(rows)
  return answer[0]!.n
}

/** A migrated database holds nothing but the beginning of the record. */
export async function assertEmpty(rows: Rows): Promise<void> {
  for (const { name } of await rows.introspection.getTables())
    if (name !== 'audit_head' && (await countRows(rows, name)) > 0)
      throw new StoreError(
        'STORE_NOT_EMPTY',
        `There is something in table "${name}" already; a backup is restored into an empty place only.`,
      )
}

export async function insert(rows: Rows, table: string, values: Row[]): Promise<void> {
  if (!isKnown(table)) throw damaged(`it has a table "${table}"`)
  // The file was written from rows of this very shape, and its hash fits.
  await rows
    .insertInto(table)
    .values(values as never)
    .execute()
}

/** As many rows as the file says, and every version's bytes with the hash that was published and signed. */
async function assertWhole(rows: Rows, foot: Foot): Promise<void> {
  for (const [table, expected] of Object.entries(foot.rows)) {
    const found = await countRows(rows, table)
    if (found !== expected) throw damaged(`table "${table}" should have ${expected} rows and has ${found}`)
  }
  const versions = await rows.selectFrom('version').select(['id', 'label', 'sha256']).execute()
  for (const { id, label, sha256 } of versions) {
    const { canonical } = await rows
      .selectFrom('version')
      .select('canonical')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (createHash('sha256').update(canonical).digest('hex') !== sha256)
      throw damaged(`the bytes of version "${label}" do not have the hash that was signed`)
  }
}
