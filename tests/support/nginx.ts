/** A real nginx on a free loopback port, in front of nodes. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './redis.ts'

export interface Balancer {
  /** `http://localhost:PORT` */
  origin: string
  pid: number
  stop(): Promise<void>
}

interface NginxOptions {
  /** That it holds at once, on both of its sides. */
  connections?: number
  /** All who work on one text are sent to one node, as long as that is there. */
  byText?: boolean
}

/** The locations of docs/deploy/nginx, without TLS and on loopback. */
const configuration = (
  port: number,
  folder: string,
  nodes: readonly string[],
  { connections = 4096, byText = false }: NginxOptions,
): string => `
daemon off;
worker_rlimit_nofile ${connections};
pid ${folder}/pid;
error_log stderr error;
events { worker_connections ${connections}; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream concord { ${byText ? 'hash $uri consistent;' : ''} ${nodes.map((node) => `server ${node} max_fails=1 fail_timeout=1s;`).join(' ')} keepalive 16; }
  map $http_upgrade $concord_connection { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://concord;
      proxy_http_version 1.1;
      proxy_set_header Host $host:$server_port;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $concord_connection;
      # the headers of a page name everything that it loads
      proxy_buffer_size 64k;
      proxy_buffers 8 64k;
      proxy_busy_buffers_size 128k;
      proxy_connect_timeout 2s;
      proxy_read_timeout 120s;
      proxy_next_upstream error timeout;
    }
    location /_app/immutable/ {
      proxy_pass http://concord;
      proxy_http_version 1.1;
      proxy_set_header Host $host:$server_port;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header Connection '';
      proxy_connect_timeout 2s;
      proxy_next_upstream error timeout http_404;
    }
  }
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
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
