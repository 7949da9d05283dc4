/**
 * How long an append takes, from the call to `written` and to `durable`, at a steady pace; one line per database and pace.
 * The pace is kept by the clock: if the journal falls behind, the wait shows in the figures. Twenty documents, entries of 40 bytes, one entry
 * per append, as keystrokes come. The first line is the floor: this disk's own write and sync of 4 KiB, at that moment. PostgreSQL: a cluster of its own on the same disk, with fsync.
 *
 * usage: node tests/bench/journal.ts [seconds per line, default 10] [appends per second ..., default 200 2000]
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { openStore } from '../../server/store/open.ts'
import type { Store } from '../../server/store/store.ts'
import { makeCluster } from '../support/postgres-cluster.ts'
import { addDocuments, entry } from '../support/rows.ts'
import { quantile } from './quantile.ts'

const DOCUMENTS = Array.from({ length: 20 }, (_, n) => `d${n}`)
const [seconds = 10, ...paces] = process.argv.slice(2).map(Number)

const within = (waits: number[], share: number): string => quantile(waits, share).toFixed(2)

const seqs = new Map<string, number>()

/** Appends `pace` times a second; answers the waits in milliseconds. */
async function drive(store: Store, pace: number, duration: number): Promise<{ written: number[]; durable: number[] }> {
  const waits = { written: [] as number[], durable: [] as number[] }
  const onTheWay: Promise<void>[] = []
  const begun = performance.now()
  let sent = 0
  for (let now = begun; now - begun < duration * 1000; now = performance.now()) {
    for (const due = ((now - begun) / 1000) * pace; sent < due; sent++) {
      const id = DOCUMENTS[sent % DOCUMENTS.length]!
      const seq = (seqs.get(id) ?? 0) + 1
      seqs.set(id, seq)
      const at = performance.now()
      const { written, durable } = store.journal.append([entry(id, seq, { bytes: new Uint8Array(40) })])
      onTheWay.push(
        written.then(() => void waits.written.push(performance.now() - at)),
        durable.then(() => void waits.durable.push(performance.now() - at)),
      )
      // each keystroke is an event of its own
      await new Promise(setImmediate)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(onTheWay)
  return waits
}

const dataDir = mkdtempSync(join(tmpdir(), 'concord-bench-'))
const cluster = makeCluster(true)
const floor: number[] = []
const probe = openSync(join(dataDir, 'probe'), 'w')
for (let n = 0; n < 300; n++) {
  const at = performance.now()
  writeSync(probe, new Uint8Array(4096))
  fdatasyncSync(probe)
  floor.push(performance.now() - at)
}
closeSync(probe)
console.log(`disk: write and sync of 4 KiB p50 ${within(floor, 0.5)}, p99 ${within(floor, 0.99)} ms`)
console.log('database  appends/s  written p50 / p99 / max ms   durable p50 / p99 / max ms   CPU ms/append')
try {
  for (const databaseUrl of [null, cluster.address]) {
    seqs.clear()
    const store = await openStore({ dataDir, databaseUrl })
    await store.transaction((rows) => addDocuments(rows, DOCUMENTS))
    for (const pace of paces.length > 0 ? paces : [200, 2000]) {
      await drive(store, pace, 1)
      const before = process.cpuUsage()
      const { written, durable } = await drive(store, pace, seconds)
      const { user, system } = process.cpuUsage(before)
      const show = (waits: number[]): string =>
        [0.5, 0.99, 1].map((share) => within(waits, share).padStart(6)).join(' / ')
      console.log(
        store.dialect.padEnd(9),
        (written.length / seconds).toFixed(0).padStart(9),
        ' ',
        show(written),
        '     ',
        show(durable),
        '     ',
        ((user + system) / 1000 / written.length).toFixed(3),
      )
    }
    await store.close()
  }
} finally {
  cluster.stop('fast')
  cluster.remove()
  rmSync(dataDir, { recursive: true })
}
