/**
 * A process that writes to a store without end, for tests that kill it. One line on standard output for each thing reported to it,
 * written before anything else happens: `a 7`, `w 7` and `d 7` (batch 7 about to be appended, written, durable), `t 3` (transaction 3 done), `refused CODE`, `broken`.
 * Batch n holds entry n of document d0 and entry n of d1. Transaction n inserts the settings `n/a` and `n/b`.
 *
 * usage: node tests/support/journal-writer.ts <dataDir> <databaseUrl or empty> [journal]   (the last: no transactions)
 */
import { writeSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openStore } from '../../server/store/open.ts'
import { entry } from './rows.ts'

const [dataDir, databaseUrl, only] = process.argv.slice(2)
/** The pipe may be full for a moment; a line goes out whole, or this process is dead. */
function tell(line: string): void {
  for (let bytes = Buffer.from(`${line}\n`); bytes.length > 0;)
    try {
      bytes = bytes.subarray(writeSync(1, bytes))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
}

const store = await openStore({ dataDir: dataDir!, databaseUrl: databaseUrl || null })
const { last } = await store.db
  .selectFrom('journal')
  .select((eb) => eb.fn.max('seq').as('last'))
  .where('document_id', '=', 'd0')
  .executeTakeFirstOrThrow()
const { count } = await store.db
  .selectFrom('setting')
  .select((eb) => eb.fn.countAll<number>().as('count'))
  .executeTakeFirstOrThrow()
void store.broken.then(() => tell('broken'))
tell('ready')

/** A batch in each turn of the event loop, until one is refused. */
async function appends(first: number): Promise<void> {
  let isRefused = false
  for (let n = first; !isRefused; n++) {
    tell(`a ${n}`)
    const { written, durable } = store.journal.append([entry('d0', n), entry('d1', n)])
    written.then(
      () => tell(`w ${n}`),
      () => (isRefused = true),
    )
    durable.then(
      () => tell(`d ${n}`),
      (error: { code?: string }) => tell(`refused ${error.code}`),
    )
    await nextTurn()
  }
}

async function transactions(first: number): Promise<void> {
  for (let n = first; ; n++) {
    await store.transaction(async (rows) => {
      await rows
        .insertInto('setting')
        .values({ name: `${n}/a`, value: '' })
        .execute()
      await rows
        .insertInto('setting')
        .values({ name: `${n}/b`, value: '' })
        .execute()
    })
    tell(`t ${n}`)
  }
}

// transactions end by the error that broke the store
await Promise.allSettled([appends((last ?? 0) + 1), only === 'journal' ? null : transactions(count / 2 + 1)])
