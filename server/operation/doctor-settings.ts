/** What is to be said of an installation's variables beyond whether they can be read: names that nobody reads, addresses, weak secrets. */
import { stat } from 'node:fs/promises'
import { SECRETS, VARIABLES, type Config } from '../config.ts'
import { fine, look, wrong, type Finding } from './findings.ts'

type Env = Record<string, string | undefined>

const isSet = (env: Env, name: string): boolean => Boolean(env[name]?.trim())

/** Names that could only be meant for Concord. */
const OURS =
  /^(?:SYNC|METRICS|LOGIN|LEAST|CHARTER|XFF|OTEL)_|^(?:ORIGINS?|DATA_?DIR|DATABASE_?UR[IL]|REDIS_?UR[IL]|LOG_?LEVEL|ADDRESS_HEADERS?)(?:_FILE)?$/
const KNOWN: readonly string[] = [...VARIABLES, ...SECRETS.map((name) => `${name}_FILE`)]

export function examineNames(env: Env): Finding[] {
  const strange = Object.keys(env).filter((name) => OURS.test(name) && !KNOWN.includes(name) && isSet(env, name))
  const found = strange.map((name) =>
    look(`${name} is set, and nothing reads it`, 'Look for the name in the table of docs/operate.md.'),
  )
  if (isSet(env, 'XFF_DEPTH') && !isSet(env, 'ADDRESS_HEADER'))
    found.push(
      look('XFF_DEPTH is set without ADDRESS_HEADER, and counts for nothing', 'ADDRESS_HEADER=X-Forwarded-For'),
    )
  if (isSet(env, 'DEMO_PASSWORD')) found.push(look('DEMO_PASSWORD is set', 'It is for the demo alone; take it out.'))
  return found
}

export function examineOrigin({ origin, isBehindProxy }: Config): Finding[] {
  if (origin === null)
    return [look('this machine alone can use it: ORIGIN is not set', 'Set ORIGIN to the address that browsers use.')]
  const { protocol, hostname } = new URL(origin)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'http:' && !isHere)
    return [
      wrong(`ORIGIN is ${origin}: passwords travel in the clear`, 'Put a proxy with TLS in front, and say https://.'),
    ]
  const found = [fine(`ORIGIN is ${origin}`)]
  if (!isBehindProxy && !isHere)
    found.push(
      look(
        'ADDRESS_HEADER is not set: behind a proxy everybody has its address, and shares its failed sign-ins',
        'ADDRESS_HEADER=X-Forwarded-For, and XFF_DEPTH where more than one proxy stands in front.',
      ),
    )
  return found
}

const FEW_SIGNS = 8
const SHORT = 12
const FIRST_GUESSES = /^(?:postgres|password|concord|secret|admin|changeme|123456)/i

const isWeak = (secret: string): boolean =>
  secret.length < SHORT || new Set(secret).size < FEW_SIGNS || FIRST_GUESSES.test(secret)

/** Whether a database is on another machine. */
export function isElsewhere(databaseUrl: string): boolean {
  const url = URL.parse(databaseUrl)
  return url !== null && databaseHost(url) !== null
}

/** A machine's own socket or loopback needs no password and no TLS. */
function databaseHost(url: URL): string | null {
  const host = url.searchParams.get('host') ?? url.hostname
  return host === '' || host.startsWith('/') || ['localhost', '127.0.0.1', '[::1]'].includes(host) ? null : host
}

export function examineSecrets({ metricsToken, metricsPort, metricsHost, databaseUrl }: Config): Finding[] {
  const found: Finding[] = []
  const todo = 'Take one of 32 letters and digits: openssl rand -hex 16'
  if (metricsToken !== null)
    found.push(isWeak(metricsToken) ? look('METRICS_TOKEN is easy to guess', todo) : fine('METRICS_TOKEN is set'))
  else if (metricsPort !== null && !['127.0.0.1', '::1', 'localhost'].includes(metricsHost))
    found.push(
      look(
        `whoever reaches ${metricsHost}:${metricsPort} can read the metrics`,
        'Keep that port within the operator’s own network, or set METRICS_TOKEN.',
      ),
    )
  const url = databaseUrl === null ? null : URL.parse(databaseUrl)
  const host = url && databaseHost(url)
  if (url && host !== null && isWeak(decodeURIComponent(url.password)))
    found.push(wrong(`the password of DATABASE_URL is easy to guess`, todo))
  return found
}

/** Files of secrets that others on the machine can read; where Docker puts them, it lets everybody in the container. */
export async function examineSecretFiles(env: Env): Promise<Finding[]> {
  const found: Finding[] = []
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`]?.trim()
    if (!file || file.startsWith('/run/secrets/') || process.platform === 'win32') continue
    if (((await stat(file)).mode & 0o004) !== 0)
      found.push(look(`others on this machine can read the file of ${name}`, `chmod 600 ${file}`))
  }
  return found
}
