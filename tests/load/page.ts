/** The public page beside a file of the same bytes, served by the same process; many connections to it; and how soon a new version is there. */
import { execFile } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { askingAt, signIn } from '../bench/asking.ts'
import { rest } from '../bench/sync/load/pace.ts'
import { makeDataDir, startServer } from '../support/server-process.ts'
import { standAlone } from './stand.ts'

const autocannon = createRequire(import.meta.url).resolve('autocannon')
/** The pages' own files, among which the one for comparison lies while this lasts. */
const NAME = 'load-comparison.html'
const FILE = fileURLToPath(new URL(`../../build/client/${NAME}`, import.meta.url))

/** Who has no answer by then has none. */
const MOST_SECONDS = 20

export interface Shot {
  perSecond: number
  p50: number
  p99: number
  /** Connections that failed, answers that did not come, and those that were no success. */
  faults: number
  why: string
  megabytes: number
}

/** As browsers ask. */
const BROWSER = ['accept-encoding=gzip, deflate, br']

/** Asks one address over so many connections, from a process of its own. */
async function shoot(
  url: string,
  connections: number,
  seconds: number,
  headers: readonly string[] = [],
): Promise<Shot> {
  const args = ['-j', '-n', '-c', String(connections), '-d', String(seconds), '-t', String(MOST_SECONDS)]
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [autocannon, ...args, ...headers.flatMap((header) => ['-H', header]), url],
    { maxBuffer: 2 ** 26 },
  )
  const found = JSON.parse(stdout) as {
    requests: { average: number }
    throughput: { average: number }
    latency: { p50: number; p99: number }
    errors: number
    timeouts: number
    non2xx: number
  }
  return {
    perSecond: found.requests.average,
    ...{ p50: found.latency.p50, p99: found.latency.p99 },
    faults: found.errors + found.non2xx,
    why: `${found.errors - found.timeouts} broken, ${found.timeouts} without an answer in ${MOST_SECONDS} s, ${found.non2xx} not 2xx`,
    megabytes: found.throughput.average / 1e6,
  }
}

export interface PageFigures {
  bytes: number
  /** Of one coding and of none. */
  rows: { what: string; page: Shot; file: Shot }[]
  many: Shot & { connections: number; memory: number }
  known: Shot
  /** Milliseconds from the answer to whoever published to the first page that shows it, while a crowd reads. */
  shownAfter: number
  load: number
}

/** Over the sample charter. */
export async function page(seconds: number, connections: number): Promise<PageFigures> {
  const data = makeDataDir()
  try {
    await (await startServer({ entry: 'demo', dataDir: data.dataDir })).stop()
    const before = await standAlone(data.dataDir)
    const whole = await (await fetch(`${before.origin}/charter`)).text()
    await before.stop()
    writeFileSync(FILE, whole)
    const stand = await standAlone(data.dataDir)
    try {
      const [address, file] = [`${stand.origin}/charter`, `${stand.origin}/${NAME}`]
      const rows: PageFigures['rows'] = []
      const load = loadavg()[0]!
      // by turns, so that what else the machine does meets both
      for (const round of [1, 2, 3])
        rows.push({
          what: `round ${round}`,
          page: await shoot(address, 100, seconds),
          file: await shoot(file, 100, seconds),
        })
      const etag = (await fetch(address)).headers.get('etag')!
      const known = await shoot(address, 100, seconds, [`if-none-match=${etag}`])
      const many = {
        ...(await shoot(address, connections, Math.max(10, seconds), BROWSER)),
        connections,
        memory: stand.memory()[0]!,
      }
      const secretariat = askingAt(stand.origin, await signIn(stand.origin, 'secretariat'))
      const { items } = await secretariat<{ items: { id: string }[] }>('GET', '/charters')
      const crowd = shoot(address, 50, 5)
      await rest(1_000)
      const label = `Load ${Date.now()}`
      await secretariat('POST', `/charters/${items[0]!.id}/versions`, { label, notes: '', publish: true })
      const published = performance.now()
      while (!(await (await fetch(address)).text()).includes(label)) await rest(1)
      const shownAfter = performance.now() - published
      await crowd
      return { bytes: Buffer.byteLength(whole), rows, many, known, shownAfter, load }
    } finally {
      await stand.stop()
    }
  } finally {
    rmSync(FILE, { force: true })
    data.remove()
  }
}
