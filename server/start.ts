/**
 * Puts the process together: store, events, sync, application object. Used by `main.ts`, the demo, the development server and tests.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { App } from './app.ts'
import { makeAttempts, type Attempts } from './auth/attempts.ts'
import { openRedisBus, type RedisBus } from './bus/redis-bus.ts'
import { BadConfiguration, type Config } from './config.ts'
import type { Context } from './context.ts'
import { makeEvents } from './events.ts'
import { makePublicMark, type PublicMark } from './front/public-mark.ts'
import type { Log } from './log.ts'
import { makeDocumentAccess } from './charter/document-access.ts'
import { makeApp } from './make-app.ts'
import { makeMetrics, type Metrics } from './metrics.ts'
import { busCheck, diskCheck, freeBytes, makeHealth, storeChecks, type Health } from './operation/health.ts'
import { makeFollower } from './proposals/follower.ts'
import { listActsAfter } from './store/audit.ts'
import { codeOf } from './store/errors.ts'
import { readRecordEnd } from './store/home.ts'
import { openStore } from './store/open.ts'
import { settledOn } from './store/settings.ts'
import type { Store } from './store/store.ts'
import { makeSync } from './sync/sync.ts'
import type { Tracing } from './tracing.ts'

export interface Concord {
  app: App
  context: Context
  metrics: Metrics
  /** Null: nobody is told traces. */
  tracing: Tracing | null
  /** What `/readyz` answers. */
  health: Health
  /** How far the record reaches in what the public is shown. */
  publicMark: PublicMark
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Drains rooms, closes sockets with 1012; then, as soon as `answered` has resolved, the database. */
  close(answered?: Promise<void>): Promise<void>
}

/** Where hooks find the application object: the pages are bundled, so they cannot import the server's own modules. */
const APP_KEY = Symbol.for('concord.app')
/** And where they find the log. */
const LOG_KEY = Symbol.for('concord.log')

/** 16 bytes from the system's generator, base64url: 22 characters. */
const newId = (): string => randomBytes(16).toString('base64url')

/** What the driver says of a database that does not open is said of the variable that names it. */
async function openConfigured({ dataDir, databaseUrl, databaseIdleMs, redisUrl }: Config, log: Log): Promise<Store> {
  try {
    return await openStore({
      ...{ dataDir, databaseUrl, isShared: redisUrl !== null, idleMs: databaseIdleMs },
      warn: (message) => log.warn(message),
    })
  } catch (error) {
    const code = codeOf(error)
    // the store's own refusals say themselves what to do; an error without a code is a fault of ours
    if (code === null || code.startsWith('STORE_') || code === 'LOG_DAMAGED' || !(error instanceof Error)) throw error
    const name = databaseUrl === null ? 'DATA_DIR' : 'DATABASE_URL'
    throw new BadConfiguration(`${name} must lead to a database that can be opened: ${error.message || code}`, {
      cause: error,
    })
  }
}

/** Failed sign-ins of all nodes; the key of their names is the installation's. */
async function countedTogether({ limits }: Config, store: Store, { client }: RedisBus): Promise<Attempts> {
  const key = await settledOn(store.db, 'attempts-key', randomBytes(32).toString('base64url'))
  return makeAttempts(limits.loginAttempts, Buffer.from(key, 'base64url'), client)
}

/** The SDK is loaded only where somebody is told (OP6). */
async function openTracing({ tracing, isBehindProxy }: Config, log: Log, instanceId: string): Promise<Tracing | null> {
  if (tracing === null) return null
  const operation = await import('./operation/opentelemetry.ts')
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return operation.openTracing({ config: tracing, version, instanceId, isBehindProxy, log })
}

/** Opens everything. Throws with a message for the operator where the database cannot be used. */
export async function start(config: Config, log: Log): Promise<Concord> {
  const nodeId = newId()
  const tracing = await openTracing(config, log, nodeId)
  const opened = await openConfigured(config, log)
  const store = tracing?.watchStore(opened) ?? opened
  const metrics = makeMetrics()
  const { redisUrl } = config
  const bus: RedisBus | null =
    redisUrl === null
      ? null
      : await openRedisBus({
          url: redisUrl,
          nodeId,
          log,
          watch: metrics.countBus(),
          ...(tracing && { tracing: tracing.bus }),
        })
  const events = makeEvents((error) => log.error({ err: error }, 'a listener failed'), bus)
  const sync = makeSync({
    store,
    journal: metrics.watchJournal(tracing?.watchJournal(store.journal) ?? store.journal),
    ...(tracing && { watchTurn: tracing.turn }),
    events,
    bus,
    config,
    log,
    ports: {
      actorOf: (token) => app.actorOf(token),
      access: makeDocumentAccess({ store }),
    },
  })
  metrics.watchSync(sync.stats)
  if (bus !== null) metrics.watchBus(bus, sync.stats)
  // PostgreSQL's disk is its own affair, and nothing else is written
  const isOnDisk = config.databaseUrl === null
  const health = makeHealth(
    [
      ...storeChecks(store),
      ...(isOnDisk ? [diskCheck(config.dataDir, config.leastFreeBytes)] : []),
      ...(bus === null ? [] : [busCheck(bus)]),
    ],
    (check, error) =>
      error === null ? log.info({ check }, 'usable again') : log.error({ check, err: error }, 'not usable'),
  )
  metrics.watchHealth(health, isOnDisk ? () => freeBytes(config.dataDir) : null)
  const context: Context = { store, events, texts: sync.texts, newId }
  const attempts = bus === null ? undefined : await countedTogether(config, store, bus)
  const app = makeApp(context, config, attempts)
  const follower = makeFollower(context, {
    now: Date.now,
    after(ms, act) {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
    report: (error) => log.error({ err: error }, 'a proposal did not follow its article'),
    others:
      bus === null
        ? null
        : (written, unheard) => {
            const stops = [
              bus.listen((message) => {
                if (message.kind === 'written') written(message.documentId)
              }),
              bus.listenToReturns(unheard),
              bus.listenToGaps(unheard),
            ]
            return () => {
              for (const stop of stops) stop()
            }
          },
  })
  const publicMark = makePublicMark(
    {
      actsAfter: (seq, limit) => listActsAfter(store.db, seq, limit),
      end: async () => (await readRecordEnd(store.db)).entries,
    },
    () => performance.now(),
  )
  events.listen(({ kind }) => {
    if (kind === 'version-changed' || kind === 'signoff-changed') publicMark.doubt()
  })
  Object.assign(globalThis, { [APP_KEY]: app, [LOG_KEY]: log })
  return {
    app,
    context,
    metrics,
    tracing,
    health,
    publicMark,
    handleUpgrade: sync.handleUpgrade,
    async close(answered) {
      await follower.close()
      await Promise.all([sync.close(), answered])
      await bus?.close()
      await store.close()
      await tracing?.close()
    },
  }
}
