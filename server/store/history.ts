/** What is kept of a document's text: its latest snapshot, the journal after it, and whose its client ids are. Append-only but for the bindings' first sight. */
import type { Rows } from './store.ts'

export interface DocumentHistory {
  /** Sequence of the last journal entry; 0: none. */
  seq: number
  /** Sequence up to which the first of `updates` reaches, if it is a snapshot; 0: there is none. */
  snapshotSeq: number
  /** Yjs V1 updates to apply in order: the snapshot, if any, then the journal after it. */
  updates: Uint8Array[]
}

/** The histories of these documents; one without journal and snapshot is empty. Consistent if `rows` is a transaction. */
export async function loadHistories(rows: Rows, documentIds: string[]): Promise<Map<string, DocumentHistory>> {
  const histories = new Map<string, DocumentHistory>()
  for (const documentId of documentIds) {
    const snapshot = await rows
      .selectFrom('snapshot')
      .select(['seq', 'bytes'])
      .where('document_id', '=', documentId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    const snapshotSeq = snapshot?.seq ?? 0
    const tail = await rows
      .selectFrom('journal')
      .select(['seq', 'bytes'])
      .where('document_id', '=', documentId)
      .where('seq', '>', snapshotSeq)
      .orderBy('seq')
      .execute()
    histories.set(documentId, {
      seq: tail.at(-1)?.seq ?? snapshotSeq,
      snapshotSeq,
      updates: [...(snapshot ? [snapshot.bytes] : []), ...tail.map(({ bytes }) => bytes)],
    })
  }
  return histories
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

/** The party a person belongs to now; null: none. */
export async function partyIdOf(rows: Rows, personId: string): Promise<string | null> {
  const person = await rows.selectFrom('person').select('party_id').where('id', '=', personId).executeTakeFirst()
  return person?.party_id ?? null
}
