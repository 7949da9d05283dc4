/** `/livez` and `/readyz` (rules OP1, OP2), for supervisors and load balancers: they say which check fails, and nothing of why. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Health } from './health.ts'

/** Answers a request for either; false: it is for something else. */
export function makeHealthPage(health: Health): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const path = request.url?.split('?')[0]
    if (path !== '/livez' && path !== '/readyz') return false
    const answer = (status: number, text: string): void =>
      void response
        .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
        .end(text)
    if (path === '/livez') answer(200, 'alive\n')
    else
      void health.verdict().then(({ isReady, checks }) => {
        const lines = Object.entries(checks).map(([name, isFine]) => `${name}: ${isFine ? 'ok' : 'failed'}\n`)
        answer(isReady ? 200 : 503, `${isReady ? 'ready' : 'not ready'}\n${lines.join('')}`)
      })
    return true
  }
}
