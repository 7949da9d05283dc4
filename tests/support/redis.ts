/** A real Redis on a free loopback port, which keeps nothing on disk. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface RedisServer {
  url: string
  pid: number
  /** Ends it by `signal`; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Another, empty, at the same address. */
  start(): Promise<void>
}

/** A port of this machine that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** `there`: not on loopback, but at every address of where `command` starts a program. */
export async function startRedis(
  there: { command: readonly string[]; port: number } | null = null,
): Promise<RedisServer> {
  const port = there?.port ?? (await freePort())
  let child: ChildProcess | null = null
  const redis: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    pid: 0,
    async start() {
      const bound = there ? ['--bind', '0.0.0.0', '--protected-mode', 'no'] : ['--bind', '127.0.0.1']
      const args = ['redis-server', '--port', String(port), ...bound, '--save', '', '--appendonly', 'no']
      const [program, ...rest] = [...(there?.command ?? []), ...args] as [string, ...string[]]
      const started = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
      child = started
      redis.pid = started.pid!
      await new Promise<void>((resolve, reject) => {
        started.once('error', reject)
        started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
        started.stdout.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('Ready to accept connections')) resolve()
        })
      })
    },
    async stop(signal = 'SIGKILL') {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise((resolve) => child!.once('exit', resolve))
      child.kill(signal)
      await gone
    },
  }
  await redis.start()
  return redis
}
