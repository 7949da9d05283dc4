/**
 * Holds what is stored against itself (rule OP4): each text that is kept compacted against its journal, each version against its hash, each sign-off
 * against its version, the record against its chain. Reads only; a server may run meanwhile.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { verifyChain } from '../charter/read-audit.ts'
import { readJournal } from '../store/history.ts'
import type { Rows, Store } from '../store/store.ts'
import { readCanonical } from '../store/versions.ts'
import { allDocumentIds, signoffsOfOtherHashes, snapshotsOf, versionHashes } from '../store/whole.ts'
import { deltaOf } from '../text/read.ts'

export interface Verified {
  texts: number
  entries: number
  versions: number
  /** Rows of the record. */
  record: number
  /** What does not hold, a sentence each; empty: everything does. */
  faults: string[]
}

/** `pick`: which of all texts are replayed; all of them by default. */
export async function verify(
  store: Store,
  pick: (documentIds: readonly string[]) => readonly string[] = (ids) => ids,
): Promise<Verified> {
  const faults: string[] = []
  const ids = pick(await allDocumentIds(store.db))
  let entries = 0
  for (const id of ids) {
    // each on one state, so that nobody's words between two reads look like a fault
    const found = await store.read((rows) => verifyText(rows, id))
    entries += found.entries
    faults.push(...found.faults)
  }
  const versions = await versionHashes(store.db)
  for (const { id, label, sha256 } of versions) {
    const canonical = await readCanonical(store.db, id)
    if (canonical === undefined || createHash('sha256').update(canonical).digest('hex') !== sha256)
      faults.push(`The bytes of version "${label}" (${id}) do not have the hash that was published.`)
  }
  for (const id of await signoffsOfOtherHashes(store.db))
    faults.push(`Sign-off ${id} names another hash than its version has.`)
  const record = await verifyChain({ store })
  if (!record.ok) faults.push(`The record is broken: row ${record.brokenAt} is the first that does not hold.`)
  return { texts: ids.length, entries, versions: versions.length, record: record.length, faults }
}

async function verifyText(rows: Rows, documentId: string): Promise<{ entries: number; faults: string[] }> {
  const fault = (what: string): { entries: number; faults: string[] } => ({
    entries,
    faults: [`Text ${documentId}: ${what}`],
  })
  const snapshots = await snapshotsOf(rows, documentId)
  const replayed = new Y.Doc()
  let entries = 0
  const meet = (): string | null => {
    while (snapshots[0]?.seq === entries) {
      const kept = new Y.Doc()
      Y.applyUpdate(kept, snapshots.shift()!.bytes)
      if (!isDeepStrictEqual(deltaOf(kept), deltaOf(replayed)))
        return `what is kept of it as of entry ${entries} is not what its journal says.`
    }
    return null
  }
  for (;;) {
    const page = await readJournal(rows, documentId, entries)
    if (page.length === 0) break
    for (const { seq, bytes } of page) {
      if (seq !== entries + 1) return fault(`entry ${entries + 1} of its journal is missing.`)
      try {
        Y.applyUpdate(replayed, bytes)
      } catch {
        return fault(`entry ${seq} of its journal cannot be read.`)
      }
      entries = seq
      const differs = meet()
      if (differs !== null) return fault(differs)
    }
  }
  if (snapshots.length > 0) return fault(`entry ${entries + 1} of its journal is missing, and what follows.`)
  return { entries, faults: [] }
}
