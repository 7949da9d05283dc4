/** Several real nodes behind a real nginx, on a real PostgreSQL and a real Redis, filled by the demo. */
import { startNginx, type Balancer } from './nginx.ts'
import { openLines, type Lines } from './lines.ts'
import { makeCluster, type Cluster } from './postgres-cluster.ts'
import { freePort, startRedis, type RedisServer } from './redis.ts'
import { makeDataDir, startServer, type ServerProcess } from './server-process.ts'

/** Of the nodes' metrics. */
const METRICS_TOKEN = 'a-token-for-tests-only'

export interface Nodes {
  database: Cluster
  redis: RedisServer
  balancer: Balancer
  /** Where each listens: `127.0.0.1:3000`. */
  at: string[]
  /** As they were started last. */
  nodes: ServerProcess[]
  /** Starts one, or another in its place; `code`: the folder of another version. */
  start(i: number, code?: string): Promise<void>
  /** How many documents people have open on it. */
  sockets(i: number): Promise<number>
  /** How they reach the database and Redis, where that may be cut. */
  lines: Lines | null
  stop(): Promise<void>
}

/** As they are where nothing stands between: `node` as in `Lines`. */
async function joined(count: number): Promise<Pick<Lines, 'database' | 'redis' | 'node' | 'close'>> {
  const database = makeCluster()
  const redis = await startRedis()
  const ports: number[] = []
  for (let i = 0; i < count; i++) ports.push(await freePort())
  const node: Lines['node'] = (i) => ({
    ...{ databaseUrl: database.address, redisUrl: redis.url, host: '127.0.0.1', port: ports[i]!, within: [] },
  })
  return { database, redis, node, close: () => Promise.resolve() }
}

interface NodesOptions {
  /** Each over lines of its own to the database and Redis. */
  canBeCut?: boolean
  /** What else the nodes find in their environment. */
  env?: Record<string, string>
  /** The folder of another version, by which the demo is made, too. */
  code?: string
}

/** Resolves when all of them listen. */
export async function startNodes(
  count: number,
  { canBeCut = false, env: more = {}, code: first }: NodesOptions = {},
): Promise<Nodes> {
  const data = makeDataDir()
  const lines = canBeCut ? await openLines(count) : null
  const { database, redis, node, close } = lines ?? (await joined(count))
  const at = Array.from({ length: count }, (_, i) => `${node(i).host}:${node(i).port}`)
  const balancer = await startNginx(at)
  const env = {
    ...{ ORIGIN: balancer.origin, ADDRESS_HEADER: 'X-Forwarded-For', SYNC_UPDATES_PER_SECOND: '1000' },
    ...{ LOG_LEVEL: 'info', METRICS_TOKEN },
    ...more,
  }
  // the demo fills the database, alone
  const demo = await startServer({
    ...{ entry: 'demo', dataDir: data.dataDir, env: { DATABASE_URL: database.address } },
    ...(first === undefined ? {} : { code: first }),
  })
  await demo.stop()
  const nodes: ServerProcess[] = []
  const all: Nodes = {
    ...{ database, redis, balancer, at, nodes, lines },
    async start(i, code) {
      const { databaseUrl, redisUrl, host, port, within } = node(i)
      nodes[i] = await startServer({
        entry: 'main',
        dataDir: data.dataDir,
        env: { ...env, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, HOST: host, PORT: String(port) },
        within,
        ...(code === undefined ? {} : { code }),
      })
    },
    async sockets(i) {
      const address = `http://${at[i]}/metrics`
      const response = await fetch(address, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
      return Number(/^concord_sockets (\d+)$/m.exec(await response.text())![1])
    },
    async stop() {
      for (const one of nodes) await one.stop('SIGKILL')
      await balancer.stop()
      await redis.stop()
      database.stop('immediate')
      database.remove()
      await close()
      data.remove()
    },
  }
  for (let i = 0; i < count; i++) await all.start(i, first)
  return all
}
