/** The whole application without http: store, rooms, verbs and a few people, on either database. Time is the test's to set. */
import { randomBytes } from 'node:crypto'
import type { Actor, Role } from '../../src/lib/domain/actor.ts'
import type { Result } from '../../src/lib/domain/result.ts'
import type { App } from '../../server/app.ts'
import { makePasswords } from '../../server/auth/password.ts'
import { makeDocumentAccess } from '../../server/charter/document-access.ts'
import { readConfig } from '../../server/config.ts'
import type { Context } from '../../server/context.ts'
import { makeEvents, type ConcordEvent } from '../../server/events.ts'
import { makeApp } from '../../server/make-app.ts'
import { addMissingParties, insertPerson, listParties } from '../../server/store/people.ts'
import { systemClock, type Clock } from '../../server/sync/ports.ts'
import { eager } from '../../server/sync/pacer.ts'
import { makeSync, type Sync } from '../../server/sync/sync.ts'
import { openTestStore, type Dialect, type TestStore } from './database.ts'

export const PASSWORD = 'correct horse battery staple'

export interface House {
  app: App
  context: Context
  sync: Sync
  store: TestStore
  /** Everything told since the house was opened, but that words were written. */
  told: ConcordEvent[]
  /** Moves the database's clock on, in milliseconds. */
  wait(ms: number): void
  now(): string
  /** A new person with this role, of the delegation with this code, as an actor of a session begun now. */
  person(name: string, roles: Role[], partyCode?: string): Promise<Actor>
  /** The token of a session of that person. */
  tokenOf(actor: Actor): Promise<string>
  close(): Promise<void>
}

/** The value of a result that must be one. */
export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`)
  return result.value
}

/** The code of a refusal, or `ok`. */
export const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.code)

let hashed: Promise<string> | null = null

/** `env`: of the configuration. `clock`: of rooms and sockets, which is not that of the database. `newId`: opaque ids, each once. `open`: over another database than a fresh one. */
export async function openHouse(
  dialect: Dialect = 'sqlite',
  env: Record<string, string> = {},
  clock: Clock = systemClock,
  newId: () => string = () => randomBytes(16).toString('base64url'),
  open: typeof openTestStore = openTestStore,
): Promise<House> {
  let at = Date.parse('2026-03-02T09:00:00.000Z')
  // every look at the clock is a millisecond later than the one before, so that orders are plain
  const now = (): string => new Date(at++).toISOString()
  const store = await open(dialect, { now })
  const told: ConcordEvent[] = []
  const failed: unknown[] = []
  const events = makeEvents((error) => failed.push(error))
  // told a while after it happened, so that it could stand anywhere
  events.listen((event) => void (event.kind === 'text-written' || told.push(event)))
  const config = readConfig({ DATA_DIR: store.database.options.dataDir, LOG_LEVEL: 'silent', ...env })
  const report = (what: object): void => void failed.push(what)
  const sync = makeSync({
    store,
    events,
    config,
    clock,
    tempo: eager,
    log: { warn: report, error: report },
    ports: {
      actorOf: (token) => app.actorOf(token),
      access: makeDocumentAccess({ store }),
    },
  })
  const context: Context = { store, events, texts: sync.texts, newId }
  const app = makeApp(context, config)
  const tokens = new Map<string, string>()
  hashed ??= makePasswords().hash(PASSWORD)
  const password_hash = await hashed

  return {
    app,
    context,
    sync,
    store,
    told,
    wait: (ms) => void (at += ms),
    now,
    async person(name, roles, partyCode) {
      const email = `${name}@concord.example`
      const id = context.newId()
      await store.transaction(async (rows) => {
        if (partyCode !== undefined)
          await addMissingParties(rows, [
            {
              id: context.newId(),
              code: partyCode,
              name: `Delegation ${partyCode.slice(1)}`,
              names: '{}',
              region: null,
              contact_language: null,
              time_zone: null,
            },
          ])
        const party = (await listParties(rows)).find(({ code }) => code === partyCode)
        const person = {
          id,
          email,
          name,
          password_hash,
          party_id: party?.id ?? null,
          created_at: await store.now(rows),
          deactivated_at: null,
        }
        await insertPerson(rows, person, roles)
      })
      const { token } = value(await app.signIn({ email, password: PASSWORD }, `test ${name}`))
      tokens.set(id, token)
      const actor = await app.actorOf(token)
      if (!actor) throw new Error('signed in, yet nobody')
      return actor
    },
    tokenOf: async (actor) =>
      tokens.get(actor.id) ?? value(await app.signIn({ email: actor.email, password: PASSWORD }, 'test')).token,
    async close() {
      await sync.close()
      await store.close()
      if (failed.length > 0) throw new AggregateError(failed, 'something failed in the background')
    },
  }
}
