/**
 * The http server around SvelteKit's built handler: listening, upgrades, graceful end.
 */
import { existsSync } from 'node:fs'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { BadConfiguration, type Config } from './config.ts'
import { makeFront } from './front/front.ts'
import { isLoopbackHost, makeHttpServer } from './http-server.ts'
import type { Log } from './log.ts'
import { makeMetricsPage } from './metrics-page.ts'
import { makeHealthPage } from './operation/health-page.ts'
import { makeRequestLog } from './operation/request-log.ts'
import { start, type Concord } from './start.ts'

/** A stop waits this long for requests under way (OP9). */
const DRAIN_MS = 5_000

export interface Served {
  /** As a browser on this machine reaches it. */
  address: string
  concord: Concord
  close(): Promise<void>
}

const HANDLER = new URL('../build/handler.js', import.meta.url)

/** The largest body that any address takes (the import of a charter); each has a smaller limit of its own. Above that of the import, so that it answers itself. */
const MOST_BODY_BYTES = 9 * 1024 * 1024

/** SvelteKit takes its own address and limits from the environment when the handler is first imported. */
function tellKit(config: Config): void {
  process.env['BODY_SIZE_LIMIT'] = String(MOST_BODY_BYTES)
  // it would take an empty value for one
  if (!process.env['ADDRESS_HEADER']?.trim()) delete process.env['ADDRESS_HEADER']
  if (!process.env['XFF_DEPTH']?.trim()) delete process.env['XFF_DEPTH']
  if (config.origin !== null) process.env['ORIGIN'] = config.origin
  else {
    delete process.env['ORIGIN']
    // no proxy in front: plain http under whatever loopback name the browser used (`onlyLoopback` guards it)
    process.env['PROTOCOL_HEADER'] = 'x-concord-protocol'
  }
}

function listen(server: Server, port: number, host: string, names: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new BadConfiguration(`${names} must be free to listen on: ${error.message}`, { cause: error })),
    )
    // a crowd comes all at once
    server.listen({ port, host, backlog: 4_096 }, resolve)
  })
}

/** `METRICS_PORT`: what watches this node, where the pages cannot be reached, nor it from where they can. */
async function listenBeside(
  { metrics }: Concord,
  config: Config,
  answerHealth: ReturnType<typeof makeHealthPage>,
): Promise<Server | null> {
  if (config.metricsPort === null) return null
  const answerMetrics = makeMetricsPage(metrics, config, true)
  const server = makeHttpServer(config.limits, (request, response) => {
    if (!answerMetrics(request, response) && !answerHealth(request, response)) response.writeHead(404).end()
  })
  await listen(server, config.metricsPort, config.metricsHost, 'METRICS_HOST and METRICS_PORT')
  return server
}

/**
 * Starts everything and listens. `prepare` works on what is open before anybody can reach it.
 * Ends on SIGTERM and SIGINT: first the sockets (1012) and the requests under way, then the database.
 */
export async function serve(config: Config, log: Log, prepare?: (concord: Concord) => Promise<void>): Promise<Served> {
  if (!existsSync(fileURLToPath(HANDLER))) throw new Error('the pages are not built: run `npm run build` first')
  tellKit(config)
  const concord = await start(config, log)
  await prepare?.(concord)
  const { handler } = (await import(HANDLER.href)) as { handler: RequestListener }
  concord.metrics.watchProcess()
  const answerHealth = makeHealthPage(concord.health)
  const answerMetrics = config.metricsPort === null ? makeMetricsPage(concord.metrics, config) : () => false
  const beginLine = makeRequestLog(log, concord.metrics, config)
  const front = makeFront({
    pages: handler,
    mark: concord.publicMark,
    ownHost: config.origin === null ? null : new URL(config.origin).host,
  })
  const server = makeHttpServer(config.limits, (request, response) => {
    if (answerHealth(request, response)) return
    // only loopback names, so that no foreign name that resolves to this machine becomes "same origin"
    const isForeign = config.origin === null && !isLoopbackHost(request)
    if (!isForeign && answerMetrics(request, response)) return
    beginLine(request, response)
    if (isForeign) {
      response.writeHead(421, { 'content-type': 'text/plain' }).end('Set ORIGIN to serve this name.\n')
      return
    }
    if (config.origin === null) request.headers['x-concord-protocol'] = 'http'
    if (concord.tracing === null) front(request, response)
    else concord.tracing.request(request, response, () => front(request, response))
  })
  server.on('upgrade', (request, socket, head) => {
    if (config.origin === null && !isLoopbackHost(request)) socket.destroy()
    else concord.handleUpgrade(request, socket, head)
  })
  await listen(server, config.port, config.host, 'HOST and PORT')
  const beside = await listenBeside(concord, config, answerHealth)
  const { port } = server.address() as AddressInfo

  let closing: Promise<void> | null = null
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      await concord.close(server.answerOut(DRAIN_MS))
      beside?.closeAllConnections()
      beside?.close()
    })())
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      log.info({ signal }, 'closing')
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          log.fatal({ err: error }, 'closing failed')
          process.exit(1)
        },
      )
    })
  // Nothing can be saved any more, so there is nothing to wait for; what starts this process starts it again.
  void concord.context.store.broken.then((error) => {
    log.fatal({ err: error }, 'the database can work no more')
    process.exit(1)
  })
  return { address: config.origin ?? `http://localhost:${port}`, concord, close }
}

/** What an operator needs to read of a failed start: faults of configuration and database in one sentence, anything else with its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isForOperator = error instanceof BadConfiguration || error.name === 'DatabaseRefused' || 'code' in error
  return isForOperator ? error.message : (error.stack ?? error.message)
}
