/**
 * The lines from nodes to PostgreSQL and Redis, of which each may be cut and mended: whatever is sent is lost, and nobody is told. By network namespaces, one for each
 * node and server; where this machine lets nobody make any, over relays on loopback that fall silent, and this is said.
 */
import { spawnSync } from 'node:child_process'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { makeCluster, type Cluster } from './postgres-cluster.ts'
import { freePort, startRedis, type RedisServer } from './redis.ts'

/** What a node is cut from; its peers are heard over Redis alone. */
export type Far = 'database' | 'redis'

export interface Lines {
  by: 'namespaces' | 'relays'
  database: Cluster
  redis: RedisServer
  /** How the i-th node reaches them, where it listens, and with what command it is started there. */
  node(i: number): { databaseUrl: string; redisUrl: string; host: string; port: number; within: readonly string[] }
  cut(i: number, far: Far): void
  mend(i: number, far: Far): void
  /** When everything that runs there has ended. */
  close(): Promise<void>
}

const ip = (...args: string[]): void => {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' })
  if (error ?? status !== 0) throw new Error(`ip ${args.join(' ')}: ${error?.message ?? stderr}`)
}

/** Why no network namespaces can be made here; null: they can. */
function whyNoNamespaces(name: string): string | null {
  try {
    ip('netns', 'add', name)
    ip('link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', 'b', 'netns', name)
    ip('netns', 'exec', name, 'true')
    return null
  } catch (error) {
    return (error as Error).message
  } finally {
    spawnSync('ip', ['netns', 'del', name])
  }
}

let whyRelays: string | null | undefined
/** As `whyNoNamespaces`, looked at once. */
function whyNot(): string | null {
  if (whyRelays === undefined)
    whyRelays = process.env['CLUSTER_CUT'] === 'relays' ? 'CLUSTER_CUT=relays' : whyNoNamespaces(`cc${process.pid}`)
  return whyRelays
}

/** How lines are cut on this machine. `CLUSTER_CUT=relays` has no namespaces made. */
export const cutBy = (): Lines['by'] => (whyNot() === null ? 'namespaces' : 'relays')

/** For `count` nodes. */
export async function openLines(count: number): Promise<Lines> {
  const why = whyNot()
  if (why === null) return byNamespaces(count)
  process.stderr.write(
    `no network namespaces on this machine (${why}): the lines are relays on loopback, which fall silent\n`,
  )
  return byRelays(count)
}

/** Addresses for measuring networks (RFC 2544), which lead nowhere else: of links within, and of those to this machine's own namespace. */
const WITHIN = { database: '198.19.1', redis: '198.19.2' } as const
const outside = `198.18.${process.pid % 256}`
const PORT = 3_000

async function byNamespaces(count: number): Promise<Lines> {
  const name = (which: string | number): string => `cc${process.pid}-${which}`
  const all = ['database', 'redis', ...Array.from({ length: count }, (_, i) => i)].map(name)
  for (const one of all) {
    ip('netns', 'add', one)
    ip('-n', one, 'link', 'set', 'lo', 'up')
  }
  const place = (namespace: string | null, link: string, address: string): void => {
    const there = namespace === null ? [] : ['-n', namespace]
    ip(...there, 'addr', 'add', `${address}/30`, 'dev', link)
    ip(...there, 'link', 'set', link, 'up')
  }
  for (let i = 0; i < count; i++) {
    for (const far of ['database', 'redis'] as const) {
      ip('link', 'add', far, 'netns', name(i), 'type', 'veth', 'peer', 'name', `n${i}`, 'netns', name(far))
      place(name(i), far, `${WITHIN[far]}.${4 * i + 2}`)
      place(name(far), `n${i}`, `${WITHIN[far]}.${4 * i + 1}`)
    }
    const front = `cc${process.pid}f${i}`
    ip('link', 'add', front, 'type', 'veth', 'peer', 'name', 'front', 'netns', name(i))
    place(null, front, `${outside}.${4 * i + 1}`)
    place(name(i), 'front', `${outside}.${4 * i + 2}`)
  }
  const within = (which: string | number): string[] => ['ip', 'netns', 'exec', name(which)]
  const database = makeCluster(false, { command: within('database'), clients: '198.19.0.0/16' })
  const redis = await startRedis({ command: within('redis'), port: 6379 })
  // the link stands at the node's end: it sends, and nothing comes back
  const set = (i: number, far: Far, state: 'up' | 'down'): void => ip('-n', name(far), 'link', 'set', `n${i}`, state)
  return {
    by: 'namespaces',
    database,
    redis,
    node: (i) => ({
      databaseUrl: `postgres://postgres@${WITHIN.database}.${4 * i + 1}/postgres`,
      redisUrl: `redis://${WITHIN.redis}.${4 * i + 1}:6379`,
      host: `${outside}.${4 * i + 2}`,
      port: PORT,
      within: within(i),
    }),
    cut: (i, far) => set(i, far, 'down'),
    mend: (i, far) => set(i, far, 'up'),
    close() {
      for (const one of all) ip('netns', 'del', one)
      return Promise.resolve()
    },
  }
}

/** A relay carries no signs of life: PostgreSQL lets go of a silent peer after so long (`PEERS` in server/store/postgres.ts). */
const LET_GO_MS = 11_000

/** Passes on what comes, until it is told to fall silent: then it takes nothing more, and closes nothing; but the far end misses its peer after a while. */
export async function openRelay(to: { path: string } | { port: number; host: string }, port = 0) {
  let isSilent = false
  const open = new Set<Socket>()
  const fars = new Set<Socket>()
  /** Whose other end went meanwhile, as they hear when the line is there again. */
  const gone = new Set<Socket>()
  let letGo: ReturnType<typeof setTimeout> | undefined
  const server: Server = createServer((near) => {
    const far = connect(to)
    fars.add(far)
    far.on('close', () => fars.delete(far))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('data', (bytes) => other.write(bytes))
      one.on('error', () => {})
      one.on('close', () => {
        open.delete(one)
        if (!isSilent) other.destroy()
        else gone.add(other)
      })
      if (isSilent) one.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    set(silent: boolean) {
      isSilent = silent
      clearTimeout(letGo)
      if (silent) letGo = setTimeout(() => fars.forEach((far) => far.destroy()), LET_GO_MS)
      else for (const one of gone) one.destroy()
      gone.clear()
      for (const one of open)
        if (silent) one.pause()
        else one.resume()
    },
    close() {
      clearTimeout(letGo)
      for (const one of open) one.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function byRelays(count: number): Promise<Lines> {
  const database = makeCluster()
  const redis = await startRedis()
  const socket = join(new URL(database.address).searchParams.get('host')!, '.s.PGSQL.5432')
  const relays: Record<Far, Awaited<ReturnType<typeof openRelay>>>[] = []
  const ports: number[] = []
  for (let i = 0; i < count; i++) {
    relays.push({
      database: await openRelay({ path: socket }),
      redis: await openRelay({ port: Number(new URL(redis.url).port), host: '127.0.0.1' }),
    })
    ports.push(await freePort())
  }
  return {
    by: 'relays',
    database,
    redis,
    node: (i) => ({
      databaseUrl: `postgres://postgres@127.0.0.1:${relays[i]!.database.port}/postgres`,
      redisUrl: `redis://127.0.0.1:${relays[i]!.redis.port}`,
      host: '127.0.0.1',
      port: ports[i]!,
      within: [],
    }),
    cut: (i, far) => relays[i]![far].set(true),
    mend: (i, far) => relays[i]![far].set(false),
    async close() {
      for (const { database: one, redis: other } of relays) await Promise.all([one.close(), other.close()])
    },
  }
}
