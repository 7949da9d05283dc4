/** An http server on which nobody waits for ever: whoever connects and says nothing, or half of what they have to say, is cut off (rule SY18). */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { SyncLimits } from '../src/lib/domain/limits.ts'

/**
 * A connection that rests between two requests. Longer than the 60 s for which nginx keeps one: who closes first may cut off a request on its way.
 */
const RESTING_MS = 75_000

export function makeHttpServer(
  { requestHeadMs, requestMs }: Pick<SyncLimits, 'requestHeadMs' | 'requestMs'>,
  listener: RequestListener,
): Server {
  return createServer(
    {
      headersTimeout: requestHeadMs,
      requestTimeout: requestMs,
      keepAliveTimeout: RESTING_MS,
      // how often it looks: by its own default a deadline of ten seconds would be one of forty
      connectionsCheckingInterval: requestHeadMs / 4,
    },
    listener,
  )
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Whether a request names this machine as nobody elsewhere can: by a loopback name. */
export const isLoopbackHost = (request: IncomingMessage): boolean => LOOPBACK.test(request.headers.host ?? '')
