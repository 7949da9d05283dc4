// Over 250 lines: what both databases answer to the same questions, with the one store they are asked of.
/** The journal: order, whole batches, owners of client ids, the three moments. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MAX_WAITING_BYTES } from '../../server/store/journal.ts'
import { loadBindings } from '../../server/store/history.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { DIALECTS, makeTestDatabase, openTestStore, type TestStore } from '../support/database.ts'
import { addDocuments, AT, entry } from '../support/rows.ts'

const DOCUMENTS = ['d0', 'd1', 'd2', 'd3', 'd4']

describe.each(DIALECTS)('the journal on %s', (dialect) => {
  let store: TestStore
  let opened: Store | null
  /** Writes to the database with no log in front of it: what the database itself refuses is refused there at once. */
  const direct = async (): Promise<Store> =>
    (opened ??= await openStore({ ...store.database.options, isAlongside: true }))
  beforeEach(async () => {
    store = await openTestStore(dialect)
    opened = null
    await store.transaction((rows) => addDocuments(rows, DOCUMENTS, ['ana', 'bea']))
  })
  afterEach(async () => {
    await opened?.close()
    await store.close()
  })

  const kept = (documentId: string) =>
    store.db.selectFrom('journal').selectAll().where('document_id', '=', documentId).orderBy('seq').execute()
  const seqs = async (documentId: string): Promise<number[]> => (await kept(documentId)).map((row) => row.seq)

  it('keeps an entry as it is', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n)
    await store.journal.append([entry('d0', 1, { authorId: 'ana', hat: 'chair', bytes, newClients: [2 ** 32 - 1] })])
      .durable
    expect(await kept('d0')).toEqual([
      { document_id: 'd0', seq: 1, author_id: 'ana', party_id: null, hat: 'chair', bytes, at: AT },
    ])
    expect(await loadBindings(store.db, 'd0')).toEqual(new Map([[2 ** 32 - 1, 'ana']]))
  })

  it('has an entry readable when it is written, and tells its three moments, written first', async () => {
    const moments: string[] = []
    const { written, durable, stored } = store.journal.append([entry('d0', 1)])
    await Promise.all([
      written.then(async () => {
        moments.push('written')
        expect(await seqs('d0')).toEqual([1])
      }),
      durable.then(() => moments.push('durable')),
      stored.then(() => moments.push('stored')),
    ])
    expect(moments[0]).toBe('written')
    expect(moments.toSorted()).toEqual(['durable', 'stored', 'written'])
  })

  it('has what is stored in the database itself, where any process reads it', async () => {
    await store.journal.append([entry('d0', 1), entry('d1', 1)]).stored
    const { db } = await direct()
    const rows = await db.selectFrom('journal').select(['document_id', 'seq']).orderBy('document_id').execute()
    expect(rows).toEqual([
      { document_id: 'd0', seq: 1 },
      { document_id: 'd1', seq: 1 },
    ])
  })

  it('what was written before a transaction began is there within it', async () => {
    await store.journal.append([entry('d0', 1)]).written
    const found = await store.transaction((rows) => rows.selectFrom('journal').select('seq').execute())
    expect(found).toEqual([{ seq: 1 }])
    await store.journal.append([entry('d0', 2)]).written
    expect(await store.read((rows) => rows.selectFrom('journal').select('seq').execute())).toHaveLength(2)
  })

  it('what was written while a transaction is open is there for whoever reads from then on', async () => {
    const isOpen = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const verb = store.transaction(async (rows) => {
      await rows.insertInto('setting').values({ name: 'x', value: 'x' }).execute()
      isOpen.resolve()
      await goOn.promise
    })
    await isOpen.promise
    await store.journal.append([entry('d0', 1)]).written
    const reads = Promise.all([seqs('d0'), store.read((rows) => rows.selectFrom('journal').select('seq').execute())])
    goOn.resolve()
    await verb
    expect(await reads).toEqual([[1], [{ seq: 1 }]])
  })

  it('keeps the order of the calls: fifty appends over five documents at once', async () => {
    const appended = Array.from({ length: 50 }, (_, n) =>
      store.journal.append([entry(`d${n % 5}`, 1 + Math.floor(n / 5))]),
    )
    const order: number[] = []
    await Promise.all(appended.map(({ written }, n) => written.then(() => order.push(n))))
    await Promise.all(appended.map(({ durable }) => durable))
    expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n))
    for (const id of DOCUMENTS) expect(await seqs(id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(new TextDecoder().decode((await kept('d3'))[6]!.bytes)).toBe('d3/7')
  })

  it('keeps a batch over several documents whole', async () => {
    await store.journal.append([entry('d0', 1), entry('d1', 1), entry('d0', 2)]).durable
    expect([await seqs('d0'), await seqs('d1')]).toEqual([[1, 2], [1]])
  })

  it.each([
    ['a gap', [entry('d1', 1), entry('d0', 3)]],
    ['what is there already', [entry('d1', 1), entry('d0', 1)]],
    ['a gap within the batch', [entry('d0', 2), entry('d0', 4)]],
    ['numbers from zero', [entry('d1', 0)]],
  ])('refuses a batch whole for %s', async (_name, batch) => {
    const { journal } = await direct()
    await journal.append([entry('d0', 1)]).durable
    const { written, durable } = journal.append(batch)
    await expect(written).rejects.toMatchObject({ code: 'JOURNAL_SEQUENCE' })
    await expect(durable).rejects.toMatchObject({ code: 'JOURNAL_SEQUENCE' })
    expect([await seqs('d0'), await seqs('d1')]).toEqual([[1], []])
  })

  it('refuses one batch of several that came together, and what builds on it, and keeps the others', async () => {
    const { journal } = await direct()
    const appended = [
      journal.append([entry('d0', 1)]),
      journal.append([entry('d1', 7), entry('d2', 1)]),
      journal.append([entry('d1', 8)]),
      journal.append([entry('d0', 2), entry('d3', 1)]),
    ]
    const outcomes = await Promise.allSettled(appended.map(({ durable }) => durable))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(await Promise.all(DOCUMENTS.map(seqs))).toEqual([[1, 2], [], [], [1], []])
  })

  it('refuses documents and authors that are not there', async () => {
    const { journal } = await direct()
    await expect(journal.append([entry('nowhere', 1)]).written).rejects.toThrow()
    await expect(journal.append([entry('d0', 1, { authorId: 'nobody' })]).written).rejects.toThrow()
    expect(await seqs('d0')).toEqual([])
  })

  describe('client ids', () => {
    const claim = async (seq: number, authorId: string | null, newClients: number[]): Promise<void> =>
      (await direct()).journal.append([entry('d0', seq, { authorId, newClients })]).written

    it('belong to whom they were first announced for; announcing them again for the same is no matter', async () => {
      await claim(1, 'ana', [1, 2])
      await claim(2, 'ana', [2, 3])
      await claim(3, null, [9])
      await claim(4, null, [9])
      expect(await loadBindings(store.db, 'd0')).toEqual(
        new Map([
          [1, 'ana'],
          [2, 'ana'],
          [3, 'ana'],
          [9, null],
        ]),
      )
    })

    it.each([
      ['another person', 'ana', 'bea'],
      ['the system', 'ana', null],
      ['a person, of the system', null, 'bea'],
    ])('are refused to %s, and nothing of the batch is kept', async (_name, first, second) => {
      await claim(1, first, [7])
      await expect(claim(2, second, [6, 7])).rejects.toMatchObject({ code: 'JOURNAL_CLIENT_TAKEN' })
      expect([await seqs('d0'), await loadBindings(store.db, 'd0')]).toEqual([[1], new Map([[7, first]])])
    })

    it('of one document say nothing about another', async () => {
      const { journal } = await direct()
      await claim(1, 'ana', [7])
      await journal.append([entry('d1', 1, { authorId: 'bea', newClients: [7] })]).durable
      expect(await loadBindings(store.db, 'd1')).toEqual(new Map([[7, 'bea']]))
    })

    it('two people claim in one batch: nobody gets it', async () => {
      const { journal } = await direct()
      const batch = [
        entry('d0', 1, { authorId: 'ana', newClients: [5] }),
        entry('d0', 2, { authorId: 'bea', newClients: [5] }),
      ]
      await expect(journal.append(batch).written).rejects.toMatchObject({ code: 'JOURNAL_CLIENT_TAKEN' })
      expect([await seqs('d0'), (await loadBindings(store.db, 'd0')).size]).toEqual([[], 0])
    })

    it('two people claim at once: exactly one gets it', async () => {
      await direct()
      const outcomes = await Promise.allSettled([claim(1, 'ana', [5]), claim(1, 'bea', [5])])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((await loadBindings(store.db, 'd0')).size).toBe(1)
    })

    it('two processes claim at once, twenty times: exactly one gets each, and the sequence has no gap', async () => {
      await direct()
      const other = await openStore({ ...store.database.options, isAlongside: true })
      try {
        for (let round = 1; round <= 20; round++) {
          const outcomes = await Promise.allSettled([
            claim(round, 'ana', [100 + round]),
            other.journal.append([entry('d0', round, { authorId: 'bea', newClients: [100 + round] })]).written,
          ])
          expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
          const winner = outcomes[0].status === 'fulfilled' ? 'ana' : 'bea'
          expect((await loadBindings(store.db, 'd0')).get(100 + round)).toBe(winner)
          expect((await kept('d0')).at(-1)).toMatchObject({ seq: round, author_id: winner })
        }
      } finally {
        await other.close()
      }
    })
  })

  describe('beside transactions', () => {
    it('never becomes part of one: a rollback takes nothing of it away', async () => {
      const outcome: Promise<void>[] = []
      const attempt = store.transaction(async (rows) => {
        await rows.insertInto('setting').values({ name: 'x', value: 'x' }).execute()
        outcome.push(store.journal.append([entry('d0', 1)]).durable)
        await rows.selectFrom('setting').selectAll().execute()
        throw new Error('rolled back')
      })
      await expect(attempt).rejects.toThrow('rolled back')
      await outcome[0]
      expect([await seqs('d0'), await store.db.selectFrom('setting').selectAll().execute()]).toEqual([[1], []])
    })

    it('both go on under load', async () => {
      const appends = Array.from({ length: 200 }, (_, n) => store.journal.append([entry('d0', n + 1)]).durable)
      const verbs = Array.from({ length: 40 }, (_, n) =>
        store.transaction(async (rows) => {
          await rows
            .insertInto('setting')
            .values({ name: `s${n}`, value: '' })
            .execute()
          await rows.selectFrom('setting').selectAll().execute()
          if (n % 4 === 0) throw new Error('rolled back')
        }),
      )
      const [outcomes] = await Promise.all([Promise.allSettled(verbs), Promise.all(appends)])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(30)
      expect([(await seqs('d0')).length, (await store.db.selectFrom('setting').selectAll().execute()).length]).toEqual([
        200, 30,
      ])
    })
  })

  it('takes an update of 4 MiB', async () => {
    const bytes = new Uint8Array(4 * 1024 * 1024).map((_, n) => (n * 31) % 251)
    await store.journal.append([entry('d0', 1, { bytes })]).durable
    expect(Buffer.compare((await kept('d0'))[0]!.bytes, bytes)).toBe(0)
  })

  it('takes a view of a larger buffer, and what happens to that buffer afterwards is no matter once it is written', async () => {
    const pool = new Uint8Array(1024).fill(1)
    await store.journal.append([entry('d0', 1, { bytes: pool.subarray(10, 14) })]).written
    pool.fill(2)
    expect((await kept('d0'))[0]!.bytes).toEqual(Uint8Array.of(1, 1, 1, 1))
  })

  it('refuses more than may wait, keeps what waited, and takes more later', async () => {
    const bytes = new Uint8Array(MAX_WAITING_BYTES / 4)
    const appended = Array.from({ length: 6 }, (_, n) =>
      store.journal.append([entry(`d${n % 5}`, 1 + Math.floor(n / 5), { bytes })]),
    )
    const outcomes = await Promise.allSettled(appended.map(({ durable }) => durable))
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array<string>(4).fill('fulfilled'),
      'rejected',
      'rejected',
    ])
    expect(outcomes[4]).toMatchObject({ reason: { code: 'JOURNAL_FULL' } })
    await Promise.all(appended.slice(0, 4).map(({ stored }) => stored))
    await store.journal.append([entry('d4', 1)]).durable
    expect(await Promise.all(DOCUMENTS.map(seqs))).toEqual([[1], [1], [1], [1], [1]])
  })

  it('an append of nothing is written', async () => {
    const { written, durable, stored } = store.journal.append([])
    expect(await Promise.all([written, durable, stored])).toEqual([undefined, undefined, undefined])
  })

  it('closing writes what waits; afterwards appends are refused', async () => {
    const database = await makeTestDatabase(dialect)
    const first = await openStore(database.options)
    await first.transaction((rows) => addDocuments(rows, ['d0']))
    const { durable } = first.journal.append([entry('d0', 1)])
    await first.close()
    await durable
    await expect(first.journal.append([entry('d0', 2)]).written).rejects.toMatchObject({ code: 'STORE_CLOSED' })
    const second = await openStore(database.options)
    expect((await second.db.selectFrom('journal').select('seq').execute()).map((row) => row.seq)).toEqual([1])
    await second.close()
    await database.remove()
  })
})
