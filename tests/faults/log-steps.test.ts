/**
 * A server killed, or its power cut, between every two steps of writing, syncing, moving, turning over and removing its log, and of putting what is in the log
 * into the database at the next start: what was told is there, with its client ids, without a gap; and writing goes on.
 * Every sixth step and the first of each kind; `LOG_STEPS_EVERY=1` for all.
 */
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../server/store/open.ts'
import { addDocuments, entry } from '../support/rows.ts'
import { runAndListen } from '../support/told.ts'

interface Moment {
  step: string
  told: string[]
  synced: Record<string, number>
  folder: string
}

const support = (name: string): string => fileURLToPath(new URL(`../support/${name}`, import.meta.url))
const base = mkdtempSync(join(tmpdir(), 'concord-steps-'))
let moments: Moment[]

/** Runs the story, or a start alone, over `data`; answers every moment of it. */
async function play(data: string, copies: string, ...what: string[]): Promise<Moment[]> {
  mkdirSync(copies)
  const args = ['--import', support('log-copies.mjs'), support('log-scenario-process.ts'), ...what]
  const { process } = runAndListen(args, { LOG_DATA: data, LOG_COPIES: copies })
  await once(process, 'close')
  return readdirSync(copies)
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => ({
      ...(JSON.parse(readFileSync(join(copies, name, 'moment.json'), 'utf8')) as Omit<Moment, 'folder'>),
      folder: join(copies, name, 'data'),
    }))
}

const EVERY = Number(process.env['LOG_STEPS_EVERY'] ?? 6)
const some = (all: Moment[], from: number): Moment[] =>
  all.filter(({ step }, n) => n % EVERY === from % EVERY || all.findIndex((one) => one.step === step) === n)

const lastTold = ({ told }: Moment, what: string): number =>
  Math.max(0, ...told.flatMap((line) => (line.startsWith(`${what} `) ? [Number(line.split(' ')[1])] : [])))

/** Starts a server over what is there; answers how many batches it has, all else being as it must. */
async function survivors(dataDir: string): Promise<number> {
  const store = await openStore({ dataDir, databaseUrl: null, warn: () => {} })
  try {
    const rows = await store.db.selectFrom('journal').select(['document_id', 'seq', 'hat']).orderBy('seq').execute()
    const [first, second] = ['d0', 'd1'].map((id) => rows.flatMap((row) => (row.document_id === id ? [row.seq] : [])))
    expect(first).toEqual(Array.from(first!, (_, n) => n + 1))
    expect(second).toEqual(first)
    for (const { document_id, seq, hat } of rows)
      expect(hat).toBe(document_id === 'd0' ? null : seq % 2 === 0 ? 'chair' : 'party')
    const bound = await store.db.selectFrom('client_binding').selectAll().orderBy('client_id').execute()
    expect(bound).toEqual(first!.map((client_id) => ({ document_id: 'd1', client_id, person_id: 'ana' })))
    await store.journal.append([entry('d0', first!.length + 1)]).stored
    return first!.length
  } finally {
    await store.close()
  }
}

const copyOf = (folder: string): string => {
  const place = join(base, 'place')
  rmSync(place, { recursive: true, force: true })
  cpSync(folder, place, { recursive: true })
  return place
}

const segmentsIn = (folder: string): string[] =>
  existsSync(join(folder, 'journal')) ? readdirSync(join(folder, 'journal')) : []

/** What was not synced of the log is gone. */
function cutPower(folder: string, synced: Record<string, number>): string {
  for (const name of segmentsIn(folder)) truncateSync(join(folder, 'journal', name), synced[name] ?? 0)
  return folder
}

beforeAll(async () => {
  const data = join(base, 'data')
  const store = await openStore({ dataDir: data, databaseUrl: null })
  await store.transaction((rows) => addDocuments(rows, ['d0', 'd1'], ['ana']))
  await store.close()
  moments = await play(data, join(base, 'story'))
})
afterAll(() => rmSync(base, { recursive: true }))

describe('a server on SQLite, stopped between every two steps with its log', () => {
  it('by signal 9: what was told to be written is there', async () => {
    const steps = new Set(moments.map(({ step }) => step))
    expect([...steps]).toEqual(expect.arrayContaining(['open', 'written', 'synced', 'append', 'removed']))
    expect(lastTold(moments.at(-1)!, 'durable')).toBe(8)
    for (const moment of some(moments, 0))
      expect(await survivors(copyOf(moment.folder)), moment.step).toBeGreaterThanOrEqual(lastTold(moment, 'written'))
  })

  it('by a power cut that also takes all that the database was given: what was told to be durable is there', async () => {
    let tried = 0
    for (const moment of some(moments, 3)) {
      const place = cutPower(copyOf(moment.folder), moment.synced)
      // until the first segment is removed, the log alone has everything
      if (segmentsIn(place).includes('00000001.log'))
        for (const end of ['', '-wal', '-shm'])
          cpSync(join(moments[0]!.folder, `concord.sqlite${end}`), join(place, `concord.sqlite${end}`))
      expect(await survivors(place), moment.step).toBeGreaterThanOrEqual(lastTold(moment, 'durable'))
      tried++
    }
    expect(tried).toBeGreaterThan(10)
  })

  it('while what is in the log goes into the database: the next start does it again', async () => {
    const from = moments.findLast(({ folder }) => segmentsIn(folder).length > 1)!
    const place = copyOf(from.folder)
    for (const end of ['', '-wal', '-shm'])
      if (segmentsIn(place).includes('00000001.log'))
        cpSync(join(moments[0]!.folder, `concord.sqlite${end}`), join(place, `concord.sqlite${end}`))
    const recovery = await play(place, join(base, 'recovery'), 'recover')
    expect(recovery.map(({ step }) => step)).toEqual(expect.arrayContaining(['commit', 'remove', 'removed', 'open']))
    for (const { step, folder } of some(recovery, 0))
      expect(await survivors(copyOf(folder)), step).toBeGreaterThanOrEqual(lastTold(from, 'written'))
  })
})
