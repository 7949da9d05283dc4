/** What a head approved of (rules PS3, PS22), and whether a proposal says that still. */
import { otherThanSeen, type Said } from '../../src/lib/domain/as-seen.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { lastSeqs } from '../store/history.ts'
import { listProposalEvents } from '../store/proposal-story.ts'
import type { ProposalTextRow } from '../store/proposal-texts.ts'
import type { Rows } from '../store/store.ts'

/** Document -> its last entry with words. */
export const wordSeqs = async (rows: Rows, texts: readonly ProposalTextRow[]): Promise<Record<string, number>> =>
  Object.fromEntries(
    await lastSeqs(
      rows,
      texts.map(({ documentId }) => documentId),
      true,
    ),
  )

/** What was approved of last: document -> its last entry with words, and what it said. */
export interface Approval {
  seqs: Readonly<Record<string, number>>
  said: ReadonlyMap<string, Said>
}

const seqsApproved = async (rows: Rows, id: string): Promise<Record<'seqs' | 'bases', Record<string, number>>> => {
  const approval = (await listProposalEvents(rows, id)).findLast(({ act }) => act === 'approve')
  const { seqs = {}, bases = {} } = approval?.data ?? {}
  return { seqs, bases } as Record<'seqs' | 'bases', Record<string, number>>
}

/** Before its texts stand still. */
export async function readApproval(context: Context, texts: readonly ProposalTextRow[]): Promise<Approval> {
  const [first] = texts
  const { seqs, bases } = first ? await seqsApproved(context.store.db, first.proposalId) : { seqs: {}, bases: {} }
  const said = new Map<string, Said>()
  for (const { documentId, articleDocumentId } of texts) {
    const [seq, baseSeq] = [seqs[documentId], bases[documentId]]
    if (seq === undefined || baseSeq === undefined) continue
    const [own, source] = [await textHistory(context, documentId), await textHistory(context, articleDocumentId)]
    said.set(documentId, { base: source.docAt(baseSeq), doc: own.docAt(seq) })
  }
  return { seqs, said }
}

/** PS3, PS22: whether each text says what was approved of, whatever the article brought beside it. `approval`: as it was read; another one may have been given since. */
export async function saysAsApproved(
  rows: Rows,
  texts: readonly (Said & { row: ProposalTextRow })[],
  approval: Approval,
): Promise<boolean> {
  const [first] = texts
  if (!first) return true
  const [{ seqs }, now] = [
    await seqsApproved(rows, first.row.proposalId),
    await wordSeqs(
      rows,
      texts.map(({ row }) => row),
    ),
  ]
  return texts.every(({ row: { documentId }, ...said }) => {
    if (seqs[documentId] === undefined) return false
    if (seqs[documentId] === now[documentId]) return true
    const seen = seqs[documentId] === approval.seqs[documentId] ? approval.said.get(documentId) : undefined
    return seen !== undefined && otherThanSeen(seen, said).length === 0
  })
}
