/**
 * One line in the log for every request that was answered (rule OP3): which kind of page, how it ended, how long it took. An address may hold words
 * that somebody searched for, or the secret of a link, so the line has the route's pattern instead.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'

/** What a proxy may give: hexadecimal, so that nothing that means something fits. */
const GIVEN_ID = /^[0-9a-f][0-9a-f-]{14,34}[0-9a-f]$/
/** `src/hooks.server.ts` writes it; absent: a file, or nothing was there. */
export type Routed = IncomingMessage & {
  route?: string | null
  /** Absent: nobody is told its trace (OP6). */
  traceId?: string
}

export type Began = (request: Routed, response: ServerResponse) => void

/**
 * To be called before a request is answered. Its id goes to the caller (`X-Request-Id`) and, as a header of the request, to whoever answers it; behind a
 * proxy that gives ids, the proxy's is kept.
 */
export function makeRequestLog(
  log: Pick<Log, 'info' | 'debug' | 'warn'>,
  metrics: Pick<Metrics, 'countRequest'>,
  { isBehindProxy, now = () => performance.now() }: { isBehindProxy: boolean; now?: () => number },
): Began {
  return (request, response) => {
    const given = request.headers['x-request-id']
    const isKept = isBehindProxy && typeof given === 'string' && GIVEN_ID.test(given)
    const requestId = isKept ? given : randomUUID()
    request.headers['x-request-id'] = requestId
    response.setHeader('x-request-id', requestId)
    const began = now()
    response.once('close', () => {
      const ms = now() - began
      const { statusCode: status } = response
      metrics.countRequest(status, ms / 1000)
      const line = {
        requestId,
        method: request.method,
        route: request.route ?? null,
        status,
        ms: Math.round(ms),
        ...(request.traceId === undefined ? {} : { traceId: request.traceId }),
        ...(response.writableFinished ? {} : { isCutOff: true }),
      }
      if (status >= 500) log.warn(line, 'request')
      else if (request.route === undefined) log.debug(line, 'request')
      else log.info(line, 'request')
    })
  }
}
