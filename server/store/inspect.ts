/** Looks at a database without opening it as a store: nothing is made, migrated or held. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { MIGRATIONS } from './migrations.ts'

export interface Inspected {
  /** `none`: there is no database yet. */
  state: 'none' | 'empty' | 'behind' | 'current' | 'ahead'
  /** Migrations that are missing, or that newer code made. */
  migrations: string[]
  /** PostgreSQL only. */
  postgres: { version: number; encoding: string; fsync: string; now: Date; usesTls: boolean } | null
}

const compared = (applied: readonly string[]): Pick<Inspected, 'state' | 'migrations'> => {
  const ahead = applied.filter((name) => !(name in MIGRATIONS))
  const missing = Object.keys(MIGRATIONS).filter((name) => !applied.includes(name))
  if (ahead.length > 0) return { state: 'ahead', migrations: ahead }
  if (applied.length === 0) return { state: 'empty', migrations: [] }
  return { state: missing.length > 0 ? 'behind' : 'current', migrations: missing }
}

/** Throws the driver's error where the database cannot be reached or read. */
export function inspectDatabase(where: { dataDir: string; databaseUrl: string | null }): Promise<Inspected> {
  return where.databaseUrl === null ? Promise.resolve(inspectFile(where.dataDir)) : inspectServer(where.databaseUrl)
}

function inspectFile(dataDir: string): Inspected {
  const file = join(dataDir, 'concord.sqlite')
  if (!existsSync(file)) return { state: 'none', migrations: [], postgres: null }
  const db = new Database(file, { readonly: true, timeout: 5_000 })
  try {
    const isMade = db.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get() !== undefined
    const rows = isMade ? (db.prepare('select name from kysely_migration').all() as { name: string }[]) : []
    return { ...compared(rows.map(({ name }) => name)), postgres: null }
  } finally {
    db.close()
  }
}

async function inspectServer(url: string): Promise<Inspected> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const told = await client.query<{
      version: number
      encoding: string
      fsync: string
      now: Date
      is_made: boolean
      tls: boolean
    }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
        current_setting('fsync') as fsync, clock_timestamp() as now, to_regclass('kysely_migration') is not null as is_made,
        coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as tls`,
    )
    const { version, encoding, fsync, now, is_made, tls } = told.rows[0]!
    const { rows } = is_made
      ? await client.query<{ name: string }>('select name from kysely_migration')
      : { rows: [] as { name: string }[] }
    return { ...compared(rows.map(({ name }) => name)), postgres: { version, encoding, fsync, now, usesTls: tls } }
  } finally {
    await client.end()
  }
}
