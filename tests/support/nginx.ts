/** A real nginx on a free loopback port, in front of nodes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './redis.ts'

export interface Balancer {
  /** `http://localhost:PORT` */
  origin: string
  pid: number
  /** Reloads it with this node marked `down`, as an operator does before that is replaced; null: with all of them, and what it knew of their failures forgotten. */
  leaveOut(node: string | null): void
  stop(): Promise<void>
}

interface NginxOptions {
  /** That it holds at once, on both of its sides. */
  connections?: number
  /** All who work on one text are sent to one node, as long as that is there. */
  byText?: boolean
}

const shipped = (file: string): string =>
  readFileSync(new URL(`../../docs/deploy/nginx/${file}`, import.meta.url), 'utf8')

/** docs/deploy/nginx/concord.conf, without TLS, on loopback, in front of these nodes: all else is as it is shipped. */
function site(port: number, nodes: readonly string[], byText: boolean): string {
  const how = /^server \S+ (.*);$/m.exec(shipped('nodes-three.conf'))![1]!
  const changes: [RegExp, string][] = [
    [/^server \{\n {4}listen 80;[^}]*\}\n/m, ''],
    [/listen 443 ssl http2;/, `listen 127.0.0.1:${port};`],
    [/^ +ssl_.*\n/gm, ''],
    [/root \/etc\/nginx;/, `root ${fileURLToPath(new URL('../../docs/deploy/nginx', import.meta.url))};`],
    [/include \/etc\/nginx\/concord-nodes\.conf;/, nodes.map((node) => `server ${node} ${how};`).join(' ')],
    // the origin of a test has a port
    [/(proxy_set_header Host +)\$host;/g, '$1$$host:$$server_port;'],
    ...(byText ? [[/random two least_conn;/, 'hash $$uri consistent;'] satisfies [RegExp, string]] : []),
  ]
  return changes.reduce((text, [what, by]) => {
    if (text.search(what) === -1) throw new Error(`concord.conf has no ${String(what)}`)
    return text.replace(what, by)
  }, shipped('concord.conf'))
}

const configuration = (
  port: number,
  folder: string,
  nodes: readonly string[],
  { connections = 4096, byText = false }: NginxOptions,
): string => `
daemon off;
worker_rlimit_nofile ${connections};
pid ${folder}/pid;
error_log stderr crit;
events { worker_connections ${connections}; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  ${site(port, nodes, byText)}
}
`

/** `nodes`: `127.0.0.1:PORT` each. */
export async function startNginx(nodes: readonly string[], options: NginxOptions = {}): Promise<Balancer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'concord-nginx-'))
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(port, folder, nodes, options))
  const child: ChildProcess = spawn('nginx', ['-c', file, '-e', 'stderr'], { stdio: ['ignore', 'inherit', 'inherit'] })
  const isOpen = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = createConnection(port, '127.0.0.1')
      socket.once('connect', () => (socket.destroy(), resolve(true)))
      socket.once('error', () => resolve(false))
    })
  while (!(await isOpen())) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`)
    await new Promise(setImmediate)
  }
  return {
    origin: `http://localhost:${port}`,
    pid: child.pid!,
    leaveOut(node) {
      const all = configuration(port, folder, nodes, options)
      writeFileSync(file, node === null ? all : all.replace(`server ${node} `, `server ${node} down `))
      child.kill('SIGHUP')
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
