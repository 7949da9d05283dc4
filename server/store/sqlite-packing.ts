/**
 * Batches of the journal on their way to the thread that writes them. Cloning many small objects costs the sending thread more than all
 * else it does for the journal; a string is copied in one go, a buffer is handed over.
 */
import type { Hat } from '../../src/lib/domain/hat.ts'
import type { JournalEntry, StillbornWords } from './store.ts'

export interface PackedBatches {
  /** JSON of `Head[][]`, a list of entries for each batch. */
  heads: string
  /** The bytes of all entries, one after another. */
  bytes: Uint8Array<ArrayBuffer>
}

/** An entry without its bytes: document, sequence, author, party, capacity, instant, new clients, length of its bytes; seldom words whose place was gone. */
type Head = [
  ...[documentId: string, seq: number, authorId: string | null, partyId: string | null, hat: Hat | null, at: string],
  ...[newClients: number[], length: number, stillborn?: readonly StillbornWords[]],
]

export function pack(batches: readonly JournalEntry[][]): PackedBatches {
  let length = 0
  for (const entries of batches) for (const { bytes } of entries) length += bytes.length
  const bytes = new Uint8Array(length)
  let at = 0
  const heads = batches.map((entries) =>
    entries.map((entry): Head => {
      bytes.set(entry.bytes, at)
      at += entry.bytes.length
      const { documentId, seq, authorId, partyId, hat, newClients, stillborn } = entry
      const head: Head = [documentId, seq, authorId, partyId, hat, entry.at, newClients, entry.bytes.length]
      if (stillborn !== undefined) head.push(stillborn)
      return head
    }),
  )
  return { heads: JSON.stringify(heads), bytes }
}

/** The entries' bytes are views of `bytes`. */
export function unpack({ heads, bytes }: PackedBatches): JournalEntry[][] {
  let start = 0
  return (JSON.parse(heads) as Head[][]).map((entries) =>
    entries.map(([documentId, seq, authorId, partyId, hat, at, newClients, length, stillborn]) => ({
      documentId,
      seq,
      authorId,
      partyId,
      hat,
      at,
      newClients,
      bytes: bytes.subarray(start, (start += length)),
      ...(stillborn && { stillborn }),
    })),
  )
}
