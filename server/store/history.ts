/** What is kept of a document's text: its latest snapshot, the journal after it, and whose its client ids are. Append-only but for the bindings' first sight. */
import { sql } from 'kysely'
import type { Author } from '../../src/lib/domain/authored.ts'
import { recoveredRowsOf } from './recovered-words.ts'
import type { JournalEntry, Rows } from './store.ts'

export interface DocumentHistory {
  /** Sequence of the last journal entry; 0: none. */
  seq: number
  /** Sequence up to which the first of `updates` reaches, if it is a snapshot; 0: there is none. */
  snapshotSeq: number
  /** Yjs V1 updates to apply in order: the snapshot, if any, then the journal after it. */
  updates: Uint8Array[]
}

/** Documents asked about in one statement. */
const MOST_AT_ONCE = 500

/**
 * The histories of these documents; one without journal and snapshot is empty. Up to 500 are read by one statement, so that they are
 * of one moment wherever they are read; beyond, use `store.read`.
 */
export async function loadHistories(rows: Rows, documentIds: string[]): Promise<Map<string, DocumentHistory>> {
  const histories = new Map(
    documentIds.map((id): [string, DocumentHistory] => [id, { seq: 0, snapshotSeq: 0, updates: [] }]),
  )
  const ids = [...histories.keys()]
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
    const these = sql.join(ids.slice(from, from + MOST_AT_ONCE))
    const { rows: found } = await sql<{ document_id: string; seq: number; bytes: Uint8Array; is_snapshot: number }>`
      with latest as (
        select document_id, max(seq) as seq from snapshot where document_id in (${these}) group by document_id
      )
      select s.document_id as document_id, s.seq as seq, s.bytes as bytes, 1 as is_snapshot
      from snapshot as s inner join latest as l on l.document_id = s.document_id and l.seq = s.seq
      union all
      select j.document_id as document_id, j.seq as seq, j.bytes as bytes, 0 as is_snapshot
      from journal as j left join latest as l on l.document_id = j.document_id
      where j.document_id in (${these}) and j.seq > coalesce(l.seq, 0)
      order by document_id, is_snapshot desc, seq`.execute(rows)
    for (const { document_id, seq, bytes, is_snapshot } of found) {
      const history = histories.get(document_id)!
      history.seq = seq
      if (is_snapshot === 1) history.snapshotSeq = seq
      history.updates.push(bytes)
    }
  }
  return histories
}

/** Every update of a document from the first on, in order: what snapshots have compacted, the journal still tells apart. */
export async function loadJournal(rows: Rows, documentId: string): Promise<{ seq: number; bytes: Uint8Array }[]> {
  return rows
    .selectFrom('journal')
    .select(['seq', 'bytes'])
    .where('document_id', '=', documentId)
    .orderBy('seq')
    .execute()
}

/** Client id -> person; null: the system. */
export async function loadBindings(rows: Rows, documentId: string): Promise<Map<number, string | null>> {
  const bindings = await rows
    .selectFrom('client_binding')
    .select(['client_id', 'person_id'])
    .where('document_id', '=', documentId)
    .execute()
  return new Map(bindings.map(({ client_id, person_id }) => [Number(client_id), person_id]))
}

/** Keeps a compacted state and drops the ones before it; the journal stays whole. A state kept already is left alone. */
export async function keepSnapshot(
  rows: Rows,
  snapshot: { documentId: string; seq: number; bytes: Uint8Array; at: string },
): Promise<void> {
  await rows
    .insertInto('snapshot')
    .values({ document_id: snapshot.documentId, seq: snapshot.seq, bytes: snapshot.bytes, at: snapshot.at })
    .onConflict((conflict) => conflict.columns(['document_id', 'seq']).doNothing())
    .execute()
  await rows
    .deleteFrom('snapshot')
    .where('document_id', '=', snapshot.documentId)
    .where('seq', '<', snapshot.seq)
    .execute()
}

/** Yjs' update of nothing: an entry that says no word. */
export const NO_WORDS = Uint8Array.of(0, 0)

/** Sequence of the last entry of each document's journal; a document without any is left out. `isWords`: of the last that says anything. */
export async function lastSeqs(rows: Rows, documentIds: string[], isWords = false): Promise<Map<string, number>> {
  const seqs = new Map<string, number>()
  for (let from = 0; from < documentIds.length; from += MOST_AT_ONCE) {
    const found = await rows
      .selectFrom('journal')
      .select((e) => ['document_id', e.fn.max('seq').as('seq')])
      .where('document_id', 'in', documentIds.slice(from, from + MOST_AT_ONCE))
      .$if(isWords, (query) => query.where('bytes', '!=', NO_WORDS))
      .groupBy('document_id')
      .execute()
    for (const { document_id, seq } of found) seqs.set(document_id, Number(seq))
  }
  return seqs
}

/** Entries read by one statement. */
export const ENTRIES_AT_ONCE = 1_000

/** The journal of a document after entry `after`, in order, at most 1,000 entries: where that many come, ask again from the last one. */
export async function readJournal(
  rows: Rows,
  documentId: string,
  after: number,
): Promise<(Author & { seq: number; at: string; bytes: Uint8Array })[]> {
  const found = await rows
    .selectFrom('journal')
    .select(['seq', 'author_id', 'party_id', 'hat', 'at', 'bytes'])
    .where('document_id', '=', documentId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(ENTRIES_AT_ONCE)
    .execute()
  return found.map(({ seq, author_id, party_id, hat, at, bytes }) => ({
    seq,
    authorId: author_id,
    partyId: party_id,
    hat,
    at,
    bytes,
  }))
}

/**
 * Journal entries within a verb's transaction, for a change of several texts that is one act. Their rooms must hold still meanwhile.
 * Throws the constraint `journal.seq` where an entry does not follow what is kept.
 */
export async function insertEntries(rows: Rows, entries: readonly JournalEntry[]): Promise<void> {
  // as `postgres-journal.ts` does, so that two nodes never wait for each other in a circle
  const inOrder = entries.toSorted((a, b) => (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : 0))
  for (const entry of inOrder) {
    const { documentId, seq, authorId, partyId, hat, bytes, at, newClients } = entry
    await rows
      .insertInto('journal')
      .values({ document_id: documentId, seq, author_id: authorId, party_id: partyId, hat, bytes, at })
      .execute()
    for (const client_id of newClients)
      await rows
        .insertInto('client_binding')
        .values({ document_id: documentId, client_id, person_id: authorId })
        .execute()
    for (const row of recoveredRowsOf(entry)) await rows.insertInto('recovered_words').values(row).execute()
  }
}
