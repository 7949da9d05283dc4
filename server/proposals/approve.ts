/** A head approves of what a drafter would submit (rules PS3, PS22), and whether it says that still when it is submitted. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { otherThanSeen, type Said } from '../../src/lib/domain/as-seen.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { lastSeqs } from '../store/history.ts'
import { listProposalEvents } from '../store/proposal-story.ts'
import { listProposalTexts, type ProposalTextRow } from '../store/proposal-texts.ts'
import type { Rows } from '../store/store.ts'
import { NOT_TOLD, reasonUnseen, sightOf, type SightInput } from './as-seen.ts'
import { turnAndView } from './acts.ts'
import { isBasedAlike } from './follow.ts'
import { baseOf } from './proposed.ts'
import { seeForAct } from './turn.ts'

/** As often as somebody may write between the look at it and the act. */
const TRIES = 5

const ownTexts = async (rows: Rows, id: string): Promise<ProposalTextRow[]> =>
  (await listProposalTexts(rows, [id])).filter(({ kind }) => kind !== 'modified')

/** Of what was seen; words that are written after it need it anew. Refuses with `text-changed`, `invalid` (nothing named as seen), `busy`. */
export async function approveProposal(
  context: Context,
  actor: Actor | null,
  id: string,
  { seen, ...input }: SightInput,
): Promise<Result<ProposalView>> {
  const { db } = context.store
  if (actor === null) return refuse('not-signed-in')
  for (let tries = 1; ; tries++) {
    const found = await seeForAct(db, actor, id, { action: 'proposal.approve' })
    if (!found.ok) return found
    if (seen === undefined) return NOT_TOLD
    const own = await ownTexts(db, id)
    const sight = await sightOf(context, actor, found.value, own, seen)
    if (!sight.ok) return sight
    const read = await Promise.all(
      own.map(async (row) => {
        const history = await textHistory(context, row.documentId)
        return { row, to: history.seq, ...{ base: await baseOf(context, row), doc: history.docAt() } }
      }),
    )
    const unseen = reasonUnseen(
      sight.value,
      read.map(({ row: { documentId, lang }, base, doc }) => ({ documentId, lang, base, doc })),
    )
    let isLate = false
    const done = await turnAndView(context, actor, id, input, {
      act: 'approve',
      action: 'proposal.approve',
      work: async (rows, { actor }) => {
        const [now, seqs] = [await ownTexts(rows, id), await wordSeqs(rows, own)]
        isLate =
          now.length !== own.length ||
          read.some(({ row, to }) => {
            const same = now.find(({ documentId }) => documentId === row.documentId)
            return !isBasedAlike(same, row) || (seqs[row.documentId] ?? 0) > to
          })
        if (isLate) return refuse('busy')
        if (unseen) return unseen
        const bases = Object.fromEntries(own.map(({ documentId, baseSeq }) => [documentId, baseSeq]))
        return ok({ change: { approvedBy: actor.id }, event: { seqs, bases } })
      },
    })
    if (!isLate || tries === TRIES) return done
  }
}

const wordSeqs = async (rows: Rows, texts: readonly ProposalTextRow[]): Promise<Record<string, number>> =>
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
