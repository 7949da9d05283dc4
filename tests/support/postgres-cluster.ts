/**
 * vitest's global set-up of the tests that need PostgreSQL: one throwaway cluster for the whole run, on a socket in a temporary
 * folder, gone afterwards. `postgresAddress()` in `database.ts` is told where it is. Never skips: without PostgreSQL the run stops and says what to install.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findPostgresBinaries } from './postgres-binaries.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the cluster's database `postgres`, as its superuser. */
    postgres: string
  }
}

export interface Cluster {
  /** Address of the database `postgres` as superuser; the socket's folder is its `host`. */
  address: string
  /** The server's process. */
  pid: number
  start(): void
  /** `immediate` is what a crash looks like. */
  stop(mode: 'fast' | 'immediate'): void
  /** SIGKILL, to the server and to all that it began; nobody is told. */
  kill(): void
  remove(): void
}

/** Where a cluster runs that is reached from elsewhere: `command` starts a program there, `clients` are the addresses that may come. */
interface There {
  command: readonly string[]
  clients: string
}

/** Makes a cluster and starts it. `isDurable`: with fsync, for what measures it. It listens on its socket alone, unless it is `there`. */
export function makeCluster(isDurable = false, there: There | null = null): Cluster {
  const binaries = findPostgresBinaries()
  if (binaries === null)
    throw new Error('PostgreSQL 15 or newer is needed: apt-get install postgresql, or POSTGRES_BIN=/folder/with/initdb')
  const folder = mkdtempSync(join(tmpdir(), 'concord-postgres-'))
  const data = join(folder, 'data')
  // PostgreSQL refuses to run as root; its package brings the user postgres.
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    const id = (which: string): number => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }))
    chownSync(folder, id('-u'), id('-g'))
  }
  chmodSync(folder, 0o755)
  const run = (program: string, args: string[]): void => {
    const own = [join(binaries, program), ...args]
    const all = [...(there?.command ?? []), ...(isRoot ? ['runuser', '-u', 'postgres', '--'] : []), ...own]
    const result = spawnSync(all[0]!, all.slice(1), {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
    })
    if (result.error) throw result.error
    if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr}`)
  }
  run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'])
  if (there) appendFileSync(join(data, 'pg_hba.conf'), `host all all ${there.clients} trust\n`)
  const settings = [
    `-c unix_socket_directories=${folder}`,
    `-c listen_addresses=${there ? '*' : ''}`,
    '-c max_connections=300',
    '-c shared_buffers=32MB',
    isDurable ? '' : '-c fsync=off -c full_page_writes=off',
  ]
  const cluster: Cluster = {
    address: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    pid: 0,
    start() {
      run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings.join(' '), 'start'])
      cluster.pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    },
    stop(mode) {
      run('pg_ctl', ['-D', data, '-w', '-m', mode, 'stop'])
    },
    kill() {
      const began = execFileSync('ps', ['-o', 'pid=', '--ppid', String(cluster.pid)], { encoding: 'utf8' })
      for (const pid of [cluster.pid, ...began.split('\n').map(Number)]) {
        if (pid === 0) continue
        try {
          process.kill(pid, 'SIGKILL')
        } catch (error) {
          // ended by itself between the two
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
        }
      }
      // where nobody buries the dead, their numbers look like a server that runs
      for (const lock of [join(data, 'postmaster.pid'), join(folder, '.s.PGSQL.5432.lock')])
        rmSync(lock, { force: true })
    },
    remove() {
      rmSync(folder, { recursive: true, force: true })
    },
  }
  cluster.start()
  return cluster
}

export default function setup(project: TestProject): () => void {
  const cluster = makeCluster()
  project.provide('postgres', cluster.address)
  return () => {
    cluster.stop('immediate')
    cluster.remove()
  }
}
