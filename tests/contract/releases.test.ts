/** The databases of earlier releases, on SQLite and PostgreSQL, opened by this code: migrated forward, whole, every word where it was, and fit to go on with. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { makeLog } from '../../server/log.ts'
import { SYSTEM } from '../../src/lib/domain/authored.ts'
import { verify } from '../../server/operation/verify.ts'
import { start, type Concord } from '../../server/start.ts'
import { inspectDatabase } from '../../server/store/inspect.ts'
import { appliedMigrations } from '../../server/store/migrate.ts'
import { MIGRATIONS } from '../../server/store/migrations.ts'
import { releases, saidBy } from '../fixtures/releases.ts'
import { DIALECTS, makeTestDatabase, type Dialect, type TestDatabase } from '../support/database.ts'
import { PASSWORD, value } from '../support/house.ts'

const kept = releases()
const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** A database as its release left it. */
async function left(folder: string, dialect: Dialect): Promise<TestDatabase> {
  const database = await makeTestDatabase(dialect)
  cleanUps.push(() => database.remove())
  const { dataDir, databaseUrl } = database.options
  const bytes = (name: string): Buffer => brotliDecompressSync(readFileSync(join(folder, name)))
  if (databaseUrl === null) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'concord.sqlite'), bytes('sqlite.br'))
  } else {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(bytes('postgres.sql.br').toString('utf8'))
    await client.end()
  }
  return database
}

async function started({ options: { dataDir, databaseUrl } }: TestDatabase): Promise<Concord> {
  const env = { DATA_DIR: dataDir, ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }) }
  const concord = await start(readConfig(env), makeLog({ logLevel: 'silent' }))
  cleanUps.push(() => concord.close())
  return concord
}

it('there is a release to go back to', () => expect(kept.map(({ version }) => version)).toContain('0.1.0'))

describe.each(kept)('$version', ({ folder, said }) => {
  it('said what nobody would call little', () => {
    expect(Object.keys(said.texts).length).toBeGreaterThan(100)
    for (const count of Object.values(said.counts)) expect(count).toBeGreaterThan(0)
  })
  describe.each(DIALECTS)('on %s', (dialect) => {
    it('is migrated forward, whole, and says what it said', async () => {
      const database = await left(folder, dialect)
      expect((await inspectDatabase(database.options)).state).toMatch(/^(?:behind|current)$/)
      const { context } = await started(database)
      expect(await appliedMigrations(context.store.db)).toEqual(Object.keys(MIGRATIONS))
      const { faults, texts, versions } = await verify(context.store)
      expect(faults).toEqual([])
      const now = await saidBy(context)
      expect(now.texts).toEqual(said.texts)
      expect(now.versions).toEqual(said.versions)
      expect(now.counts).toEqual(said.counts)
      expect([texts, versions]).toEqual([Object.keys(said.texts).length, Object.keys(said.versions).length])
    })
    it('its people sign in, read and write', async () => {
      const { app, context } = await started(await left(folder, dialect))
      const signedIn = await app.signIn({ email: 'drafter-01@concord.example', password: PASSWORD }, '192.0.2.1')
      const actor = (await app.actorOf(value(signedIn).token))!
      const charter = value(await app.readCharter(actor, 'universal-charter'))
      const { items } = value(await app.listArticles(actor, charter.id))
      for (const { id } of items) value(await app.readArticle(actor, id))
      for (const { id } of value(await app.listVersions(actor, charter.id)).items)
        value(await app.readVersion(actor, id))
      const [documentId] = Object.keys(said.texts)
      const { seq, doc } = await context.texts.readAt(documentId!)
      const add = { type: 'text' as const, text: ' And so on.' }
      const more = {
        ...doc,
        content: doc.content.map((block, n) =>
          n === 0 ? { ...block, content: [...(block.content ?? []), add] } : block,
        ),
      }
      expect(await context.texts.change(documentId!, () => more, SYSTEM)).toBe(seq + 1)
      expect((await verify(context.store, () => [documentId!])).faults).toEqual([])
    })
  })
})
