/**
 * The environment, read and checked once. A bad value refuses the start and names its variable.
 */
import { readFileSync } from 'node:fs'
import { SYNC_LIMITS, type SyncLimits } from '../src/lib/domain/limits.ts'
import { readTracing, type TracingConfig } from './tracing-config.ts'

export interface Config {
  port: number
  host: string
  /** Folder of everything this installation keeps on disk. */
  dataDir: string
  /** `postgres://...`, or null: SQLite in `dataDir`. */
  databaseUrl: string | null
  /** PostgreSQL lets go of a transaction of this node in which nothing was asked for so long. */
  databaseIdleMs: number
  /** `redis://...`: other nodes work on the same database, and are heard there; null: this one works alone. */
  redisUrl: string | null
  /** Own address as browsers see it, without a trailing slash; null: whatever loopback name each request uses, over http. */
  origin: string | null
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** Which charter `/charter` shows; null: the first. */
  charterSlug: string | null
  /** What a scrape of `/metrics` shows as its bearer; null: this machine alone may look. */
  metricsToken: string | null
  /** `/metrics`, `/livez` and `/readyz` on a port of their own; null: `/metrics` is on the server's. */
  metricsPort: number | null
  metricsHost: string
  /** What an OpenTelemetry collector is told, and where it is; null: nothing. */
  tracing: TracingConfig | null
  /** The node is not ready with less room than this in `dataDir`. */
  leastFreeBytes: number
  /** A proxy stands in front: its word on who asks is taken. */
  isBehindProxy: boolean
  limits: SyncLimits & {
    /** Failed sign-ins per account and address in 15 minutes. */
    loginAttempts: number
  }
}

/** Thrown for a bad environment; the message names the variable and what it must be. */
export class BadConfiguration extends Error {}

const MIB = 1024 * 1024
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const

type Env = Record<string, string | undefined>

/** Variables that hold a secret: each may be named with `_FILE` instead, by the file that holds it. */
export const SECRETS = ['DATABASE_URL', 'METRICS_TOKEN', 'REDIS_URL', 'SMTP_URL', 'OTEL_EXPORTER_OTLP_HEADERS'] as const

/** Every variable that the server and its commands read; docs/operate.md has the same, held to it by a test. */
export const VARIABLES = [
  ...['ORIGIN', 'HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL', 'CHARTER_SLUG', 'LOG_LEVEL', 'LOGIN_ATTEMPTS'],
  'DATABASE_IDLE_SECONDS',
  ...['SYNC_MAX_SOCKETS_PER_PERSON', 'SYNC_MAX_SOCKETS_PER_ARTICLE', 'SYNC_UPDATES_PER_SECOND', 'SYNC_MAX_ARTICLE_MIB'],
  ...['METRICS_TOKEN', 'METRICS_PORT', 'METRICS_HOST', 'LEAST_FREE_MIB', 'REDIS_URL', 'SMTP_URL'],
  ...['ADDRESS_HEADER', 'XFF_DEPTH', 'DEMO_PASSWORD'],
  ...['OTEL_SDK_DISABLED', 'OTEL_TRACES_EXPORTER', 'OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES'],
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_PROTOCOL'],
  ...['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TIMEOUT', 'OTEL_EXPORTER_OTLP_COMPRESSION'],
  ...['OTEL_EXPORTER_OTLP_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CLIENT_KEY'],
  ...['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG', 'OTEL_BSP_SCHEDULE_DELAY', 'OTEL_BSP_MAX_QUEUE_SIZE'],
] as const

/** `env` with what the files of its secrets say in the place of their names. Throws `BadConfiguration`. */
function withFiles(env: Env): Env {
  const read: Env = { ...env }
  for (const name of SECRETS) {
    const file = env[`${name}_FILE`]?.trim()
    if (!file) continue
    if (env[name]?.trim()) throw new BadConfiguration(`${name} and ${name}_FILE must not both be set`)
    try {
      read[name] = readFileSync(file, 'utf8').trim()
    } catch (error) {
      throw new BadConfiguration(`${name}_FILE must name a file that can be read: ${(error as Error).message}`, {
        cause: error,
      })
    }
    if (read[name] === '')
      throw new BadConfiguration(`${name}_FILE must name a file with something in it, not "${file}"`)
  }
  return read
}

/** Reads the configuration of `given`, and the files that it names for secrets. Throws `BadConfiguration`. */
export function readConfig(given: Env): Config {
  const env = withFiles(given)
  const text = (name: string): string | null => env[name]?.trim() || null
  const count = (name: string, fallback: number, min = 1, max = 1_000_000): number => {
    const value = text(name)
    if (value === null) return fallback
    if (!/^\d+$/.test(value) || Number(value) < min || Number(value) > max)
      throw new BadConfiguration(`${name} must be a whole number from ${min} to ${max}, not "${value}"`)
    return Number(value)
  }
  const databaseUrl = text('DATABASE_URL')
  if (databaseUrl !== null && !/^postgres(ql)?:\/\/./.test(databaseUrl))
    throw new BadConfiguration('DATABASE_URL must begin with postgres:// (leave it out for SQLite)')
  const origin = text('ORIGIN')
  const address = origin === null ? null : URL.parse(origin)
  if (origin !== null && (address === null || !/^https?:\/\/[^/?#@]+$/.test(origin)))
    throw new BadConfiguration(
      `ORIGIN must be an address such as https://charter.example.org, without a path, not "${origin}"`,
    )
  const logLevel = text('LOG_LEVEL') ?? 'info'
  if (!LOG_LEVELS.some((level) => level === logLevel))
    throw new BadConfiguration(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${logLevel}"`)
  for (const [name, scheme] of [
    ['REDIS_URL', 'redis'],
    ['SMTP_URL', 'smtp'],
  ] as const)
    if (text(name) !== null && !new RegExp(`^${scheme}s?://.`).test(text(name)!))
      throw new BadConfiguration(`${name} must begin with ${scheme}:// or ${scheme}s://`)
  const redisUrl = text('REDIS_URL')
  if (redisUrl !== null && databaseUrl === null)
    throw new BadConfiguration('DATABASE_URL must be set where REDIS_URL is: several nodes work on one PostgreSQL')
  const charterSlug = text('CHARTER_SLUG')
  if (charterSlug !== null && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(charterSlug))
    throw new BadConfiguration(
      `CHARTER_SLUG must be the address of a charter, such as universal-charter, not "${charterSlug}"`,
    )
  // read by the handler of the pages itself, which would find them wrong with the first request only
  const addressHeader = text('ADDRESS_HEADER')
  if (addressHeader !== null && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(addressHeader))
    throw new BadConfiguration(`ADDRESS_HEADER must be the name of a header, not "${addressHeader}"`)
  count('XFF_DEPTH', 1, 1, 100)
  // without ORIGIN the server answers loopback names only, so it also listens there only
  const host = text('HOST') ?? (origin === null ? '127.0.0.1' : '0.0.0.0')
  if (origin === null && !['127.0.0.1', '::1', 'localhost'].includes(host))
    throw new BadConfiguration(
      'ORIGIN must be set (such as https://charter.example.org) where HOST is not a loopback address',
    )
  const metricsToken = text('METRICS_TOKEN')
  if (metricsToken !== null && !/^[\w.~+/=-]{16,}$/.test(metricsToken))
    throw new BadConfiguration('METRICS_TOKEN must be at least 16 letters, digits or any of - . _ ~ + / =')
  const port = count('PORT', 3000, 0, 65_535) // 0: any free port
  const metricsPort = text('METRICS_PORT') === null ? null : count('METRICS_PORT', 0, 0, 65_535)
  if (metricsPort !== null && metricsPort !== 0 && metricsPort === port)
    throw new BadConfiguration(`METRICS_PORT must be another port than PORT, not "${metricsPort}"`)
  const tracing = readTracing({
    ...{ text, count },
    refuse(message) {
      throw new BadConfiguration(message)
    },
  })
  // at least as large as what a paste and a replacement may bring
  const articleBytes = count('SYNC_MAX_ARTICLE_MIB', SYNC_LIMITS.articleBytes / MIB, 4, 64) * MIB
  const updatesPerSecond = count('SYNC_UPDATES_PER_SECOND', SYNC_LIMITS.updatesPerSecond)
  return {
    port,
    host,
    dataDir: text('DATA_DIR') ?? './data',
    databaseUrl,
    databaseIdleMs: count('DATABASE_IDLE_SECONDS', 30, 1, 600) * 1_000,
    redisUrl,
    // as browsers write it (lower case, no usual port), since it is compared with what they send
    origin: address?.origin ?? null,
    logLevel: logLevel as Config['logLevel'],
    charterSlug,
    metricsToken,
    metricsPort,
    metricsHost: text('METRICS_HOST') ?? '127.0.0.1',
    tracing,
    leastFreeBytes: count('LEAST_FREE_MIB', 100) * MIB,
    isBehindProxy: addressHeader !== null,
    limits: {
      ...SYNC_LIMITS,
      articleBytes,
      unreadBytes: 2 * articleBytes,
      socketsPerPerson: count('SYNC_MAX_SOCKETS_PER_PERSON', SYNC_LIMITS.socketsPerPerson),
      socketsPerArticle: count('SYNC_MAX_SOCKETS_PER_ARTICLE', SYNC_LIMITS.socketsPerArticle),
      updatesPerSecond,
      presencePerSecond: updatesPerSecond,
      loginAttempts: count('LOGIN_ATTEMPTS', 10),
    },
  }
}
