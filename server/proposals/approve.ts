/** A head approves of what a drafter would submit (rules PS3, PS22). */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { listProposalTexts, type ProposalTextRow } from '../store/proposal-texts.ts'
import type { Rows } from '../store/store.ts'
import { wordSeqs } from './approval.ts'
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
