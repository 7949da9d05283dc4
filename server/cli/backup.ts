/** The commands `backup` and `restore`: everything of an installation to one file, and back into an empty place. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BadConfiguration, type Config } from '../config.ts'
import { backup } from '../store/backup.ts'
import { verifyFile } from '../store/backup-format.ts'
import { move } from '../store/move.ts'
import { openStore } from '../store/open.ts'
import { restore } from '../store/restore.ts'

const summary = (rows: Record<string, number>): string =>
  `${rows['person']} people, ${rows['charter']} charters, ${rows['version']} versions, ${rows['signoff']} sign-offs, ` +
  `${rows['journal']} journal entries, ${rows['audit']} rows of the record`

/** Works beside a running server. `file`: where to; without it, a name of this instant under `DATA_DIR/backups`. Answers what to tell the operator. */
export async function backupCommand(config: Config, file: string | null): Promise<string> {
  const store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl, isAlongside: true })
  try {
    const folder = join(config.dataDir, 'backups')
    if (file === null) await mkdir(folder, { recursive: true, mode: 0o700 })
    const instant = (await store.now(store.db)).replaceAll(/[-:]|\.\d+/g, '')
    const path = file ?? join(folder, `concord-${instant}.jsonl`)
    const { at, rows, sha256 } = await backup(store, path)
    return `Wrote ${path} as of ${at}: ${summary(rows)}.\nsha256 ${sha256}`
  } finally {
    await store.close()
  }
}

/** The server must not run; the database must be empty. Answers what to tell the operator. */
export async function restoreCommand(config: Config, file: string): Promise<string> {
  const { at, rows } = await restore(file, { dataDir: config.dataDir, databaseUrl: config.databaseUrl })
  return `Restored the state of ${at}: ${summary(rows)}. Everybody signs in again.`
}

/** Reads the whole file and writes nothing. Answers what to tell the operator. */
export async function verifyBackupCommand(file: string): Promise<string> {
  const { head, foot } = await verifyFile(file)
  return `Whole: the state of ${head.at}, ${summary(foot.rows)}.\nsha256 ${foot.sha256}`
}

/** From SQLite in `DATA_DIR` into the empty database of `DATABASE_URL`; `hear` is told of each part. Answers what to tell the operator. */
export async function moveCommand({ dataDir, databaseUrl }: Config, hear: (line: string) => void): Promise<string> {
  if (databaseUrl === null)
    throw new BadConfiguration('DATABASE_URL must name the empty PostgreSQL database; DATA_DIR, what is to go there')
  const { tables, resumed } = await move({ dataDir, databaseUrl }, (table, rows) => hear(`${table}: ${rows} rows`))
  const lines = Object.entries(tables).map(
    ([table, { rows, hash }]) => `  ${table}: ${rows} rows, ${hash.slice(0, 16)}`,
  )
  return [
    `Moved, and compared row by row${resumed > 0 ? ` (${resumed} rows were there already)` : ''}:`,
    ...lines,
    `${dataDir} is as it was. Start the server with this DATABASE_URL; everybody signs in again.`,
  ].join('\n')
}
