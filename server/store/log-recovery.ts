/** What a server left in its log goes into the database before the next one begins. Repeated from the start if it is broken off. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Insertable } from 'kysely'
import { StoreError } from './errors.ts'
import { lastSeqs, loadBindings } from './history.ts'
import { segmentName } from './log.ts'
import { readLog } from './log-read.ts'
import { recoveredRowsOf } from './recovered-words.ts'
import type { JournalEntry, Rows, Store } from './store.ts'
import { syncFolder } from './sync-folder.ts'
import type { Tables } from './tables.ts'

/** Rows written by one statement: a statement has at most 32,766 values. */
const ROWS_AT_ONCE = 500

/** Rows that the log has and the database does not. */
export interface MissingRows {
  journal: Insertable<Tables['journal']>[]
  client_binding: Insertable<Tables['client_binding']>[]
  recovered_words: Insertable<Tables['recovered_words']>[]
}
export const LOGGED_TABLES = ['journal', 'client_binding', 'recovered_words'] as const

/**
 * Writes what `folder` (made if missing) holds and the database does not, then empties it. Answers the number for the first segment of a new log.
 * `warn` hears of bytes that are no whole record. Throws `StoreError` `LOG_DAMAGED`; then nothing has changed.
 */
export async function recoverLog(
  folder: string,
  store: Pick<Store, 'transaction'>,
  warn: (message: string) => void,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { batches, segments, torn } = readLog(folder)
  if (batches.length > 0)
    await store.transaction(async (rows) => {
      const missing = await missingRows(rows, batches.flat())
      for (const table of LOGGED_TABLES)
        for (let from = 0; from < missing[table].length; from += ROWS_AT_ONCE)
          await rows
            .insertInto(table)
            .values(missing[table].slice(from, from + ROWS_AT_ONCE) as never)
            .execute()
    })
  if (torn > 0)
    warn(
      `The last ${torn} bytes of the log in ${folder} are no whole record: they were never called saved, and are left out.`,
    )
  for (const number of segments) {
    await rm(join(folder, segmentName(number)))
    await syncFolder(folder)
  }
  return (segments.at(-1) ?? 0) + 1
}

/** The rows of those entries, given in the order of the log, that the database does not have. Throws `LOG_DAMAGED` where the two do not fit together. */
export async function missingRows(rows: Rows, entries: readonly JournalEntry[]): Promise<MissingRows> {
  const missing: MissingRows = { journal: [], client_binding: [], recovered_words: [] }
  const ids = [...new Set(entries.map(({ documentId }) => documentId))]
  const last = await lastSeqs(rows, ids)
  const owners = new Map<string, Map<number, string | null>>()
  for (const entry of entries) {
    const { documentId, seq, authorId, partyId, hat, bytes, at } = entry
    const before = last.get(documentId) ?? 0
    if (seq <= before) continue
    if (seq !== before + 1) throw unfit(entry, `does not follow ${before}`)
    last.set(documentId, seq)
    missing.journal.push({ document_id: documentId, seq, author_id: authorId, party_id: partyId, hat, bytes, at })
    missing.recovered_words.push(...recoveredRowsOf(entry).map((row) => ({ ...row, dismissed_at: null })))
    const bound = owners.get(documentId) ?? (await ownersOf(rows, entry))
    owners.set(documentId, bound)
    for (const client of entry.newClients) {
      if (bound.has(client)) {
        if (bound.get(client) !== authorId) throw unfit(entry, `is by client ${client}, which is somebody else's`)
        continue
      }
      bound.set(client, authorId)
      missing.client_binding.push({ document_id: documentId, client_id: client, person_id: authorId })
    }
  }
  return missing
}

async function ownersOf(rows: Rows, entry: JournalEntry): Promise<Map<number, string | null>> {
  const document = await rows.selectFrom('document').select('id').where('id', '=', entry.documentId).executeTakeFirst()
  if (document === undefined) throw unfit(entry, 'belongs to nothing that is there')
  return loadBindings(rows, entry.documentId)
}

const unfit = ({ documentId, seq }: JournalEntry, why: string): StoreError =>
  new StoreError(
    'LOG_DAMAGED',
    `The folder "journal" in the data folder does not fit the database: entry ${seq} of document ${documentId} ${why}. Was one of them replaced? ` +
      `Put back what belongs together, or move that folder away to go on without what it alone has.`,
  )
