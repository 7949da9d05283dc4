/**
 * A fence in the journal: an entry that says no word. What is decided of a text while nobody writes (that it is agreed, say) puts one there in its own
 * transaction. Since entries follow each other without a gap, on whatever node they are made, each either comes before it, and was seen by who decided, or
 * after it, and its node has asked anew who may write what.
 */
import { NO_WORDS } from '../store/history.ts'

export const FENCE = NO_WORDS

export const isFence = ({ bytes }: { bytes: Uint8Array }): boolean =>
  bytes.length === FENCE.length && bytes.every((byte, i) => byte === FENCE[i])
