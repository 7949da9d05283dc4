/** The store on PostgreSQL 15 or newer: a pool for rows, and one more connection for the journal, which also says "a server is here". */
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { codeOf, StoreError } from './errors.ts'
import { makeGuard, type Guard } from './guard.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { assertNotMoving } from './moving-in.ts'
import { postgresJournal, type PostgresLine } from './postgres-journal.ts'
import { watchReach, type Reach } from './postgres-reach.ts'
import { postgresTypes } from './postgres-types.ts'
import type { Rows, Store } from './store.ts'
import type { Tables } from './tables.ts'

export interface PostgresOptions {
  url: string
  isAlongside: boolean
  /** See `OpenOptions` in `open.ts`. */
  isShared: boolean
  isMove: boolean
  until: string | null
  now: (() => string) | null
  /** See `OpenOptions` in `open.ts`. */
  patienceMs: number
  /** See `OpenOptions` in `open.ts`. */
  idleMs: number
}

/** Number of the advisory lock that a server holds on its database: "Concord" on a telephone. Nodes share it; who works alone holds it alone. */
const SERVER_LOCK = 2662673
/** How long a broken connection is tried again before waiting appends are refused. */
export const PATIENCE_MS = 10_000
/** A transaction in which nothing is asked for so long is rolled back: whoever began it hangs, and others wait for what it holds. */
export const TRANSACTION_IDLE_MS = 30_000
/** A server that was killed a moment ago still seems to be there until PostgreSQL sees its socket closed. */
const HANDOVER_MS = 3_000

/** Seconds after which the server asks whether a silent peer is there, again and again so often, and lets go of it and of what it held. */
const PEERS =
  '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000'
/** commit means fsync even where the server's default says otherwise; an abandoned transaction ends by itself; a dead peer is noticed. */
const settingsFor = (url: string, idleMs: number): pg.ClientConfig => ({
  connectionString: url,
  types: postgresTypes,
  options: `-c synchronous_commit=on -c idle_in_transaction_session_timeout=${idleMs} -c timezone=UTC ${PEERS}`,
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
  application_name: 'concord',
})

export async function openPostgres({
  url,
  isAlongside,
  isShared,
  isMove,
  until,
  now,
  patienceMs,
  idleMs,
}: PostgresOptions): Promise<Store> {
  const settings = settingsFor(url, idleMs)
  const reach = watchReach(settings)
  const pool = new pg.Pool({ ...settings, max: 10, Client: reach.Client })
  // An idle connection that breaks is replaced by the pool; queries on it reject by themselves.
  pool.on('error', () => {})
  // One that breaks in somebody's hands tells it by their query; unheard, its event would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  const guard = makeGuard()
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded(pool, guard, reach) }) })
  const line = journalLine(settings, isAlongside ? null : isShared ? 'shared' : 'alone', patienceMs, reach)
  try {
    await assertVersion(db)
    if (!isAlongside) await line.client()
    // asked with the lock in hand: whoever moves something in holds it too
    if (!isMove) await assertNotMoving(db)
    if (!isAlongside) await migrate(db, until)
    else if ((await pendingMigrations(db)).length > 0) {
      const holder = journalLine(settings, 'alone', patienceMs, reach)
      try {
        await holder.client()
        await migrate(db)
      } finally {
        await holder.close()
      }
    }
  } catch (error) {
    reach.stop()
    await line.close()
    await db.destroy()
    throw error
  }
  const journal = postgresJournal(line)
  return {
    db,
    dialect: 'postgres',
    isShared,
    journal,
    isAway: (error) => reach.isAway() || codeOf(error) === 'STORE_AWAY',
    logged: () => [],
    // A lost database comes back, or not; nothing in this process is beyond repair by it.
    broken: new Promise(() => {}),
    transaction: (work) =>
      db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((rows) => guard.within(() => work(rows))),
    read: (work) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((rows) => guard.within(() => work(rows))),
    async now(rows: Rows) {
      if (now !== null) return now()
      const instant = sql<{
        at: string
      }>`select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`
      return (await instant.execute(rows)).rows[0]!.at
    },
    async close() {
      journal.stop(new StoreError('STORE_CLOSED', 'The store is closed.'))
      await journal.settled()
      reach.stop()
      await line.close()
      await db.destroy()
    },
  }
}

async function assertVersion(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(
    db,
  )
  if (rows[0]!.version < 150_000)
    throw new StoreError(
      'STORE_VERSION',
      `PostgreSQL 15 or newer is needed; this one is ${Math.floor(rows[0]!.version / 10_000)}.`,
    )
}

function guarded(
  pool: pg.Pool,
  guard: Guard,
  reach: Reach,
): { connect(): Promise<pg.PoolClient>; end(): Promise<void>; options: object } {
  return {
    options: pool.options,
    connect() {
      guard.assertOutside()
      reach.assertThere()
      return reach.opened(() => pool.connect())
    },
    end: () => pool.end(),
  }
}

type Hold = 'alone' | 'shared'

/** The journal's connection. `hold`: how it holds the server's lock, if at all; the database lets it go with the connection, however that ends. */
function journalLine(
  settings: pg.ClientConfig,
  hold: Hold | null,
  patienceMs: number,
  reach: Reach,
): PostgresLine & { close(): Promise<void> } {
  let current: pg.Client | null = null
  let wasConnected = false
  const drop = (client: pg.ClientBase): void => {
    if (current !== client) return
    current = null
    // The connection is given up because it failed; how its end goes is of no more interest.
    ;(client as pg.Client).end().catch(() => {})
  }
  const connect = async (): Promise<pg.Client> => {
    const client = new reach.Client(settings)
    client.on('error', () => drop(client))
    await client.connect()
    try {
      if (hold !== null) await holdLock(client, hold)
    } catch (error) {
      await client.end()
      throw error
    }
    return client
  }
  return {
    async client() {
      const deadline = Date.now() + patienceMs
      for (let pause = 20; current === null; pause = Math.min(pause * 2, 1000))
        try {
          reach.assertThere()
          current = await connect()
          wasConnected = true
        } catch (error) {
          if (error instanceof StoreError || !wasConnected || Date.now() + pause > deadline) throw error
          await new Promise((resolve) => setTimeout(resolve, pause))
        }
      return current
    },
    drop,
    async close() {
      const client = current
      current = null
      await client?.end()
    },
  }
}

async function holdLock(client: pg.Client, hold: Hold): Promise<void> {
  const take = hold === 'alone' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared'
  const deadline = Date.now() + HANDOVER_MS
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>(`select ${take}($1) as held`, [SERVER_LOCK])
    if (rows[0]!.held) return
    if (Date.now() > deadline)
      throw new StoreError(
        'STORE_IN_USE',
        'Another Concord server works on this database. Stop it, or choose another DATABASE_URL.',
      )
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
