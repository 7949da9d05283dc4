/** OP4: what is stored is held against itself, on both databases; each kind of fault alone is found. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { examine } from '../../server/operation/doctor.ts'
import { verify } from '../../server/operation/verify.ts'
import { keepSnapshot } from '../../server/store/history.ts'
import { replay, textOf } from '../../server/text/read.ts'
import { DIALECTS, openTestStore, type TestStore } from '../support/database.ts'
import { addDocuments, AT, entry } from '../support/rows.ts'

const BYTES = new TextEncoder().encode('{"articles":[]}')
const HASH = createHash('sha256').update(BYTES).digest('hex')

/** Ten entries, each a word more. */
function updates(): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = 7
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  for (let n = 0; n < 10; n++) textOf(doc).insert(textOf(doc).length, `word${n} `)
  return made
}

describe.each(DIALECTS)('on %s', (dialect) => {
  let store: TestStore
  afterEach(() => store.close())

  async function fill(): Promise<Uint8Array[]> {
    store = await openTestStore(dialect)
    const made = updates()
    await store.transaction(async (rows) => {
      await addDocuments(rows, ['d0', 'd1'], ['ana'])
      await rows
        .insertInto('party')
        .values({ id: 'p', code: 'P', name: 'P', names: '{}', region: null, contact_language: null, time_zone: null })
        .execute()
      await rows
        .insertInto('version')
        .values({
          ...{ id: 'v', charter_id: 'charter', number: 1, label: '1', notes: '', stage: 'adopted', sha256: HASH },
          ...{ canonical: BYTES, titles: '{}', cut_at: AT, cut_by: null, published_at: AT },
          ...{ withdrawn_at: null, withdrawn_reason: null },
        })
        .execute()
      await rows
        .insertInto('signoff')
        .values({
          ...{ id: 's', version_id: 'v', party_id: 'p', person_id: 'ana', signatory_name: 'Ana', capacity: null },
          ...{ place: null, decision: 'endorse', statement: null, stage: 'adopted', sha256: HASH, signed_at: AT },
          ...{ withdrawn_at: null, withdrawn_reason: null },
        })
        .execute()
    })
    for (const id of ['d0', 'd1'])
      await store.journal.append(made.map((bytes, n) => entry(id, n + 1, { bytes }))).stored
    await keepSnapshot(store.db, { documentId: 'd0', seq: 6, bytes: replay(made.slice(0, 6)), at: AT })
    return made
  }

  it('what is as it was written holds', async () => {
    await fill()
    expect(await verify(store)).toEqual({ texts: 2, entries: 20, versions: 1, record: 0, faults: [] })
    expect((await verify(store, (ids) => ids.slice(1))).entries).toBe(10)
  })

  it.each<[string, (made: Uint8Array[]) => Promise<unknown>, RegExp]>([
    [
      'kept words that the journal has not',
      (made) =>
        store.db
          .updateTable('snapshot')
          .set({ bytes: replay(made.slice(0, 7)) })
          .execute(),
      /^Text d0: what is kept of it as of entry 6/,
    ],
    [
      'an entry that is gone',
      () => sql`delete from journal where document_id = 'd1' and seq = 4`.execute(store.db),
      /^Text d1: entry 4 of its journal is missing/,
    ],
    [
      'an end that is gone',
      () => sql`delete from journal where document_id = 'd0' and seq > 4`.execute(store.db),
      /^Text d0: entry 5 of its journal is missing/,
    ],
    [
      'an entry that is none',
      () =>
        sql`update journal set bytes = ${new Uint8Array([255, 255, 255])} where document_id = 'd1' and seq = 2`.execute(
          store.db,
        ),
      /^Text d1: entry 2 of its journal cannot be read/,
    ],
    [
      'other words in an entry',
      () => {
        const other = new Y.Doc()
        other.clientID = 8
        textOf(other).insert(0, 'never written ')
        const bytes = Y.encodeStateAsUpdate(other)
        return sql`update journal set bytes = ${bytes} where document_id = 'd0' and seq = 6`.execute(store.db)
      },
      /^Text d0: what is kept of it as of entry 6/,
    ],
    [
      'another text of a version',
      () => sql`update version set canonical = ${new Uint8Array(3)}`.execute(store.db),
      /^The bytes of version "1" \(v\)/,
    ],
    [
      'a sign-off of another text',
      () => sql`update signoff set sha256 = ${'0'.repeat(64)}`.execute(store.db),
      /^Sign-off s names another hash/,
    ],
    [
      'a record with its end cut off',
      () => sql`update audit_head set seq = 1`.execute(store.db),
      /^The record is broken: row 1/,
    ],
  ])('%s', async (_fault, spoil, expected) => {
    const made = await fill()
    await spoil(made)
    const { faults } = await verify(store)
    expect(faults).toEqual([expect.stringMatching(expected) as string])
  })

  it('OP5: the doctor reaches it, and says what it found', async () => {
    await fill()
    const { databaseUrl, dataDir } = store.database.options
    const look = (now: () => number) =>
      examine({
        env: { DATA_DIR: dataDir, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) },
        ...{ nodeVersion: '24.0.0', isRoot: false, isBuilt: true, backups: null, sample: (ids) => ids, now },
      })
    const said = (await look(Date.now)).map(({ what }) => what)
    expect(said).toContain('the database is reached, and migrated')
    expect(said).toContain('2 texts (20 entries), 1 versions and 0 rows of the record hold')
    // the cluster of the tests has it off
    expect(said.includes('PostgreSQL has fsync off: what is called saved is not')).toBe(dialect === 'postgres')
    const late = await look(() => Date.now() + 60_000)
    expect(late.some(({ what }) => /clock and this one’s are 60 s apart/.test(what))).toBe(dialect === 'postgres')
  })
})
