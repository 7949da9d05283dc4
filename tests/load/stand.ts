/** What a load is put on: one node on SQLite, or several on PostgreSQL and Redis behind nginx; and what each part of it costs. */
import { createClient } from '@redis/client'
import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { cpuOf, dieTogether, rssOf } from '../bench/sync/engines/process.ts'
import { startNginx, type Balancer } from '../support/nginx.ts'
import { makeCluster, type Cluster } from '../support/postgres-cluster.ts'
import { freePort, startRedis, type RedisServer } from '../support/redis.ts'
import { makeDataDir, startServer, type ServerProcess } from '../support/server-process.ts'

/** Nobody is turned away for being one of many on one machine. */
const OPEN = {
  ...{ NODE_ENV: 'production', LOG_LEVEL: 'info', HOST: '127.0.0.1', LOGIN_ATTEMPTS: '1000000' },
  ...{
    SYNC_MAX_SOCKETS_PER_PERSON: '1000000',
    SYNC_MAX_SOCKETS_PER_ARTICLE: '1000000',
    SYNC_UPDATES_PER_SECOND: '1000000',
  },
}

/** Counts since the parts began; differences are what something cost. */
export interface Costs {
  at: number
  /** Processor seconds of each node. */
  nodes: number[]
  /** Of everything beside them. */
  nginx: number
  postgres: number
  redis: number
  commits: number
  rows: number
  walBytes: number
  published: number
  journal: { entries: number; bytes: number }
}

export interface Stand {
  origin: string
  port: number
  nodes: ServerProcess[]
  env: Record<string, string>
  costs(): Promise<Costs>
  /** MiB of each node. */
  memory(): number[]
  stop(): Promise<void>
}

/** However this process ends, what it started ends with it. */
function endTogether(pid: number, signal: NodeJS.Signals): void {
  process.once('exit', () => {
    try {
      process.kill(pid, signal)
    } catch {
      // it ended before
    }
  })
}

const NOTHING = { nginx: 0, postgres: 0, redis: 0, commits: 0, rows: 0, walBytes: 0, published: 0 }
const cpus = (nodes: readonly ServerProcess[]): number[] => nodes.map(({ child }) => cpuOf(child.pid!))
const memoryOf = (nodes: readonly ServerProcess[]): number[] => nodes.map(({ child }) => rssOf(child.pid!))

/** One node on SQLite, over a folder of its own. `entry` as for `startServer`. */
export async function standAlone(dataDir: string): Promise<Stand> {
  const node = await startServer({ entry: 'main', dataDir, env: OPEN })
  dieTogether(node.child)
  return {
    origin: node.origin,
    port: Number(new URL(node.origin).port),
    nodes: [node],
    env: { DATA_DIR: dataDir },
    memory: () => memoryOf([node]),
    async costs() {
      const db = new Database(join(dataDir, 'concord.sqlite'), { readonly: true })
      const journal = db
        .prepare('select count(*) as entries, coalesce(sum(length(bytes)), 0) as bytes from journal')
        .get()
      db.close()
      return { at: performance.now(), nodes: cpus([node]), ...NOTHING, journal: journal as Costs['journal'] }
    },
    stop: async () => void (await node.stop()),
  }
}

/** What several nodes share; kept over stands, so that one run compares one node with two and three. */
export interface Ground {
  database: Cluster
  redis: RedisServer
  remove(): Promise<void>
  dataDir: string
}

export async function layGround(): Promise<Ground> {
  const database = makeCluster(true)
  const data = makeDataDir()
  const redis = await startRedis()
  endTogether(database.pid, 'SIGQUIT')
  endTogether(redis.pid, 'SIGKILL')
  return {
    ...{ database, redis, dataDir: data.dataDir },
    async remove() {
      await redis.stop()
      database.stop('immediate')
      database.remove()
      data.remove()
    },
  }
}

/** The processes of one that forked others: PostgreSQL has one for each connection, nginx one for each worker. */
function familyOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
  return [pid, ...children].reduce((sum, one) => sum + cpuIfThere(one), 0)
}
function cpuIfThere(pid: number): number {
  try {
    return cpuOf(pid)
  } catch {
    return 0
  }
}

/** So many nodes behind nginx. `byText`: nginx sends all who work on one text to one node. */
export async function standTogether(
  { database, redis, dataDir }: Ground,
  count: number,
  byText: boolean,
): Promise<Stand> {
  const ports: number[] = []
  for (let i = 0; i < count; i++) ports.push(await freePort())
  const balancer: Balancer = await startNginx(
    ports.map((port) => `127.0.0.1:${port}`),
    { connections: 16_384, byText },
  )
  const shared = { DATABASE_URL: database.address, REDIS_URL: redis.url, ORIGIN: balancer.origin }
  const env = { ...OPEN, ...shared, ADDRESS_HEADER: 'X-Forwarded-For' }
  endTogether(balancer.pid, 'SIGTERM')
  const nodes: ServerProcess[] = []
  for (const port of ports) {
    const node = await startServer({ entry: 'main', dataDir, env: { ...env, PORT: String(port) } })
    dieTogether(node.child)
    nodes.push(node)
  }
  const db = new pg.Pool({ connectionString: database.address, max: 1 })
  const asking = await createClient({ url: redis.url }).connect()
  return {
    origin: balancer.origin,
    port: Number(new URL(balancer.origin).port),
    nodes,
    env: { ...shared, DATA_DIR: dataDir },
    memory: () => memoryOf(nodes),
    async costs() {
      const { rows } = await db.query<Record<'commits' | 'rows' | 'wal' | 'entries' | 'bytes', string>>(
        `select xact_commit as commits, tup_inserted + tup_updated + tup_deleted as rows,
                pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') as wal, j.entries, j.bytes
         from pg_stat_database, (select count(*) as entries, coalesce(sum(length(bytes)), 0) as bytes from journal) j
         where datname = current_database()`,
      )
      const row = rows[0]!
      const said = await asking.info('commandstats')
      return {
        at: performance.now(),
        nodes: cpus(nodes),
        nginx: familyOf(balancer.pid),
        postgres: familyOf(database.pid),
        redis: cpuOf(redis.pid),
        commits: Number(row.commits),
        rows: Number(row.rows),
        walBytes: Number(row.wal),
        published: Number(/cmdstat_publish:calls=(\d+)/.exec(said)?.[1] ?? 0),
        journal: { entries: Number(row.entries), bytes: Number(row.bytes) },
      }
    },
    async stop() {
      await asking.close()
      await db.end()
      await Promise.all(nodes.map((node) => node.stop()))
      await balancer.stop()
    },
  }
}
