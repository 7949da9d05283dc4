/**
 * A crash between every two statements of what writes the journal on SQLite, within its commits, and by a power cut: what was told to be written, or durable,
 * is there whole; every other batch is there whole or not at all; sequences have no gap; and writing goes on.
 */
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../server/store/open.ts'
import { JournalWriter } from '../../server/store/sqlite-journal-writer.ts'
import { COMMITS, DOCUMENTS, PEOPLE, type Batch } from '../support/journal-scenario.ts'
import { addDocuments, entry } from '../support/rows.ts'
import { runAndListen } from '../support/told.ts'

const support = (name: string): string => fileURLToPath(new URL(`../support/${name}`, import.meta.url))
const FILES = ['concord.sqlite', 'concord.sqlite-wal', 'concord.sqlite-shm']
const ALL = COMMITS.flat()

interface Moment {
  sql: string
  told: string[]
  synced: number | null
}

const folder = mkdtempSync(join(tmpdir(), 'concord-statements-'))
const moments: Moment[] = []
const copyOf = (n: number): string => join(folder, String(n))
const walOf = (n: number): Buffer => readFileSync(join(copyOf(n), 'concord.sqlite-wal'))

beforeAll(async () => {
  const dataDir = join(folder, 'data')
  const store = await openStore({ dataDir, databaseUrl: null })
  await store.transaction((rows) => addDocuments(rows, DOCUMENTS, PEOPLE))
  await store.close()
  const hook = support('statement-copies.mjs')
  const { process } = runAndListen(['--import', hook, support('journal-scenario-process.ts'), dataDir, folder], {
    STATEMENT_COPIES: folder,
  })
  await once(process, 'close')
  for (let n = 0; ; n++)
    try {
      moments.push(JSON.parse(readFileSync(join(copyOf(n), 'moment.json'), 'utf8')) as Moment)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      break
    }
})
afterAll(() => rmSync(folder, { recursive: true }))

const toldOf = ({ told }: Moment, what: 'written' | 'durable'): string[] =>
  told.flatMap((line) => (line.startsWith(`${what} `) ? [line.slice(what.length + 1)] : []))

/** Opens a copy of what a crash left, with another log where given; answers the batches that are there, all else being as it must. */
function survivors(n: number, wal: Buffer = walOf(n)): string[] {
  const place = join(folder, 'place')
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place)
  for (const file of FILES) copyFileSync(join(copyOf(n), file), join(place, file))
  writeFileSync(join(place, 'concord.sqlite-wal'), wal)
  const db = new Database(join(place, 'concord.sqlite'))
  // nobody cuts the power here
  db.pragma('synchronous = OFF')
  try {
    return batchesIn(db)
  } finally {
    db.close()
  }
}

function batchesIn(db: Database.Database): string[] {
  expect([db.pragma('quick_check', { simple: true }), db.pragma('foreign_key_check')]).toEqual(['ok', []])
  const rows = db.prepare('SELECT * FROM journal ORDER BY document_id, seq').all() as {
    document_id: string
    seq: number
    bytes: Uint8Array
  }[]
  const words = rows.map(({ bytes }) => new TextDecoder().decode(bytes))
  expect(rows.map((row, at) => `${words[at]!.split(' ')[0]} ${row.document_id}/${row.seq}`)).toEqual(words)
  const there = ALL.filter((batch) => words.some((said) => said.startsWith(`${batch.name} `)))
  // whole or not at all, nothing twice
  expect(words.toSorted()).toEqual(there.flatMap(wordsOf).toSorted())
  const lengths = DOCUMENTS.map((id) => rows.filter((row) => row.document_id === id).map(({ seq }) => seq))
  expect(lengths).toEqual(lengths.map((seqs) => seqs.map((_, at) => at + 1)))
  // client ids are bound with the words, or not at all
  const bound = db.prepare('SELECT document_id, client_id, person_id FROM client_binding').raw().all()
  const announced = there.flatMap(({ entries }) =>
    entries.flatMap(({ documentId, newClients, authorId }) => newClients.map((id) => [documentId, id, authorId])),
  )
  expect(new Set(bound.map(String))).toEqual(new Set(announced.map(String)))
  // writing goes on
  const next = DOCUMENTS.map((id, at) => entry(id, lengths[at]!.length + 1))
  expect(new JournalWriter(db).write([next])).toEqual([null])
  return there.map(({ name }) => name)
}

const wordsOf = ({ entries }: Batch): string[] => entries.map(({ bytes }) => new TextDecoder().decode(bytes))
const keptOf = (batches: Batch[]): string[] => batches.filter(({ isKept }) => isKept).map(({ name }) => name)

describe('the journal on SQLite, stopped', () => {
  it('between every two statements: what was told is there, and each batch whole or not at all', () => {
    const statements = moments.map(({ sql }) => sql)
    expect(statements.filter((sql) => sql === 'COMMIT')).toHaveLength(COMMITS.length)
    expect(statements.filter((sql) => sql === 'ROLLBACK TO batch')).toHaveLength(2)
    expect(statements.length).toBeGreaterThan(40)
    let commits = 0
    moments.forEach((moment, n) => {
      if (moment.sql === 'COMMIT') commits++
      const there = survivors(n)
      expect(there, `after ${moment.sql}`).toEqual(keptOf(COMMITS.slice(0, commits).flat()))
      expect(there, `after ${moment.sql}`).toEqual(expect.arrayContaining(toldOf(moment, 'written')))
    })
    // the story was told to its end
    expect(commits).toBe(COMMITS.length)
    expect(toldOf(moments.at(-1)!, 'written').length).toBeGreaterThan(2)
  })

  it('within a commit, its log cut short or its end never written: the whole commit or nothing of it', () => {
    let cuts = 0
    moments.forEach(({ sql }, n) => {
      if (sql !== 'COMMIT') return
      const [before, after] = [walOf(n - 1), walOf(n)]
      const earlier = survivors(n - 1)
      // in steps that fall within pages and between them
      for (let end = before.length; end < after.length; end += 1000) {
        const short = after.subarray(0, end)
        const hollow = Buffer.concat([short, Buffer.alloc(after.length - end)])
        for (const wal of [short, hollow]) expect(survivors(n - 1, wal), `${end} of ${after.length}`).toEqual(earlier)
        cuts++
      }
      expect(survivors(n - 1, after)).toEqual(survivors(n))
    })
    expect(cuts).toBeGreaterThan(2 * COMMITS.length)
  })

  it('by a power cut: what was told to be durable is in what was synced', () => {
    for (const moment of moments)
      expect(moment.synced === null ? [] : survivors(moment.synced)).toEqual(
        expect.arrayContaining(toldOf(moment, 'durable')),
      )
    expect(toldOf(moments.at(-1)!, 'durable').length).toBeGreaterThan(2)
  })
})
