/** PostgreSQL crashes under a writing process, and comes back: each batch is kept or was refused, and writing goes on by itself. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../../server/store/errors.ts'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { makeCluster, type Cluster } from '../support/postgres-cluster.ts'
import { addDocuments, entry } from '../support/rows.ts'

describe('PostgreSQL goes away', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-gone-'))
  let cluster: Cluster
  let store: Store
  beforeAll(async () => {
    cluster = makeCluster()
    store = await openStore({ dataDir, databaseUrl: cluster.address })
    await store.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
  })
  afterAll(async () => {
    await store.close()
    cluster.stop('immediate')
    cluster.remove()
    rmSync(dataDir, { recursive: true })
  })

  const seqs = async (): Promise<number[]> => {
    for (;;)
      try {
        const rows = await store.db
          .selectFrom('journal')
          .select('seq')
          .where('document_id', '=', 'd0')
          .orderBy('seq')
          .execute()
        return rows.map((row) => row.seq)
      } catch (error) {
        // the pool finds its connections dead one by one, and the server may still be recovering
        if (!/^(57|08)|^E[A-Z]+/.test(codeOf(error) ?? '') && !/terminated|ended/i.test(String(error))) throw error
        await pause(10)
      }
  }

  it('five times in mid-commit: what was reported is so', async () => {
    for (let round = 0; round < 5; round++) {
      const first = (await seqs()).length + 1
      const outcomes: Promise<PromiseSettledResult<void>[]>[] = []
      const crashed = Promise.withResolvers<void>()
      let hasCrashed = false
      const enough = 30 + round * 7
      for (let n = 0; !hasCrashed || n < enough; n++) {
        const { written } = store.journal.append([entry('d0', first + n), entry('d1', first + n)])
        outcomes.push(Promise.allSettled([written]))
        if (n === enough) {
          // what pg_ctl -m immediate does, without waiting here
          process.kill(cluster.pid, 'SIGQUIT')
          hasCrashed = true
          crashed.resolve()
        }
        await new Promise(setImmediate)
      }
      await crashed.promise
      while (isRunning(cluster.pid)) await pause(5)
      cluster.start()
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
    cluster.stop('immediate')
    const refused = store.journal.append([entry('d0', next)]).durable
    await expect(refused).rejects.toBeInstanceOf(Error)
    cluster.start()
    expect(await seqs()).toHaveLength(next - 1)
    await store.journal.append([entry('d0', next), entry('d1', next)]).durable
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
