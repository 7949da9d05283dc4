// Over 250 lines: one house whose parts can each be made to fail.
/**
 * A real sync server on loopback over a real SQLite store, with invented people and one article. Rights are kept in memory and
 * may be changed; the journal may be told to fail or to wait.
 */
import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import * as Y from 'yjs'
import type { Bus } from '../../server/bus/bus.ts'
import { makeEvents, type Events } from '../../server/events.ts'
import { loadHistories } from '../../server/store/history.ts'
import { openStore, type OpenOptions } from '../../server/store/open.ts'
import { eager, type Tempo } from '../../server/sync/pacer.ts'
import { makeSync, type Sync } from '../../server/sync/sync.ts'
import { firstUpdate } from '../../server/text/write.ts'
import type { Clock, DocumentAccess } from '../../server/sync/ports.ts'
import type { Appended, Journal, JournalEntry, Store } from '../../server/store/store.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { Actor } from '../../src/lib/domain/actor.ts'
import { SYNC_LIMITS, type SyncLimits } from '../../src/lib/domain/limits.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'

const AT = '2026-01-05T09:00:00.000Z'
export const DOCUMENT = 'document-1'
export const ARTICLE = 'article-1'
/** The client id under which the first text was written, by the system. */
export const SYSTEM_CLIENT = 7

export const FIRST_TEXT: ArticleDoc = {
  type: 'doc',
  content: [
    block('b1', 'heading', 'Protection of staff'),
    block('b2', 'para', 'Parties shall protect humanitarian staff.'),
  ],
}

function block(id: string, kind: 'heading' | 'para', text: string): ArticleDoc['content'][number] {
  const attrs = { id, kind, depth: 0, bracket: null, bracketKind: null, extra: null }
  return { type: 'block', attrs, content: [{ type: 'text', text }] }
}

/** Everybody's token is their id. */
const PEOPLE = [
  ...([
    'drafter-1',
    'drafter-2',
    'drafter-3',
    'drafter-4',
    'drafter-5',
    'drafter-6',
    'drafter-7',
    'drafter-8',
  ] as const),
  ...(['reviewer', 'stranger'] as const),
] as const
export type PersonId = (typeof PEOPLE)[number]

const actorNamed = (id: PersonId): Actor => ({
  id,
  name: `Person ${id}`,
  email: `${id}@concord.example`,
  party: { code: 'D01', name: 'Delegation 01' },
  partyId: 'party-1',
  roles: [id.startsWith('drafter') ? 'drafter' : 'reviewer'],
  sessionId: `session-${id}`,
  confirmedAt: null,
})

/** How the journal behaves in a test. */
interface JournalFaults {
  /** Set: every append is refused with it. */
  refusal: Error | null
  /** Set: appends are written only when it resolves. */
  hold: Promise<void> | null
  /** Set: written entries become durable only when it resolves, or not at all. */
  holdDurable: Promise<void> | null
  /** A slow disk: so many milliseconds before each write. */
  slowness: number
}

export interface SyncHouse {
  sync: Sync
  store: Store
  events: Events
  faults: JournalFaults
  dataDir: string
  /** `ws://127.0.0.1:PORT/sync` */
  address: string
  /** `http://127.0.0.1:PORT` */
  origin: string
  /** What each person may do with the document; changing it alone tells nobody. */
  access: Map<PersonId, DocumentAccess | null>
  /** Changes rights and tells it. */
  change(person: PersonId, access: DocumentAccess | null): void
  /** Ends a person's session and tells it. */
  signOut(person: PersonId): void
  /** The account is closed, and with it its sessions. */
  closeAccount(person: PersonId): void
  /** How often histories were read. */
  loads: number
  /** How often anybody's rights were asked. */
  questions: string[]
  /** What was reported as failed. */
  failures: unknown[]
  /** How many listen to events. */
  readonly listeners: number
  /** Open connections of the http server, upgraded ones too. */
  connections(): Promise<number>
  /** The document as the journal alone says. */
  replay(): Promise<Y.Doc>
  journalRows(): Promise<
    {
      seq: number
      author_id: string | null
      party_id: string | null
      hat: Hat | null
      at: string
      bytes: Uint8Array
    }[]
  >
  close(): Promise<void>
}

const place = {
  ...{ articleId: ARTICLE, proposalId: null, charterId: 'charter-1', lang: 'en' },
  ...({ presence: 'all', together: [], lockedBlocks: [], heldBrackets: null } as const),
  ...({ hats: ['party'], hat: 'party', isTheirs: true } as const),
}
export const mayEdit: DocumentAccess = { ...place, read: true, edit: true, reason: null }
export const mayRead: DocumentAccess = { ...place, read: true, edit: false, reason: 'not-allowed' }
export const locked: DocumentAccess = { ...place, read: true, edit: false, reason: 'article-locked' }
export const shut: DocumentAccess = { ...place, read: false, edit: false, reason: 'not-allowed' }

interface Options {
  clock?: Clock
  /** What waits for company; nothing, without it. */
  tempo?: Tempo
  limits?: Partial<SyncLimits>
  /** Stands between the engine and its journal. */
  journal?: (journal: Journal) => Journal
  origin?: string | null
  /** Opens an existing folder; it stays when the house is closed. */
  dataDir?: string
  /** `postgres://...`; SQLite without it. */
  databaseUrl?: string | null
  /** How else the store is opened. */
  opening?: Partial<OpenOptions>
  /** To other houses over the same database. */
  bus?: Bus
}

export async function openSyncHouse(options: Options = {}): Promise<SyncHouse> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'concord-sync-'))
  const real = await openStore({ dataDir, databaseUrl: options.databaseUrl ?? null, ...options.opening })
  await seed(real)
  const faults: JournalFaults = { refusal: null, hold: null, holdDurable: null, slowness: 0 }
  const store: Store = {
    ...real,
    journal: { append: (entries: JournalEntry[]) => appendWith(faults, real, entries) },
    isAway: (error) => real.isAway(error),
    transaction: (work) => real.transaction(work),
    read(work) {
      house.loads++
      return real.read(work)
    },
    close: () => real.close(),
  }
  const failures: unknown[] = []
  const told = makeEvents((error) => failures.push(error), options.bus)
  let listeners = 0
  const events: Events = {
    tell: (event) => told.tell(event),
    listen(listener) {
      listeners++
      const stop = told.listen(listener)
      return () => {
        listeners--
        stop()
      }
    },
  }
  const access = new Map<PersonId, DocumentAccess | null>(
    PEOPLE.map((id) => [id, id.startsWith('drafter') ? mayEdit : id === 'reviewer' ? mayRead : shut]),
  )
  const signedOut = new Set<string>()
  const questions: string[] = []
  const sync = makeSync({
    store,
    journal: options.journal?.(store.journal) ?? store.journal,
    events,
    bus: options.bus ?? null,
    ports: {
      async actorOf(token) {
        questions.push(token)
        const id = PEOPLE.find((person) => person === token)
        return Promise.resolve(id === undefined || signedOut.has(id) ? null : actorNamed(id))
      },
      async access(actor, documentId, as) {
        const own = documentId.startsWith('document-') ? access.get(actor.id as PersonId)! : null
        if (own === null || as === null) return Promise.resolve(own)
        const isTheirs = own.hats.includes(as)
        const edit = own.edit && isTheirs
        return Promise.resolve({
          ...own,
          edit,
          reason: edit ? null : (own.reason ?? 'not-allowed'),
          hat: edit ? as : null,
          isTheirs,
        })
      },
    },
    config: {
      origin: options.origin ?? null,
      limits: {
        ...SYNC_LIMITS,
        updatesPerSecond: 5_000,
        presencePerSecond: options.limits?.updatesPerSecond ?? 5_000,
        // whoever tries many bad frames under one name is not kept waiting, but where that is the test
        refusedSockets: 1_000_000,
        loginAttempts: 10,
        ...options.limits,
      },
    },
    tempo: options.tempo ?? eager,
    log: { warn: () => {}, error: (what) => failures.push((what as { err: unknown }).err) },
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  const server = createServer()
  server.on('upgrade', sync.handleUpgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const house: SyncHouse = {
    sync,
    store: real,
    events,
    faults,
    dataDir,
    address: `ws://127.0.0.1:${port}/sync`,
    origin: `http://127.0.0.1:${port}`,
    access,
    change(person, rights) {
      access.set(person, rights)
      events.tell({ kind: 'access-changed', personId: person, articleId: ARTICLE, sessionId: null })
    },
    signOut(person) {
      signedOut.add(person)
      events.tell({ kind: 'access-changed', personId: null, articleId: null, sessionId: `session-${person}` })
    },
    closeAccount(person) {
      signedOut.add(person)
      events.tell({ kind: 'access-changed', personId: person, articleId: null, sessionId: null, isClosed: true })
    },
    loads: 0,
    questions,
    failures,
    get listeners() {
      return listeners
    },
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    async replay() {
      const rows = await real.db
        .selectFrom('journal')
        .select('bytes')
        .where('document_id', '=', DOCUMENT)
        .orderBy('seq')
        .execute()
      const doc = new Y.Doc()
      for (const { bytes } of rows) Y.applyUpdate(doc, bytes)
      return doc
    },
    journalRows: () =>
      real.db
        .selectFrom('journal')
        .select(['seq', 'author_id', 'party_id', 'hat', 'at', 'bytes'])
        .where('document_id', '=', DOCUMENT)
        .orderBy('seq')
        .execute(),
    async close() {
      await sync.close()
      await new Promise((resolve) => server.close(resolve))
      await real.close()
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true })
    },
  }
  return house
}

function appendWith(faults: JournalFaults, store: Store, entries: JournalEntry[]): Appended {
  if (faults.refusal !== null) {
    const refused = Promise.reject<void>(faults.refusal)
    refused.catch(() => {})
    return { written: refused, durable: refused, stored: refused }
  }
  const { hold: held, holdDurable, slowness } = faults
  const hold = held ?? (slowness > 0 ? new Promise<void>((resolve) => setTimeout(resolve, slowness)) : null)
  const appended =
    hold === null ? Promise.resolve(store.journal.append(entries)) : hold.then(() => store.journal.append(entries))
  const written = appended.then((both) => both.written)
  const durable = appended.then((both) => both.durable).then(() => holdDurable ?? undefined)
  written.catch(() => {})
  durable.catch(() => {})
  const stored = appended.then((all) => all.stored)
  stored.catch(() => {})
  return { written, durable, stored }
}

/** People, one article, one document with its first text; nothing where they are there already. */
async function seed(store: Store): Promise<void> {
  if (await store.db.selectFrom('document').select('id').executeTakeFirst()) return
  await store.transaction(async (rows) => {
    await rows
      .insertInto('party')
      .values({
        id: 'party-1',
        code: 'D01',
        name: 'Delegation 01',
        names: '{}',
        region: null,
        contact_language: null,
        time_zone: null,
      })
      .execute()
    for (const id of PEOPLE)
      await rows
        .insertInto('person')
        .values({
          id,
          email: `${id}@concord.example`,
          name: id,
          password_hash: null,
          party_id: 'party-1',
          created_at: AT,
          deactivated_at: null,
        })
        .execute()
    await rows
      .insertInto('charter')
      .values({
        id: 'charter-1',
        slug: 'charter',
        titles: '{"en":"A charter"}',
        original_language: 'en',
        languages: '["en"]',
        source: null,
        created_at: AT,
      })
      .execute()
    await rows
      .insertInto('article')
      .values({
        id: ARTICLE,
        charter_id: 'charter-1',
        kind: 'article',
        position: 1,
        number: '1',
        heading_block: 'b1',
        status: 'draft',
        sources: '[]',
        created_at: AT,
      })
      .execute()
    await rows
      .insertInto('document')
      .values({ id: DOCUMENT, article_id: ARTICLE, lang: 'en', schema_version: 1, created_at: AT })
      .execute()
    await rows
      .insertInto('journal')
      .values({
        document_id: DOCUMENT,
        seq: 1,
        author_id: null,
        party_id: null,
        bytes: firstUpdate(FIRST_TEXT, SYSTEM_CLIENT),
        at: AT,
      })
      .execute()
    await rows
      .insertInto('client_binding')
      .values({ document_id: DOCUMENT, client_id: SYSTEM_CLIENT, person_id: null })
      .execute()
  })
}

/** The document as the store would open it: snapshot and what follows. */
export async function opened(store: Store): Promise<Y.Doc> {
  const history = (await loadHistories(store.db, [DOCUMENT])).get(DOCUMENT)!
  const doc = new Y.Doc()
  for (const update of history.updates) Y.applyUpdate(doc, update)
  return doc
}
