/** A demo server behind a line that can be cut, or go silent, and that comes back; the server can be stopped and started again. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { makeDataDir, startServer, type ServerProcess } from './server-process.ts'

export interface BrokenLine {
  /** The address that browsers use. */
  origin: string
  /** The server itself, past the line. */
  direct: string
  /** Every connection is broken, and no other comes about. */
  cut(): void
  /** Nothing passes any more, and nobody is told. */
  silence(): void
  /** New connections work again; silent ones are broken. */
  heal(): void
  /** The server ends by `signal`, and is there again when this resolves. */
  restart(signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

export async function openBrokenLine(): Promise<BrokenLine> {
  const { dataDir, remove } = makeDataDir()
  const port = await freePort()
  const start = (): Promise<ServerProcess> =>
    startServer({ entry: 'demo', dataDir, env: { PORT: String(port), LOGIN_ATTEMPTS: '100' } })
  let server = await start()
  let mode: 'open' | 'cut' | 'silent' = 'open'
  const sockets = new Set<Socket>()
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from)
    from.on('data', (bytes) => mode !== 'silent' && to.write(bytes))
    from.on('error', () => to.destroy())
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }
  const proxy: Server = createServer((client) => {
    if (mode === 'cut') return client.destroy()
    const inner = connect(port, '127.0.0.1')
    join(client, inner)
    join(inner, client)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    direct: `http://localhost:${port}`,
    origin: `http://localhost:${(proxy.address() as AddressInfo).port}`,
    cut() {
      mode = 'cut'
      breakAll()
    },
    silence: () => void (mode = 'silent'),
    heal() {
      if (mode === 'silent') breakAll()
      mode = 'open'
    },
    async restart(signal) {
      await server.stop(signal)
      server = await start()
    },
    async stop() {
      breakAll()
      await new Promise((resolve) => proxy.close(resolve))
      await server.stop()
      remove()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
