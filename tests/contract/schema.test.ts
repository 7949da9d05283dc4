/** Migrations, and what the schema itself decides. */
import { readdirSync } from 'node:fs'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { isUniqueViolation } from '../../server/store/errors.ts'
import { appliedMigrations } from '../../server/store/migrate.ts'
import { MIGRATIONS } from '../../server/store/migrations.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { DIALECTS, makeTestDatabase, openTestStore, type TestDatabase } from '../support/database.ts'
import { addDocuments, AT } from '../support/rows.ts'

it('every migration of the folder is listed, in order', () => {
  const files = readdirSync(new URL('../../migrations', import.meta.url)).map((file) => file.replace(/\.ts$/, ''))
  expect(Object.keys(MIGRATIONS)).toEqual(files.sort())
})

describe.each(DIALECTS)('the schema on %s', (dialect) => {
  const open: Store[] = []
  const databases: TestDatabase[] = []
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close()
    for (const database of databases.splice(0)) await database.remove()
  })
  const make = async (): Promise<TestDatabase> => {
    const database = await makeTestDatabase(dialect)
    databases.push(database)
    return database
  }
  const openAgain = async (database: TestDatabase, isAlongside = false): Promise<Store> => {
    const store = await openStore({ ...database.options, isAlongside })
    open.push(store)
    return store
  }

  it('is made in an empty database, and left alone the next time', async () => {
    const database = await make()
    const first = await openAgain(database)
    expect(await appliedMigrations(first.db)).toEqual(Object.keys(MIGRATIONS))
    await first.db.insertInto('setting').values({ name: 'kept', value: '1' }).execute()
    await open.pop()!.close()
    const second = await openAgain(database)
    expect(await second.db.selectFrom('setting').selectAll().execute()).toEqual([{ name: 'kept', value: '1' }])
  })

  it('of newer code is refused, and the migration named', async () => {
    const database = await make()
    const store = await openAgain(database)
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2099')`.execute(store.db)
    await open.pop()!.close()
    const refusal = { code: 'STORE_VERSION', message: expect.stringContaining('9999-from-the-future') as string }
    await expect(openAgain(database)).rejects.toMatchObject(refusal)
    await expect(openAgain(database, true)).rejects.toMatchObject(refusal)
  })

  it('has one server; commands may work alongside it', async () => {
    const database = await make()
    const server = await openAgain(database)
    await expect(openAgain(database)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
    const command = await openAgain(database, true)
    await command.transaction((rows) => rows.insertInto('setting').values({ name: 'from', value: 'command' }).execute())
    expect(await server.db.selectFrom('setting').selectAll().execute()).toEqual([{ name: 'from', value: 'command' }])
    await server.close()
    open.splice(open.indexOf(server), 1)
    await openAgain(database)
  })

  it('is made by a command too, where there is no server, which may start afterwards', async () => {
    const database = await make()
    const command = await openAgain(database, true)
    expect(await appliedMigrations(command.db)).toEqual(Object.keys(MIGRATIONS))
    const server = await openAgain(database)
    expect(await server.db.selectFrom('audit_head').select('seq').execute()).toEqual([{ seq: 0 }])
  })

  it('from before proposals keeps its documents, and what points to them, when documents may be without an article', async () => {
    const database = await make()
    const before = await openStore({ ...database.options, until: '0004-recovered-words' })
    open.push(before)
    await before.transaction(async (rows) => {
      await addDocuments(rows, ['en', 'ar'], ['ana'])
      await rows.insertInto('client_binding').values({ document_id: 'en', client_id: 7, person_id: 'ana' }).execute()
      await rows.insertInto('visit').values({ person_id: 'ana', document_id: 'ar', seq: 3, at: AT }).execute()
    })
    await open.pop()!.close()
    const { db } = await openAgain(database)
    const documents = await db.selectFrom('document').select(['id', 'article_id', 'lang']).orderBy('id').execute()
    expect(documents).toEqual([
      { id: 'ar', article_id: 'article', lang: 'l1' },
      { id: 'en', article_id: 'article', lang: 'l0' },
    ])
    expect(await db.selectFrom('client_binding').select('document_id').execute()).toEqual([{ document_id: 'en' }])
    expect(await db.selectFrom('visit').select('document_id').execute()).toEqual([{ document_id: 'ar' }])
    const bind = (document_id: string) =>
      db.insertInto('client_binding').values({ document_id, client_id: 8, person_id: 'ana' }).execute()
    await expect(bind('none')).rejects.toThrow()
    await bind('ar')
    const add = (id: string, article_id: string | null) =>
      db.insertInto('document').values({ id, article_id, lang: 'l0', schema_version: 2, created_at: AT }).execute()
    await add('fork', null)
    await add('other fork', null)
    await expect(add('second', 'article')).rejects.toSatisfy((error) => isUniqueViolation(error, 'document.lang'))
    await expect(add('stray', 'none')).rejects.toThrow()
  })

  it('from before brackets had rows of those who stand behind them tells them by what the file said (BD12)', async () => {
    const database = await make()
    const before = await openStore({ ...database.options, until: '0005-proposals' })
    open.push(before)
    await before.transaction(async (rows) => {
      await addDocuments(rows, ['en'], ['ana'])
      const plain = { names: '{}', region: null, contact_language: null, time_zone: null }
      for (const code of ['D01', 'D02'])
        await rows
          .insertInto('party')
          .values({ id: `party ${code}`, code, name: code, ...plain })
          .execute()
      await rows
        .insertInto('bracket')
        .values({
          ...{ article_id: 'article', id: 'b', kind: 'alternatives', level: 'inline', note: null },
          ...{ reserved_by: '["D01"]', created_at: AT },
        })
        .execute()
      for (const [position, by] of ['["D02","D01","D99"]', '[]'].entries())
        await rows
          .insertInto('bracket_option')
          .values({ article_id: 'article', bracket_id: 'b', id: `b.${position + 1}`, position, by, origin: null })
          .execute()
    })
    await open.pop()!.close()
    const { db } = await openAgain(database)
    const stands = await db
      .selectFrom('bracket_party')
      .select(['n', 'option_id', 'party_id', 'stand', 'from_at', 'until_at'])
      .orderBy('n')
      .execute()
    const since = { from_at: AT, until_at: null }
    expect(stands).toEqual([
      { n: 1, option_id: 'b.1', party_id: 'party D02', stand: 'for', ...since },
      { n: 2, option_id: 'b.1', party_id: 'party D01', stand: 'for', ...since },
      { n: 3, option_id: '', party_id: 'party D01', stand: 'reserves', ...since },
    ])
    // nobody stands somewhere twice at a time
    const again = db
      .insertInto('bracket_party')
      .values({
        ...{ article_id: 'article', bracket_id: 'b', n: 4, option_id: 'b.1', party_id: 'party D01', stand: 'for' },
        ...{ from_at: AT, by: null },
      })
      .execute()
    await expect(again).rejects.toThrow()
    expect(await db.selectFrom('charter').select('attribution').execute()).toEqual([{ attribution: 'full' }])
  })

  const signoff = (id: string) => ({
    id,
    version_id: 'v',
    party_id: 'p',
    person_id: 'ana',
    signatory_name: 'Ana',
    capacity: null,
    place: null,
    decision: 'endorse',
    statement: null,
    stage: 'adopted',
    sha256: '0'.repeat(64),
    signed_at: AT,
    withdrawn_at: null as string | null,
    withdrawn_reason: null,
  })

  it('takes one standing sign-off of a party: of ten at once exactly one; after its withdrawal another', async () => {
    const store = await openTestStore(dialect)
    open.push(store)
    await store.transaction(async (rows) => {
      await addDocuments(rows, ['d'], ['ana'])
      await rows
        .insertInto('party')
        .values({ id: 'p', code: 'P', name: 'P', names: '{}', region: null, contact_language: null, time_zone: null })
        .execute()
      await rows
        .insertInto('version')
        .values({
          id: 'v',
          charter_id: 'charter',
          number: 1,
          label: '1',
          notes: '',
          stage: 'adopted',
          sha256: '0'.repeat(64),
          canonical: new Uint8Array(2),
          titles: '{}',
          cut_at: AT,
          cut_by: null,
          published_at: AT,
          withdrawn_at: null,
          withdrawn_reason: null,
        })
        .execute()
    })
    const sign = (id: string) => store.transaction((rows) => rows.insertInto('signoff').values(signoff(id)).execute())
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => sign(`s${n}`)))
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(refusals).toHaveLength(9)
    for (const refusal of refusals)
      expect([isUniqueViolation(refusal, 'signoff.party_id'), isUniqueViolation(refusal, 'signoff.id')]).toEqual([
        true,
        false,
      ])
    await store.db.updateTable('signoff').set({ withdrawn_at: AT }).execute()
    await sign('again')
    await expect(sign('twice')).rejects.toSatisfy((error) => isUniqueViolation(error, 'signoff.party_id'))
    expect(await store.db.selectFrom('signoff').select('id').execute()).toHaveLength(2)
  })

  it('lets writers of the record in one by one: twenty at once make one chain', async () => {
    const store = await openTestStore(dialect)
    open.push(store)
    const note = (act: string) =>
      store.transaction(async (rows) => {
        const head = await rows
          .updateTable('audit_head')
          .set((eb) => ({ seq: eb('seq', '+', 1) }))
          .returning(['seq', 'hash'])
          .executeTakeFirstOrThrow()
        const row = {
          at: AT,
          actor: null,
          act,
          subject: '{}',
          data: '{}',
          prev_hash: head.hash,
          hash: `${head.hash.slice(-8)}>${act}`,
        }
        await rows
          .insertInto('audit')
          .values({ seq: head.seq, ...row })
          .execute()
        await rows.updateTable('audit_head').set({ hash: row.hash }).execute()
      })
    await Promise.all(Array.from({ length: 20 }, (_, n) => note(`act-${n}`)))
    const chain = await store.db.selectFrom('audit').select(['seq', 'prev_hash', 'hash']).orderBy('seq').execute()
    expect(chain.map((row) => row.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    chain.slice(1).forEach((row, n) => expect(row.prev_hash).toBe(chain[n]!.hash))
  })
})
