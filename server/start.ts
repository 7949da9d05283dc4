/**
 * Puts the process together: store, events, sync, application object. Used by `main.ts`, the demo, the development server and tests.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { App } from './app.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { makeEvents } from './events.ts'
import type { Log } from './log.ts'
import { documentAccess } from './charter/document-access.ts'
import { makeApp } from './make-app.ts'
import { openStore } from './store/open.ts'
import { makeSync } from './sync/sync.ts'

export interface Concord {
  app: App
  context: Context
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Drains rooms, closes sockets with 1012, then the database. */
  close(): Promise<void>
}

/** Where hooks find the application object: the pages are bundled, so they cannot import the server's own modules. */
const APP_KEY = Symbol.for('concord.app')

/** 16 bytes from the system's generator, base64url: 22 characters. */
const newId = (): string => randomBytes(16).toString('base64url')

/** Opens everything. Throws with a message for the operator where the database cannot be used. */
export async function start(config: Config, log: Log): Promise<Concord> {
  const store = await openStore({ dataDir: config.dataDir, databaseUrl: config.databaseUrl })
  const events = makeEvents((error) => log.error({ err: error }, 'a listener failed'))
  const sync = makeSync({
    store,
    events,
    config,
    log,
    ports: {
      actorOf: (token) => app.actorOf(token),
      access: (actor, documentId) => documentAccess(context, actor, documentId),
    },
  })
  const context: Context = { store, events, texts: sync.texts, newId }
  const app = makeApp(context, config)
  Object.assign(globalThis, { [APP_KEY]: app })
  return {
    app,
    context,
    handleUpgrade: sync.handleUpgrade,
    async close() {
      await sync.close()
      await store.close()
    },
  }
}
