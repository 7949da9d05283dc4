/** A process killed while it writes: nothing that it was told is written is gone, and no batch or transaction is there by half. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type OpenOptions } from '../../server/store/open.ts'
import { makeCluster, type Cluster } from '../support/postgres-cluster.ts'
import { addDocuments } from '../support/rows.ts'
import { runAndListen } from '../support/told.ts'

const WRITER = fileURLToPath(new URL('../support/journal-writer.ts', import.meta.url))

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const highest = (lines: string[], kind: string): number =>
  Math.max(0, ...lines.filter((line) => line.startsWith(`${kind} `)).map((line) => Number(line.slice(2))))

async function killRounds(options: OpenOptions, rounds: number, seed: number): Promise<void> {
  const next = random(seed)
  const first = await openStore(options)
  await first.transaction((rows) => addDocuments(rows, ['d0', 'd1']))
  await first.close()
  let before = 0
  for (let round = 0; round < rounds; round++) {
    const writer = runAndListen([WRITER, options.dataDir, options.databaseUrl ?? ''])
    const enough = 20 + Math.floor(next() * 600)
    await writer.until((lines) => lines.length >= enough && highest(lines, 'd') > before && highest(lines, 't') > 0)
    await writer.kill()
    const written = highest(writer.lines, 'w')
    expect(highest(writer.lines, 'd')).toBeLessThanOrEqual(written)

    const store = await openStore(options)
    const journal = await store.db
      .selectFrom('journal')
      .select(['document_id', 'seq', 'bytes'])
      .orderBy('seq')
      .execute()
    for (const id of ['d0', 'd1']) {
      const own = journal.filter((row) => row.document_id === id)
      expect(own.map((row) => row.seq)).toEqual(own.map((_, n) => n + 1))
      expect(own.length).toBeGreaterThanOrEqual(written)
      expect(own.every((row) => new TextDecoder().decode(row.bytes) === `${id}/${row.seq}`)).toBe(true)
    }
    expect(journal.length % 2).toBe(0)
    const settings = await store.db.selectFrom('setting').select('name').execute()
    expect(settings.length % 2).toBe(0)
    expect(settings.length / 2).toBeGreaterThanOrEqual(highest(writer.lines, 't'))
    before = journal.length / 2
    if (store.dialect === 'sqlite') {
      const check = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(store.db)
      expect(check.rows).toEqual([{ integrity_check: 'ok' }])
    }
    await store.close()
  }
}

describe('killed with signal 9 while it writes', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-killed-'))
  let cluster: Cluster
  beforeAll(() => {
    cluster = makeCluster()
  })
  afterAll(() => {
    cluster.stop('immediate')
    cluster.remove()
    rmSync(dataDir, { recursive: true })
  })

  it('twenty times on SQLite', () => killRounds({ dataDir, databaseUrl: null }, Number(process.env['KILLS'] ?? 20), 1))

  it('five times on PostgreSQL', () => killRounds({ dataDir, databaseUrl: cluster.address }, 5, 2))
})
