/** What a server left in its log goes into the database before the next one begins. Repeated from the start if it is broken off. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from './errors.ts'
import { lastSeqs } from './history.ts'
import { segmentName } from './log.ts'
import { readLog } from './log-read.ts'
import { recoveredRowsOf } from './recovered-words.ts'
import type { JournalEntry, Rows, Store } from './store.ts'
import { syncFolder } from './sync-folder.ts'

/** Written by one transaction. */
const ENTRIES_AT_ONCE = 2_000

/**
 * Writes what `folder` (made if missing) holds and the database does not, then empties it. Answers the number for the first segment of a new log.
 * `warn` hears of bytes that are no whole record. Throws `StoreError` `LOG_DAMAGED`; then nothing has changed.
 */
export async function recoverLog(
  folder: string,
  store: Pick<Store, 'db' | 'transaction'>,
  warn: (message: string) => void,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { batches, segments, torn } = readLog(folder)
  const entries = await notIn(store.db, batches.flat())
  for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE)
    await store.transaction(async (rows) => {
      for (const entry of entries.slice(from, from + ENTRIES_AT_ONCE)) await keep(rows, entry, folder)
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

/** Those of `entries` that the database does not have: in each document what comes after its last one there. */
export async function notIn(rows: Rows, entries: JournalEntry[]): Promise<JournalEntry[]> {
  const last = await lastSeqs(rows, [...new Set(entries.map(({ documentId }) => documentId))])
  return entries.filter(({ documentId, seq }) => seq > (last.get(documentId) ?? 0))
}

async function keep(rows: Rows, entry: JournalEntry, folder: string): Promise<void> {
  const { documentId, seq } = entry
  const refuse = (why: string): StoreError =>
    new StoreError(
      'LOG_DAMAGED',
      `The log in ${folder} does not fit the database: entry ${seq} of document ${documentId} ${why}. Was one of them replaced? ` +
        `Put back what belongs together, or move the folder of the log away to go on without what only the log has.`,
    )
  const last = (await lastSeqs(rows, [documentId])).get(documentId) ?? 0
  if (seq !== last + 1) throw refuse(`does not follow ${last}`)
  const document = await rows.selectFrom('document').select('id').where('id', '=', documentId).executeTakeFirst()
  if (document === undefined) throw refuse('belongs to nothing that is there')
  await rows
    .insertInto('journal')
    .values({
      document_id: documentId,
      seq,
      author_id: entry.authorId,
      party_id: entry.partyId,
      bytes: entry.bytes,
      at: entry.at,
    })
    .execute()
  for (const row of recoveredRowsOf(entry)) await rows.insertInto('recovered_words').values(row).execute()
  for (const client_id of entry.newClients) {
    await rows
      .insertInto('client_binding')
      .values({ document_id: documentId, client_id, person_id: entry.authorId })
      .onConflict((conflict) => conflict.columns(['document_id', 'client_id']).doNothing())
      .execute()
    const bound = await rows
      .selectFrom('client_binding')
      .select('person_id')
      .where('document_id', '=', documentId)
      .where('client_id', '=', client_id)
      .executeTakeFirstOrThrow()
    if (bound.person_id !== entry.authorId) throw refuse("comes from a client that is somebody else's")
  }
}
