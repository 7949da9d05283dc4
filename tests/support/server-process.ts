/**
 * A real server in a process of its own, on a free loopback port, over a database of its own. Spawns node directly, so that signals reach it.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const DEMO_PASSWORD = 'a password for tests only'

export interface ServerProcess {
  /** `http://localhost:PORT` */
  origin: string
  dataDir: string
  child: ChildProcess
  /** Everything it printed so far. */
  output(): string
  /** Ends it by `signal` and resolves when it is gone; the data stays. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

interface Options {
  entry: 'demo' | 'main'
  dataDir: string
  env?: Record<string, string | undefined>
  /** A command that starts a program elsewhere, as in another network namespace. */
  within?: readonly string[]
  /** The folder of the code; by default this one. */
  code?: string
}

/** Starts it and resolves when it listens; rejects with what it printed where it ends before. */
export async function startServer({
  entry,
  dataDir,
  env = {},
  within = [],
  code = root,
}: Options): Promise<ServerProcess> {
  const script = entry === 'demo' ? 'server/cli/demo.ts' : 'server/main.ts'
  const [program = process.execPath, ...args] = [...within, process.execPath, script]
  const child = spawn(program, args, {
    cwd: code,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'info', DATA_DIR: dataDir, DEMO_PASSWORD, ORIGIN: undefined, ...env },
  })
  let printed = ''
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal })),
  )
  const origin = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      const found = entry === 'demo' ? /open at (http:\S+)/.exec(printed) : /"address":"(http[^"]+)"/.exec(printed)
      if (found) resolve(found[1]!)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void ended.then(({ code, signal }) => reject(new Error(`the server ended (${signal ?? code}): ${printed}`)))
  })
  return {
    origin,
    dataDir,
    child,
    output: () => printed,
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** A fresh folder for one test's data, and its removal. */
export function makeDataDir(): { dataDir: string; remove(): void } {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-test-'))
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}
