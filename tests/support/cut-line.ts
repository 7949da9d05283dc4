/** A line to PostgreSQL that is cut at a moment of the test's choice: what came through and what did not is then known to nobody on this side. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

/**
 * What becomes of the message at which the line is cut: it never reaches the server; it is carried out and nothing is heard of it; or it is on its way
 * while the line is cut.
 */
export type Cut = 'before' | 'after' | 'meanwhile'

export interface CutLine {
  /** Address of the same database over this line. */
  address: string
  /** Cuts the connection at the n-th message that the client sends from now on, whichever connection that is. */
  cut(message: number, how: Cut): void
  /** Does so no more; whether it had. */
  spare(): boolean
  /** Resolves when somebody connects. */
  nextConnection(): Promise<void>
  close(): Promise<void>
}

/** The end of an answer: ready for the next query. */
const isReady = (bytes: Buffer): boolean =>
  bytes.length >= 6 && bytes.readUInt32BE(bytes.length - 5) === 5 && bytes.at(-6) === 0x5a

/** `address`: of the database, its socket's folder as `host`. */
export async function openCutLine(address: string): Promise<CutLine> {
  const url = new URL(address)
  const socketFile = join(url.searchParams.get('host')!, '.s.PGSQL.5432')
  let plan: { left: number; how: Cut } | null = null
  let heard = Promise.withResolvers<void>()
  const open = new Set<Socket>()

  const server = createServer((client) => {
    const upstream = connect(socketFile)
    const cutOff = (): void => {
      client.destroy()
      upstream.destroy()
    }
    let isAwaitingEnd = false
    for (const end of [client, upstream]) {
      open.add(end)
      end.on('close', () => {
        open.delete(end)
        cutOff()
      })
      end.on('error', cutOff)
    }
    client.on('data', (message) => {
      if (plan === null || --plan.left > 0) return void upstream.write(message)
      const { how } = plan
      plan = null
      if (how === 'before') cutOff()
      else if (how === 'after') {
        isAwaitingEnd = true
        upstream.write(message)
      } else {
        client.destroy()
        upstream.end(message)
      }
    })
    upstream.on('data', (answer) => {
      if (!isAwaitingEnd) client.write(answer)
      else if (isReady(answer)) cutOff()
    })
    heard.resolve()
    heard = Promise.withResolvers()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  url.search = ''
  return {
    address: url.href,
    cut: (message, how) => void (plan = { left: message, how }),
    spare() {
      const wasCut = plan === null
      plan = null
      return wasCut
    },
    nextConnection: () => heard.promise,
    close() {
      for (const end of open) end.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
