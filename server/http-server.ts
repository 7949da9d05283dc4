/** An http server on which nobody waits for ever: whoever connects and says nothing, or half of what they have to say, is cut off (rule SY18). */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { SyncLimits } from '../src/lib/domain/limits.ts'

/**
 * A connection that rests between two requests. Longer than the 60 s for which nginx keeps one: who closes first may cut off a request on its way.
 */
const RESTING_MS = 75_000

export interface HttpServer extends Server {
  /**
   * OP9: nobody comes in any more, and whoever was heard is answered, for so long at most; what still comes over a connection that is kept is answered as its last.
   * Resolves when no connection is left.
   */
  answerOut(patienceMs: number): Promise<void>
}

export function makeHttpServer(
  { requestHeadMs, requestMs }: Pick<SyncLimits, 'requestHeadMs' | 'requestMs'>,
  listener: RequestListener,
): HttpServer {
  const underWay = new Set<ServerResponse>()
  let isEnding = false
  const server = createServer(
    {
      headersTimeout: requestHeadMs,
      requestTimeout: requestMs,
      keepAliveTimeout: RESTING_MS,
      // how often it looks: by its own default a deadline of ten seconds would be one of forty
      connectionsCheckingInterval: requestHeadMs / 4,
    },
    (request, response) => {
      if (isEnding) response.shouldKeepAlive = false
      underWay.add(response)
      response.once('close', () => {
        underWay.delete(response)
        // one that was answered before anybody knew rests by now
        if (isEnding) setImmediate(() => server.closeIdleConnections())
      })
      listener(request, response)
    },
  )
  return Object.assign(server, {
    async answerOut(patienceMs: number) {
      isEnding = true
      for (const response of underWay) response.shouldKeepAlive = false
      const ended = new Promise<void>((resolve) => server.close(() => resolve()))
      const cut = setTimeout(() => server.closeAllConnections(), patienceMs)
      await ended
      clearTimeout(cut)
    },
  })
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Whether a request names this machine as nobody elsewhere can: by a loopback name. */
export const isLoopbackHost = (request: IncomingMessage): boolean => LOOPBACK.test(request.headers.host ?? '')
