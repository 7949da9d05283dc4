/**
 * A server that writes to its journal, over two segments of its log and more, and ends; what it is told is at once a line in LOG_COPIES/told: `written 3`, `durable 3`.
 * Batch n holds entry n of document d0 and entry n of d1, the latter under client n, which is its author's from then on, written in one capacity and the other in turn.
 *
 * usage: node --import log-copies.mjs log-scenario-process.ts [recover]   (with LOG_DATA and LOG_COPIES; `recover`: opens and closes)
 */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../server/store/open.ts'
import { entry } from './rows.ts'

const { LOG_DATA, LOG_COPIES } = process.env
const tell = (line: string): void => appendFileSync(join(LOG_COPIES!, 'told'), `${line}\n`)
const large = new Uint8Array(2_200_000)
const store = await openStore({ dataDir: LOG_DATA!, databaseUrl: null })
if (process.argv[2] !== 'recover')
  for (let n = 1; n <= 8; n++) {
    const { written, durable, stored } = store.journal.append([
      entry('d0', n, n === 2 || n === 4 ? { bytes: large } : {}),
      entry('d1', n, { authorId: 'ana', hat: n % 2 === 0 ? 'chair' : 'party', newClients: [n] }),
    ])
    void durable.then(() => tell(`durable ${n}`))
    await written
    tell(`written ${n}`)
    await (n % 3 === 2 ? stored : durable)
  }
await store.close()
