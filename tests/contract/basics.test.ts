// Over 250 lines: one story after another of the same part, with what they share.
/** What both databases must do alike: rows, transactions, errors, values. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isForeignKeyViolation, isUniqueViolation } from '../../server/store/errors.ts'
import { DIALECTS, openTestStore, type TestStore } from '../support/database.ts'
import { AT, person } from '../support/rows.ts'

describe.each(DIALECTS)('the store on %s', (dialect) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openTestStore(dialect)
  })
  afterAll(() => store.close())

  describe('transactions', () => {
    it('keep nothing of what throws, and rethrow it', async () => {
      const reason = new Error('changed my mind')
      const attempt = store.transaction(async (rows) => {
        await rows.insertInto('setting').values({ name: 'rolled-back', value: '1' }).execute()
        throw reason
      })
      await expect(attempt).rejects.toBe(reason)
      expect(await store.db.selectFrom('setting').where('name', '=', 'rolled-back').selectAll().execute()).toEqual([])
    })

    it('keep nothing when a statement fails, and leave the store working', async () => {
      const attempt = store.transaction(async (rows) => {
        await rows.insertInto('setting').values({ name: 'half', value: '1' }).execute()
        await rows.insertInto('setting').values({ name: 'half', value: '2' }).execute()
      })
      await expect(attempt).rejects.toSatisfy((error) => isUniqueViolation(error, 'setting.name'))
      await store.transaction((rows) => rows.insertInto('setting').values({ name: 'whole', value: '1' }).execute())
      const names = await store.db.selectFrom('setting').select('name').execute()
      expect(names.map((row) => row.name)).toEqual(['whole'])
    })

    it('return what the work returns, and are seen at once by other readers', async () => {
      const answer = await store.transaction(async (rows) => {
        await rows.insertInto('setting').values({ name: 'seen', value: 'yes' }).execute()
        const inside = await rows.selectFrom('setting').where('name', '=', 'seen').select('value').executeTakeFirst()
        return inside?.value
      })
      expect(answer).toBe('yes')
      const outside = await store.db.selectFrom('setting').where('name', '=', 'seen').select('value').executeTakeFirst()
      expect(outside?.value).toBe('yes')
    })

    it('are not seen by others before they end', async () => {
      const begun = Promise.withResolvers<void>()
      const looking = begun.promise.then(() =>
        store.db.selectFrom('setting').where('name', '=', 'unseen').selectAll().execute(),
      )
      await store.transaction(async (rows) => {
        await rows.insertInto('setting').values({ name: 'unseen', value: '1' }).execute()
        begun.resolve()
        await looking
      })
      expect(await looking).toEqual([])
    })

    it('refuse the use of the store itself within them, which would wait for ever', async () => {
      const code = { code: 'TRANSACTION' }
      await expect(
        store.transaction(() => store.db.insertInto('setting').values({ name: 'x', value: 'x' }).execute()),
      ).rejects.toMatchObject(code)
      await expect(store.transaction(() => store.transaction(() => Promise.resolve()))).rejects.toMatchObject(code)
      await expect(store.read(() => store.db.selectFrom('setting').selectAll().execute())).rejects.toMatchObject(code)
    })

    it('of twenty writers adding to one row lose nothing', async () => {
      await store.db.insertInto('setting').values({ name: 'count', value: '0' }).execute()
      const add = () =>
        store.transaction(async (rows) => {
          await rows
            .updateTable('setting')
            .set({ value: (eb) => eb.ref('value') })
            .where('name', '=', 'count')
            .execute()
          const { value } = await rows
            .selectFrom('setting')
            .where('name', '=', 'count')
            .select('value')
            .executeTakeFirstOrThrow()
          await rows
            .updateTable('setting')
            .set({ value: String(Number(value) + 1) })
            .where('name', '=', 'count')
            .execute()
        })
      await Promise.all(Array.from({ length: 20 }, add))
      const row = await store.db
        .selectFrom('setting')
        .where('name', '=', 'count')
        .select('value')
        .executeTakeFirstOrThrow()
      expect(row.value).toBe('20')
    })
  })

  describe('one consistent read', () => {
    it('does not see what is committed meanwhile, and cannot write', async () => {
      const begun = Promise.withResolvers<void>()
      const written = Promise.withResolvers<void>()
      const count = async (rows: Pick<TestStore['db'], 'selectFrom'>): Promise<number> =>
        (
          await rows
            .selectFrom('party')
            .select((eb) => eb.fn.countAll<number>().as('n'))
            .executeTakeFirstOrThrow()
        ).n
      const reading = store.read(async (rows) => {
        const before = await count(rows)
        begun.resolve()
        await written.promise
        return [before, await count(rows)]
      })
      await begun.promise
      await store.db
        .insertInto('party')
        .values({
          id: 'p-late',
          code: 'LATE',
          name: 'Late',
          names: '{}',
          region: null,
          contact_language: null,
          time_zone: null,
        })
        .execute()
      written.resolve()
      expect(await reading).toEqual([0, 0])
      expect(await count(store.db)).toBe(1)
      await expect(store.read((rows) => rows.deleteFrom('party').execute())).rejects.toThrow(/read-?only/)
      expect(await count(store.db)).toBe(1)
    })
  })

  describe('errors', () => {
    it('tell which key exists already', async () => {
      await store.db.insertInto('person').values(person('ana')).execute()
      const sameId = await store.db
        .insertInto('person')
        .values(person('ana', 'else@example.org'))
        .execute()
        .catch((e: unknown) => e)
      const sameEmail = await store.db
        .insertInto('person')
        .values(person('bea', 'ana@example.org'))
        .execute()
        .catch((e: unknown) => e)
      expect([
        isUniqueViolation(sameId),
        isUniqueViolation(sameId, 'person.id'),
        isUniqueViolation(sameId, 'person.email'),
      ]).toEqual([true, true, false])
      expect([isUniqueViolation(sameEmail, 'person.id'), isUniqueViolation(sameEmail, 'person.email')]).toEqual([
        false,
        true,
      ])
      expect(isForeignKeyViolation(sameEmail)).toBe(false)
    })

    it('tell a row that points nowhere', async () => {
      const error = await store.db
        .insertInto('person')
        .values({ ...person('cy'), party_id: 'nobody' })
        .execute()
        .catch((e: unknown) => e)
      expect([isForeignKeyViolation(error), isUniqueViolation(error)]).toEqual([true, false])
    })

    it('tell nothing of other errors', async () => {
      const error = await store.db
        .selectFrom('nowhere' as 'setting')
        .selectAll()
        .execute()
        .catch((e: unknown) => e)
      expect(error).toBeInstanceOf(Error)
      expect([isForeignKeyViolation(error), isUniqueViolation(error)]).toEqual([false, false])
      expect([isUniqueViolation(new Error('UNIQUE')), isUniqueViolation(null), isUniqueViolation('23505')]).toEqual([
        false,
        false,
        false,
      ])
    })
  })

  describe('values come back as they went in', () => {
    const keep = async (value: string): Promise<string> => {
      await store.db
        .insertInto('setting')
        .values({ name: 'kept', value })
        .onConflict((c) => c.column('name').doUpdateSet({ value }))
        .execute()
      return (await store.db.selectFrom('setting').where('name', '=', 'kept').select('value').executeTakeFirstOrThrow())
        .value
    }

    it.each([
      ['Arabic with marks', 'الدِّبلوماسية الإنسانية — المادة ١٤ مكرّر'],
      ['surrogate pairs, joiners and directional marks', '🕊️👩‍⚕️\u200f\u2067abc\u2069\u0301'],
      ['JSON text, its order and spaces kept', '{"b": 1,  "a":[1.50,"\\u0627"]}'],
      ['an empty text', ''],
      ['an instant', AT],
      ['quotes, percent and backslashes', `'"%_\\;--`],
    ])('%s', async (_name, value) => {
      expect(await keep(value)).toBe(value)
    })

    it('a text of a million characters', async () => {
      const value = 'حرف'.repeat(350_000)
      expect(await keep(value)).toBe(value)
    })

    it('bytes, every one of them, as plain Uint8Array, also as a view of a larger buffer', async () => {
      const all = Uint8Array.from({ length: 512 }, (_, n) => n % 256)
      const hash = all.subarray(3, 300)
      await store.db.insertInto('person').values(person('bytes')).execute()
      await store.db
        .insertInto('session')
        .values({ id: 's1', secret_hash: hash, person_id: 'bytes', created_at: AT, expires_at: AT, confirmed_at: AT })
        .execute()
      const row = await store.db
        .selectFrom('session')
        .select('secret_hash')
        .where('secret_hash', '=', hash)
        .executeTakeFirstOrThrow()
      expect(row.secret_hash.constructor).toBe(Uint8Array)
      expect(row.secret_hash).toEqual(Uint8Array.from(hash))
    })

    it('counts are numbers', async () => {
      const { n } = await store.db
        .selectFrom('audit_head')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      expect(n).toBe(1)
    })

    it('raw statements that begin alike may ask or write', async () => {
      await sql`with given as (select 'raw' as name) insert into setting (name, value) select name, '1' from given`.execute(
        store.db,
      )
      const { rows } = await sql`with found as (select * from setting where name = 'raw') select * from found`.execute(
        store.db,
      )
      expect(rows).toEqual([{ name: 'raw', value: '1' }])
    })

    it('numbers of changed rows are told', async () => {
      const result = await store.db
        .updateTable('audit_head')
        .set({ seq: 0 })
        .where('id', '=', 1)
        .executeTakeFirstOrThrow()
      expect(result.numUpdatedRows).toBe(1n)
    })
  })

  describe('the clock', () => {
    it('is the database’s, in the agreed form, within and outside a transaction', async () => {
      const before = Date.now()
      const instants = [await store.now(store.db), await store.transaction((rows) => store.now(rows))]
      for (const at of instants) {
        expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        expect(Math.abs(Date.parse(at) - before)).toBeLessThan(60_000)
      }
      expect(instants[0]! <= instants[1]!).toBe(true)
    })

    it('is the test’s where one is given', async () => {
      const frozen = await openTestStore(dialect, { now: () => AT })
      expect(await frozen.now(frozen.db)).toBe(AT)
      await frozen.close()
    })
  })
})
