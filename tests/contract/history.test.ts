/** A document's snapshot and the journal behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepSnapshot, loadHistories } from '../../server/store/history.ts'
import { DIALECTS, openTestStore, type TestStore } from '../support/database.ts'
import { addDocuments, AT, entry } from '../support/rows.ts'

describe.each(DIALECTS)('histories on %s', (dialect) => {
  let store: TestStore
  const ids = ['long', 'compacted', 'exact', 'empty']
  beforeAll(async () => {
    store = await openTestStore(dialect)
    await store.transaction((rows) => addDocuments(rows, [...ids, 'other']))
    for (const id of ['long', 'compacted', 'exact', 'other'])
      await store.journal.append(Array.from({ length: 12 }, (_, n) => entry(id, n + 1))).durable
    const snapshot = (documentId: string, seq: number) =>
      store.transaction((rows) =>
        keepSnapshot(rows, { documentId, seq, bytes: new TextEncoder().encode(`${documentId}<=${seq}`), at: AT }),
      )
    await snapshot('compacted', 4)
    await snapshot('compacted', 9)
    await snapshot('compacted', 9)
    await snapshot('exact', 12)
  })
  afterAll(() => store.close())

  const load = async (asked: string[]) =>
    [...(await loadHistories(store.db, asked))].map(([id, { seq, snapshotSeq, updates }]) => [
      id,
      seq,
      snapshotSeq,
      updates.map((bytes) => new TextDecoder().decode(bytes)),
    ])

  it('begin with the latest snapshot and go on with the journal after it', async () => {
    expect(await load(['compacted'])).toEqual([
      ['compacted', 12, 9, ['compacted<=9', 'compacted/10', 'compacted/11', 'compacted/12']],
    ])
    expect(await load(['exact'])).toEqual([['exact', 12, 12, ['exact<=12']]])
  })

  it('without a snapshot are the journal, in the order of numbers and not of digits', async () => {
    const [[, seq, snapshotSeq, updates]] = (await load(['long'])) as [[string, number, number, string[]]]
    expect([seq, snapshotSeq]).toEqual([12, 0])
    expect(updates).toEqual(Array.from({ length: 12 }, (_, n) => `long/${n + 1}`))
  })

  it('of what nothing was written to, or is not there, are empty', async () => {
    expect(await load(['empty', 'nowhere'])).toEqual([
      ['empty', 0, 0, []],
      ['nowhere', 0, 0, []],
    ])
    expect(await load([])).toEqual([])
  })

  it('of many are what each is alone, also if asked for twice', async () => {
    const alone = (await Promise.all(ids.map((id) => load([id])))).flat()
    expect(await load([...ids, 'long'])).toEqual(alone)
    const filler = Array.from({ length: 1200 }, (_, n) => `nowhere-${n}`)
    expect((await load([...filler, ...ids])).slice(1200)).toEqual(alone)
  })

  it('drop older snapshots, never the journal', async () => {
    const snapshots = await store.db
      .selectFrom('snapshot')
      .select('seq')
      .where('document_id', '=', 'compacted')
      .execute()
    expect(snapshots).toEqual([{ seq: 9 }])
    const journal = await store.db.selectFrom('journal').select('seq').where('document_id', '=', 'compacted').execute()
    expect(journal).toHaveLength(12)
  })
})
