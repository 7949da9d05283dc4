/**
 * A fence in the journal: an entry that says no word. What is decided of a text while nobody writes (that it is agreed, say) puts one there in its own
 * transaction. Since entries follow each other without a gap, on whatever node they are made, each either comes before it, and was seen by who decided, or
 * after it, and its node has asked anew who may write what.
 */
import { SYSTEM } from '../../src/lib/domain/authored.ts'
import { NO_WORDS } from '../store/history.ts'
import type { JournalEntry } from '../store/store.ts'

export const FENCE = NO_WORDS

/** The entry `seq` of a journal, at the instant of the act that puts it there. */
export const fenceAt = (documentId: string, seq: number, at: string): JournalEntry => ({
  ...{ documentId, seq, at, ...SYSTEM, bytes: FENCE, newClients: [] },
})

export const isFence = ({ bytes }: { bytes: Uint8Array }): boolean =>
  bytes.length === FENCE.length && bytes.every((byte, i) => byte === FENCE[i])
