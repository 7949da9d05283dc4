/** What whoever reads a proposal but not its living text is told of its words (rule P13): those that were submitted, whatever its sponsors wrote since. */
import type { ProposalEventRow } from '../store/proposal-story.ts'

/** Up to which entry of its own journal, and on which of its source's. */
export interface SubmittedText {
  seq: number
  baseSeq: number
}

/** What a submission keeps with its event, and what is read of it here. */
interface SubmittedData {
  seqs?: Record<string, number>
  bases?: Record<string, number>
  rationale?: string
  rationaleLang?: string | null
}

const dataOf = (events: readonly ProposalEventRow[]): SubmittedData =>
  events.findLast(({ act }) => act === 'submit')?.data ?? {}

/** Why it was last submitted; null: its story does not say. */
export function submittedRationale(
  events: readonly ProposalEventRow[],
): { rationale: string; rationaleLang: string | null } | null {
  const { rationale, rationaleLang = null } = dataOf(events)
  return rationale === undefined ? null : { rationale, rationaleLang }
}

/** A text as it was last submitted; null: its story, which came from a file, does not say. */
export function submittedText(events: readonly ProposalEventRow[], documentId: string): SubmittedText | null {
  const { seqs, bases } = dataOf(events)
  const [seq, baseSeq] = [seqs?.[documentId], bases?.[documentId]]
  return seq === undefined || baseSeq === undefined ? null : { seq, baseSeq }
}
