/** PostgreSQL crashes under a writing process, or its line is cut, and comes back: each batch is kept or was refused, and writing goes on by itself. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../../server/store/errors.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { openCutLine, type Cut, type CutLine } from '../support/cut-line.ts'
import { makeCluster, type Cluster } from '../support/postgres-cluster.ts'
import { addDocuments, entry } from '../support/rows.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'concord-gone-'))
let cluster: Cluster
beforeAll(() => {
  cluster = makeCluster()
})
afterAll(() => {
  cluster.stop('immediate')
  cluster.remove()
  rmSync(dataDir, { recursive: true })
})

describe('PostgreSQL goes away', () => {
  let store: Store
  beforeAll(async () => {
    store = await openStore({ dataDir, databaseUrl: cluster.address })
    await store.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
  })
  afterAll(() => store.close())

  /** The pool finds its connections dead one by one, and the server may still be recovering. */
  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    for (;;)
      try {
        return await ask()
      } catch (error) {
        if (!/^(57|08)|^E[A-Z]+/.test(codeOf(error) ?? '') && !/terminated|ended/i.test(String(error))) throw error
        await pause(10)
      }
  }
  const seqs = async (): Promise<number[]> => {
    const rows = await asked(() =>
      store.db.selectFrom('journal').select('seq').where('document_id', '=', 'd0').orderBy('seq').execute(),
    )
    return rows.map((row) => row.seq)
  }
  /** The process that serves the journal's connection. */
  const journalProcess = async (): Promise<number> => {
    const locks = sql<{ pid: number }>`select pid from pg_locks where locktype = 'advisory'`
    return (await asked(() => locks.execute(store.db))).rows[0]!.pid
  }

  /** What `pg_ctl -m immediate` does, without waiting here. */
  const crash = (): unknown => process.kill(cluster.pid, 'SIGQUIT')
  const startAgain = async (): Promise<void> => {
    while (isRunning(cluster.pid)) await pause(5)
    cluster.start()
  }
  /** PostgreSQL then ends all others, and recovers by itself. */
  const killOne = (pid: number): unknown => process.kill(pid, 'SIGKILL')

  it.each([
    ['the whole of it, three times', 3, crash, startAgain],
    ['the process of the journal’s connection, twice', 2, killOne, () => Promise.resolve()],
  ])('in mid-commit, %s: what was reported is so', async (_name, rounds, bringDown, bringUp) => {
    for (let round = 0; round < rounds; round++) {
      const first = (await seqs()).length + 1
      const outcomes: Promise<PromiseSettledResult<void>[]>[] = []
      const enough = 30 + round * 7
      const pid = await journalProcess()
      for (let n = 0; n <= enough; n++) {
        const { written } = store.journal.append([entry('d0', first + n), entry('d1', first + n)])
        outcomes.push(Promise.allSettled([written]))
        if (n === enough) bringDown(pid)
        await new Promise(setImmediate)
      }
      await bringUp()
      const settled = (await Promise.all(outcomes)).map(([outcome]) => outcome!)
      const kept = await seqs()
      expect(kept).toEqual(kept.map((_, n) => n + 1))
      settled.forEach((outcome, n) => {
        if (outcome.status === 'fulfilled') expect(kept).toContain(first + n)
        else if (codeOf(outcome.reason) !== 'JOURNAL_IN_DOUBT') expect(kept).not.toContain(first + n)
      })
      const next = kept.length + 1
      await store.journal.append([entry('d0', next), entry('d1', next)]).durable
    }
  })

  it('for good: appends are refused, not kept waiting for ever', async () => {
    const next = (await seqs()).length + 1
    await store.close()
    store = await openStore({ dataDir, databaseUrl: cluster.address, patienceMs: 300 })
    cluster.stop('immediate')
    const refused = store.journal.append([entry('d0', next)]).durable
    await expect(refused).rejects.toBeInstanceOf(Error)
    cluster.start()
    expect(await seqs()).toHaveLength(next - 1)
    await store.journal.append([entry('d0', next), entry('d1', next)]).durable
  })
})

describe('the line to PostgreSQL is cut', () => {
  let line: CutLine
  let store: Store
  let next = 1
  beforeAll(async () => {
    const admin = await openStore({ dataDir, databaseUrl: cluster.address, isAlongside: true })
    await sql`create database line`.execute(admin.db)
    await admin.close()
    const address = new URL(cluster.address)
    address.pathname = '/line'
    line = await openCutLine(address.href)
    store = await openStore({ dataDir, databaseUrl: line.address })
    await store.transaction((rows) => addDocuments(rows, ['d0', 'd1'], ['ana']))
  })
  afterAll(async () => {
    await store.close()
    await line.close()
  })

  const kept = async (): Promise<string[]> => {
    const rows = await store.db.selectFrom('journal').select(['document_id', 'seq']).orderBy('seq').execute()
    return rows.map(({ document_id, seq }) => `${document_id}/${seq}`).sort()
  }
  const upTo = (seq: number): string[] =>
    Array.from({ length: seq }, (_, n) => [`d0/${n + 1}`, `d1/${n + 1}`])
      .flat()
      .sort()
  /** A new client id makes a transaction of four statements of it. */
  const append = (newClients: number[] = []): Promise<void> =>
    store.journal.append([entry('d0', next, { authorId: 'ana', newClients }), entry('d1', next)]).durable

  it.each([
    ['one statement', 1, (): number[] => []],
    ['a transaction', 4, (seq: number): number[] => [seq]],
  ])('at each message of %s: a batch is kept once, and told so, or not at all', async (_name, messages, newClients) => {
    for (const how of ['before', 'after', 'meanwhile'] satisfies Cut[])
      for (let message = 1; message <= messages + 1; message++) {
        line.cut(message, how)
        const [outcome] = await Promise.allSettled([append(newClients(next))])
        expect(line.spare()).toBe(message <= messages)
        // the last message is what commits
        const isKept = message > messages || (message === messages && how !== 'before')
        expect(outcome.status, `${how} message ${message}`).toBe(isKept ? 'fulfilled' : 'rejected')
        if (outcome.status === 'fulfilled') next++
        else expect(codeOf(outcome.reason)).not.toBe('JOURNAL_IN_DOUBT')
        expect(await kept()).toEqual(upTo(next - 1))
      }
  })

  /** Lets no entry in until it is called. */
  const shutJournal = async (): Promise<() => void> => {
    const shut = Promise.withResolvers<void>()
    const opened = Promise.withResolvers<void>()
    void store.transaction(async (rows) => {
      await sql`lock table journal in exclusive mode`.execute(rows)
      shut.resolve()
      await opened.promise
    })
    await shut.promise
    return opened.resolve
  }

  it('while the database is still at it: nobody is told before it has come to its end', async () => {
    const open = await shutJournal()
    line.cut(1, 'meanwhile')
    const cutAndBack = line.nextConnection()
    const appended = append()
    await cutAndBack
    open()
    await appended
    expect(await kept()).toEqual(upTo(next++))
  })

  it('while the database is at it for too long: in doubt, and whoever goes on by what is kept then goes on well', async () => {
    const open = await shutJournal()
    line.cut(1, 'meanwhile')
    await expect(append()).rejects.toMatchObject({ code: 'JOURNAL_IN_DOUBT' })
    expect(await kept()).toEqual(upTo(next - 1))
    open()
    // what was in doubt came through: the database refuses to keep it twice
    await expect(append()).rejects.toMatchObject({ code: 'JOURNAL_SEQUENCE' })
    expect(await kept()).toEqual(upTo(next++))
    await append()
    expect(await kept()).toEqual(upTo(next++))
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
