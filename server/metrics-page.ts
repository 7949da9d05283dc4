/** Who may read `/metrics` (rule MT2). Apart from the http server around it, so that it can listen elsewhere. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from './config.ts'
import { isLoopbackHost } from './http-server.ts'
import type { Metrics } from './metrics.ts'

const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/
/** A proxy on this machine passes strangers on from loopback; it says so by one of these. */
const FORWARDING = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/**
 * Answers a request for `/metrics`; false: it is none, or not for this caller, and to be answered like any address that does not exist.
 * With `METRICS_TOKEN` whoever shows it as a bearer; without it whoever asks on this machine, by its loopback name, and not through a proxy. On a port of its own
 * (`METRICS_PORT`) whoever reaches that port, unless there is a token.
 */
export function makeMetricsPage(
  metrics: Metrics,
  { metricsToken }: Pick<Config, 'metricsToken'>,
  isOwnPort = false,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const isFor = (request: IncomingMessage): boolean => {
    if (metricsToken !== null) return isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)
    if (isOwnPort) return true
    const isLocal = LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '') && isLoopbackHost(request)
    return isLocal && FORWARDING.every((name) => request.headers[name] === undefined)
  }
  return (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics' || !isFor(request)) return false
    metrics.scrape().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    )
    return true
  }
}

/** In the same time wherever they differ. */
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
