/** Brings everything of an SQLite folder into an empty PostgreSQL, a part at a time, so that what was broken off goes on. The folder is only read. */
import { createHash, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backup } from './backup.ts'
import { readRows, TABLES, verifyFile, type Row } from './backup-format.ts'
import { StoreError } from './errors.ts'
import { holdFolder } from './hold-folder.ts'
import { inspectDatabase } from './inspect.ts'
import { beginMove, endMove, findMove, noteMove, type Progress } from './moving-in.ts'
import { openStore } from './open.ts'
import { assertEmpty, insert } from './restore.ts'
import type { Store } from './store.ts'
import { tableHashes, type TableHash } from './table-hashes.ts'

export interface MoveReport {
  /** By table, the same on both sides. */
  tables: Record<string, TableHash>
  /** Rows that were there already, of a move that had been broken off. */
  resumed: number
}

/** Rows of these point to each other in any order, so that all come in one transaction. */
const WHOLE: readonly string[] = ['proposal'] satisfies (keyof typeof TABLES)[]

/**
 * No server may run on either side. `report` hears of every part that is committed. `folder`: for two files as large as the database, which are
 * removed. Throws `StoreError`: `STORE_IN_USE`, `STORE_VERSION` (the source was not migrated by this code), `STORE_NOT_EMPTY`, `MOVE_DIFFERS`; or the
 * error of disk or database. Whatever it throws, the next call goes on where this one ended.
 */
export async function move(
  { dataDir, databaseUrl }: { dataDir: string; databaseUrl: string },
  report: (table: string, rows: number) => void,
  folder = tmpdir(),
): Promise<MoveReport> {
  const { state } = await inspectDatabase({ dataDir, databaseUrl: null })
  if (state === 'none') throw new StoreError('STORE_VERSION', `There is no database in ${dataDir}.`)
  if (state !== 'current')
    throw new StoreError(
      'STORE_VERSION',
      'Start this Concord on SQLite once, and stop it, so that both are of one version.',
    )
  const mine = join(folder, `concord-move-${randomUUID()}`)
  const [from, to] = [`${mine}-from.jsonl`, `${mine}-to.jsonl`]
  const held = holdFolder(dataDir)
  try {
    const source = await openStore({ dataDir, databaseUrl: null, isAlongside: true })
    try {
      await backup(source, from)
    } finally {
      await source.close()
    }
    await verifyFile(from)
    const tables = await tableHashes(from)
    const target = await openStore({ dataDir, databaseUrl, isMove: true })
    try {
      const resumed = await fill(
        target,
        from,
        createHash('sha256').update(JSON.stringify(tables)).digest('hex'),
        report,
      )
      await backup(target, to)
      assertSame(tables, await tableHashes(to))
      await target.transaction(endMove)
      return { tables, resumed }
    } finally {
      await target.close()
    }
  } finally {
    held.close()
    await rm(from, { force: true })
    await rm(to, { force: true })
  }
}

/** Answers how many rows were there already. */
async function fill(
  target: Store,
  file: string,
  source: string,
  report: (table: string, rows: number) => void,
): Promise<number> {
  const found = await findMove(target.db)
  if (found !== null && found.source !== source)
    throw new StoreError(
      'STORE_NOT_EMPTY',
      'What was moved here so far is of another state of the source. Drop this database, make it anew, and begin again.',
    )
  if (found === null)
    await target.transaction(async (rows) => {
      await assertEmpty(rows)
      await rows.deleteFrom('audit_head').execute()
      await beginMove(rows, source)
    })
  let resumed = 0
  for await (const { table, rows, done, isThere } of remaining(file, found)) {
    if (isThere) {
      resumed += rows.length
      continue
    }
    await target.transaction(async (all) => {
      await insert(all, table, rows)
      await noteMove(all, { table, done })
    })
    report(table, done)
  }
  return resumed
}

interface Part {
  table: string
  rows: Row[]
  /** Rows of the table up to the end of this part. */
  done: number
  /** Whether they were brought before. */
  isThere: boolean
}

/** The parts of a file in their order. Parts are cut alike each time, so that what is there ends where one of them does. */
async function* remaining(file: string, found: Progress | null): AsyncGenerator<Part> {
  const tables = Object.keys(TABLES)
  const reached = found === null ? -1 : tables.indexOf(found.table)
  let [table, done]: [string, number] = ['', 0]
  for await (const { table: next, rows } of wholeTables(file)) {
    if (next !== table) [table, done] = [next, 0]
    done += rows.length
    const at = tables.indexOf(table)
    yield { table, rows, done, isThere: at < reached || (at === reached && done <= found!.done) }
  }
}

async function* wholeTables(file: string): AsyncGenerator<{ table: string; rows: Row[] }> {
  let [table, gathered]: [string, Row[]] = ['', []]
  for await (const part of readRows(file)) {
    if (gathered.length > 0 && part.table !== table) {
      yield { table, rows: gathered }
      gathered = []
    }
    table = part.table
    if (WHOLE.includes(table)) gathered.push(...part.rows)
    else yield part
  }
  if (gathered.length > 0) yield { table, rows: gathered }
}

function assertSame(ours: Record<string, TableHash>, theirs: Record<string, TableHash>): void {
  for (const table of Object.keys(TABLES)) {
    const [one, other] = [ours[table], theirs[table]]
    if (one?.rows !== other?.rows || one?.hash !== other?.hash)
      throw new StoreError(
        'MOVE_DIFFERS',
        `Table "${table}" has ${one?.rows ?? 0} rows here and ${other?.rows ?? 0} there, or other ones. Drop that database, and begin again.`,
      )
  }
}
