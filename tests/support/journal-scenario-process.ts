/**
 * Plays `journal-scenario.ts` over an SQLite store that has its documents. What it is told is at once a line in the file FOLDER/told: `written both`,
 * `durable both`. Between `FOLDER/armed` and its end nothing but the journal works.
 *
 * usage: node --import statement-copies.mjs journal-scenario-process.ts DATA_DIR FOLDER   (with STATEMENT_COPIES=FOLDER)
 */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../server/store/open.ts'
import { COMMITS } from './journal-scenario.ts'

const [dataDir, folder] = process.argv.slice(2)
const tell = (line: string): void => appendFileSync(join(folder!, 'told'), `${line}\n`)
// as a process beside a server: with no log in front of the database
const store = await openStore({ dataDir: dataDir!, databaseUrl: null, isAlongside: true })
writeFileSync(join(folder!, 'armed'), '')
for (const batches of COMMITS)
  await Promise.allSettled(
    batches.map(({ name, entries }) => {
      const { written, durable } = store.journal.append(entries)
      written.then(
        () => tell(`written ${name}`),
        () => tell(`refused ${name}`),
      )
      return durable.then(() => tell(`durable ${name}`))
    }),
  )
process.exit()
