/** Several real nodes behind a real nginx, on a real PostgreSQL and a real Redis, filled by the demo. */
import { startNginx, type Balancer } from './nginx.ts'
import { makeCluster, type Cluster } from './postgres-cluster.ts'
import { freePort, startRedis, type RedisServer } from './redis.ts'
import { makeDataDir, startServer, type ServerProcess } from './server-process.ts'

/** Of the nodes' metrics. */
const METRICS_TOKEN = 'a-token-for-tests-only'

export interface Nodes {
  database: Cluster
  redis: RedisServer
  balancer: Balancer
  ports: number[]
  /** As they were started last. */
  nodes: ServerProcess[]
  /** Starts one, or another in its place. */
  start(i: number): Promise<void>
  /** How many documents people have open on it. */
  sockets(i: number): Promise<number>
  stop(): Promise<void>
}

/** Resolves when all of them listen. */
export async function startNodes(count: number): Promise<Nodes> {
  const data = makeDataDir()
  const database = makeCluster()
  const redis = await startRedis()
  const ports: number[] = []
  for (let i = 0; i < count; i++) ports.push(await freePort())
  const balancer = await startNginx(ports.map((port) => `127.0.0.1:${port}`))
  const env = {
    ...{ DATABASE_URL: database.address, REDIS_URL: redis.url, ORIGIN: balancer.origin, HOST: '127.0.0.1' },
    ...{ ADDRESS_HEADER: 'X-Forwarded-For', SYNC_UPDATES_PER_SECOND: '1000', LOG_LEVEL: 'info', METRICS_TOKEN },
  }
  // the demo fills the database, alone
  const demo = await startServer({ entry: 'demo', dataDir: data.dataDir, env: { DATABASE_URL: database.address } })
  await demo.stop()
  const nodes: ServerProcess[] = []
  const all: Nodes = {
    ...{ database, redis, balancer, ports, nodes },
    async start(i) {
      nodes[i] = await startServer({
        entry: 'main',
        dataDir: data.dataDir,
        env: { ...env, PORT: String(ports[i]) },
      })
    },
    async sockets(i) {
      const address = `http://127.0.0.1:${ports[i]}/metrics`
      const response = await fetch(address, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
      return Number(/^concord_sockets (\d+)$/m.exec(await response.text())![1])
    },
    async stop() {
      for (const node of nodes) await node.stop('SIGKILL')
      await balancer.stop()
      await redis.stop()
      database.stop('immediate')
      database.remove()
      data.remove()
    },
  }
  for (let i = 0; i < count; i++) await all.start(i)
  return all
}
