/**
 * The servers that this engine is measured beside, each with the storage its own documentation names. They are installed when they are first
 * asked for, from lock files of their own, into a folder outside of this project.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hocuspocus, mute, plain, type Dialect } from '../load/dialect.ts'
import { rest, until } from '../load/pace.ts'
import { cpuOf, dieTogether, environment, rssOf } from './process.ts'
import type { Engine, EngineName, Running, StartOptions } from './engine.ts'

const HOST = '127.0.0.1'
const START_MS = 20_000
/** A peer may take long to put away what it has not written yet. */
const STOP_MS = 240_000

/** Where an installed peer is; installs it if it is not, or another version of it is. */
function installed(name: EngineName): string {
  const source = fileURLToPath(new URL(`../peers/${name}`, import.meta.url))
  const hash = createHash('sha256')
  for (const file of ['package.json', 'package-lock.json', 'server.mjs']) hash.update(readFileSync(join(source, file)))
  const folder = join(tmpdir(), 'concord-bench-peers', `${name}-${hash.digest('hex').slice(0, 12)}`)
  const done = join(folder, 'installed')
  if (existsSync(done)) return folder
  process.stderr.write(`installing ${name} into ${folder} ...\n`)
  rmSync(folder, { recursive: true, force: true })
  cpSync(source, folder, { recursive: true })
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  mkdirSync(done)
  return folder
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, HOST)
    socket.on('connect', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

interface Peer {
  name: EngineName
  title: string
  keeps: boolean
  dialect: Dialect
  /** The program, looked for when it is first started. */
  script(): string
  /** Address of a room. */
  path(room: string): string
}

async function start({ script, dialect, path }: Peer, { folder, profiles }: StartOptions): Promise<Running> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const child = spawn(process.execPath, [script()], {
    env: { ...process.env, ...environment(profiles), PORT: String(port), HOST, DATA_DIR: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  dieTogether(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = performance.now() + START_MS
  while (!(await isListening(port))) {
    if (child.exitCode !== null || performance.now() > end) throw new Error(`${script()} did not begin to listen`)
    await rest(10)
  }
  const pid = child.pid!
  return {
    acknowledges: false,
    seat: (room) => ({ port, path: path(`room-${room}`), headers: {}, dialect, room: `room-${room}` }),
    cpu: () => cpuOf(pid),
    rss: () => rssOf(pid),
    async stop(signal) {
      child.kill(signal)
      const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
      if (!(await until(hasEnded, STOP_MS, 10))) child.kill('SIGKILL')
      await gone
    },
  }
}

const engineOf = (peer: Peer): Engine => ({
  name: peer.name,
  title: peer.title,
  keeps: peer.keeps,
  start: (options) => start(peer, options),
})

export const yWebsocket = engineOf({
  name: 'y-websocket',
  title: '@y/websocket-server 0.1.5, y-leveldb',
  keeps: true,
  dialect: plain,
  script: () => join(installed('y-websocket'), 'server.mjs'),
  path: (room) => `/${room}`,
})

export const hocuspocusServer = engineOf({
  name: 'hocuspocus',
  title: '@hocuspocus/server 4.7.0, SQLite',
  keeps: true,
  dialect: hocuspocus,
  script: () => join(installed('hocuspocus'), 'server.mjs'),
  path: () => '/',
})

export const relay = engineOf({
  name: 'relay',
  title: 'bare ws relay (the floor)',
  keeps: false,
  dialect: mute,
  script: () => fileURLToPath(new URL('relay.ts', import.meta.url)),
  path: (room) => `/${room}`,
})
