/** What is to be said of the servers that an installation reaches beside its database: Redis, a collector. */
import { connect } from 'node:net'
import { createClient } from '@redis/client'
import type { Config } from '../config.ts'
import { fine, look, wrong, type Finding } from './findings.ts'

const REACH_MS = 3_000

/** Within one machine nobody listens in. */
const isHere = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

/** Why nobody listens there; null: somebody does. */
function reach(hostname: string, port: number): Promise<string | null> {
  const line = connect({ host: hostname.replace(/^\[|\]$/g, ''), port, timeout: REACH_MS })
  return new Promise<string | null>((resolve) => {
    line.once('connect', () => resolve(null))
    line.once('timeout', () => resolve(`no answer within ${REACH_MS} ms`))
    line.once('error', (error: Error & { code?: string }) => resolve(error.message || error.code || 'no answer'))
  }).finally(() => line.destroy())
}

/** Whether Redis answers, with the password that `REDIS_URL` has. */
export async function examineRedis({ redisUrl }: Config): Promise<Finding[]> {
  if (redisUrl === null) return []
  const client = createClient({ url: redisUrl, socket: { connectTimeout: REACH_MS, reconnectStrategy: false } })
  // heard by whoever asks below
  client.on('error', () => {})
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve(`no answer within ${REACH_MS} ms`), REACH_MS)
  const failed = await Promise.race([
    client
      .connect()
      .then(() => client.ping())
      .then(
        () => null,
        (error: Error & { code?: string }) => error.message || error.code || 'no answer',
      ),
    late.promise,
  ])
  clearTimeout(timer)
  if (client.isOpen) client.destroy()
  if (failed !== null)
    return [
      wrong(
        `REDIS_URL cannot be used: ${failed}`,
        'See that it runs, can be reached from here, and takes this password; until then nodes hear each other by the database alone.',
      ),
    ]
  const { hostname, password } = new URL(redisUrl)
  if (!isHere(hostname) && password === '')
    return [
      look(
        'Redis answers whoever reaches it: REDIS_URL has no password',
        'Give it one (requirepass), or a network that the nodes alone reach: what is said there is believed.',
      ),
    ]
  return [fine('Redis answers')]
}

/** Whether anybody listens where traces go; what they say of them the server finds out. */
export async function examineCollector({ tracing }: Config): Promise<Finding[]> {
  if (tracing === null) return []
  const { hostname, port, protocol } = new URL(tracing.url)
  const failed = await reach(hostname, Number(port || (protocol === 'https:' ? 443 : 80)))
  return [
    failed === null
      ? fine('the collector of traces is reached')
      : look(
          `the collector of traces cannot be reached: ${failed}`,
          'See OTEL_EXPORTER_OTLP_ENDPOINT, or leave it out; until then traces are dropped.',
        ),
  ]
}
