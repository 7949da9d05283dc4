/** Submits a proposal (PS2-PS4): what it changes is written down while nobody writes in it, and from then on its words stand still. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked, type ArticleDoc } from '../../src/lib/domain/article.ts'
import type { Said } from '../../src/lib/domain/as-seen.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { lockedIn } from '../../src/lib/domain/locks.ts'
import { isHeadOf } from '../../src/lib/domain/permission-terms.ts'
import { codeOf, PROPOSAL_LIMITS, stemOf } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context, Hold } from '../context.ts'
import { lastSeqs } from '../store/history.ts'
import { partiesById } from '../store/people.ts'
import { listMembers } from '../store/proposal-sponsors.ts'
import { listProposalTexts, replaceBlocks, updateProposalText, type ProposalTextRow } from '../store/proposal-texts.ts'
import { findProposal, nextNumber } from '../store/proposals.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import type { Rows } from '../store/store.ts'
import { readApproval, saysAsApproved } from './approval.ts'
import { NOT_TOLD, reasonUnseen, sightOf, type SightInput } from './as-seen.ts'
import type { SubmittedGroup } from './as-submitted.ts'
import { followSource, isBasedAlike } from './follow.ts'
import { baseOf, keptBlocks, placesOf, type KeptBlock } from './proposed.ts'
import type { SeenProposal } from './see.ts'
import { seeForAct, storyHash, tellOf, turnWithin, type Done, type HeldProposal } from './turn.ts'
import { proposalView } from './views.ts'

interface Proposed {
  text: ProposalTextRow
  blocks: KeptBlock[]
}

/**
 * Refuses with `nothing-proposed`, `held-words`, `needs-approval` (the head's), `article-locked`, `paragraph-agreed` (of what it
 * changes), `already-deleted`, `too-large`, `text-changed` (it says something else than what was `seen`). A head who submits instead of approving says what
 * they saw. After the charter's deadline it is late, and the chair's to admit.
 */
export async function submitProposal(
  context: Context,
  actor: Actor | null,
  id: string,
  { seen: shown, ...input }: SightInput,
): Promise<Result<ProposalView>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeForAct(store.db, actor, id, { action: 'proposal.submit' })
  if (!seen.ok) return seen
  await followSource(context, id)
  const own = (await listProposalTexts(store.db, [id])).filter(({ kind }) => kind !== 'modified')
  const [places, bases] = await Promise.all([
    placesOf(context, seen.value),
    Promise.all(own.map((text) => baseOf(context, text))),
  ])
  const sight = shown ? await sightOf(context, actor, seen.value, own, shown) : null
  if (sight?.ok === false) return sight
  const approval = await readApproval(context, own)
  const submit = async (now: ReadonlyMap<string, ArticleDoc>, hold?: Hold): Promise<Result<SeenProposal>> => {
    const proposed = own.flatMap((text, i): Proposed[] => {
      const doc = now.get(text.documentId)
      return doc ? [{ text, blocks: keptBlocks(bases[i]!, doc, { ...places, lang: text.lang }) }] : []
    })
    const says = own.flatMap((row, i) => {
      const doc = now.get(row.documentId)
      return doc ? [{ row, base: bases[i]!, doc }] : []
    })
    const count = proposed.reduce((sum, { blocks }) => sum + blocks.length, 0)
    if (count > PROPOSAL_LIMITS.blocks) return refuse('too-large')
    const done = await store.transaction(async (rows) => {
      await hold?.(rows)
      return turnWithin(context, rows, actor, seen.value, input, {
        act: 'submit',
        action: 'proposal.submit',
        holds: async (rows, seen) => ({
          proposes: count > 0 || seen.proposal.act !== null,
          nothingHeld: (await listProposalTexts(rows, [id])).every(({ isHeld }) => !isHeld),
          approved: await isApproved(actor, seen, () => saysAsApproved(rows, says, approval)),
        }),
        work: async (rows, held) => {
          if (sight === null && isOwnApproval(held.actor, held)) return NOT_TOLD
          // it followed the article since what it is based on was read
          const texts = await listProposalTexts(rows, [id])
          const isRead = (now: ProposalTextRow): boolean =>
            own.some((text) => text.documentId === now.documentId && isBasedAlike(now, text))
          if (!texts.every((text) => text.kind === 'modified' || isRead(text))) return refuse('busy')
          return (sight && reasonUnseen(sight.value, says.map(unseenOf))) ?? write(rows, held, proposed)
        },
      })
    })
    // before anybody's next word: whoever writes is asked for their rights anew
    if (done.ok) tellOf(context, seen.value.proposal, done.value)
    return done
  }
  const ids = own.map(({ documentId }) => documentId)
  const submitted = await (ids.length === 0 ? submit(new Map()) : texts.whileStill(ids, submit))
  return submitted.ok ? ok(await proposalView(context, actor, submitted.value)) : submitted
}

const unseenOf = ({ row: { documentId, lang }, ...said }: Said & { row: ProposalTextRow }) => ({
  ...{ documentId, lang, ...said },
})

/** Whether the delegation wants its head's approval, which this submission is (PS22). */
const isOwnApproval = (actor: Actor, { proposal: { partyId }, asker }: SeenProposal): boolean =>
  partyId !== null && asker.withHeads.has(partyId) && isHeadOf(actor, partyId)

/** PS3: the head submits, or approved of what stands there. */
async function isApproved(actor: Actor, seen: SeenProposal, isAlike: () => Promise<boolean>): Promise<boolean> {
  const { partyId, approvedBy } = seen.proposal
  if (partyId === null || !seen.asker.withHeads.has(partyId) || isHeadOf(actor, partyId)) return true
  return approvedBy !== null && (await isAlike())
}

/** What it changes, and its code, which is given once. */
async function write(
  rows: Rows,
  { at, actor, proposal, sponsors, article, to }: HeldProposal,
  proposed: readonly Proposed[],
): Promise<Result<Done>> {
  if (article && isLocked(article.status)) return refuse('article-locked')
  const agreed = await listAgreedBlocks(rows, proposal.articleId)
  const isAgreed = ({ text: { lang }, blocks }: Proposed): boolean =>
    blocks.some(({ blockId }) => lockedIn(agreed, lang).includes(blockId))
  if (proposed.some(isAgreed)) return refuse('paragraph-agreed')
  const seqs = await lastSeqs(
    rows,
    proposed.map(({ text }) => text.documentId),
  )
  for (const { text, blocks } of proposed) {
    await replaceBlocks(rows, text, blocks)
    await updateProposalText(rows, text, { textSeq: seqs.get(text.documentId) ?? text.textSeq })
  }
  const code = proposal.code ?? (await newCode(rows, proposal, article?.number ?? null))
  const standing = sponsors.filter(({ state }) => state === 'joined')
  const [joined, since] = [standing.map(({ partyId }) => partyId), standing.map(({ at }) => at)]
  const parties = await partiesById(rows, joined)
  // what others read of it while it is written anew (P13)
  const bases = Object.fromEntries(proposed.map(({ text }) => [text.documentId, text.baseSeq]))
  const blocks = [...new Set(proposed.flatMap(({ blocks }) => blocks.map(({ blockId }) => blockId)))]
  const { rationale, rationaleLang } = proposal
  const members = (await listMembers(rows, [proposal.id])).map(({ partyId, isExcept }) => ({ partyId, isExcept }))
  const group: SubmittedGroup | null = proposal.groupName === null ? null : { name: proposal.groupName, members }
  const story = await storyHash(rows, proposal.id)
  return ok({
    change: { code, submittedBy: actor.id, submittedAt: proposal.submittedAt ?? at, isLate: to === 'late' },
    event: {
      code,
      sponsors: joined,
      blocks,
      seqs: Object.fromEntries(seqs),
      bases,
      rationale,
      rationaleLang,
      group,
      since,
    },
    data: { sponsors: joined.flatMap((id) => parties.get(id) ?? []), lang: proposal.lang, blocks, story },
  })
}

async function newCode(
  rows: Rows,
  { charterId, amendsId }: SeenProposal['proposal'],
  number: string | null,
): Promise<string> {
  const amended = amendsId === null ? null : ((await findProposal(rows, amendsId))?.code ?? null)
  const stem = amended ?? stemOf(number)
  return codeOf(stem, await nextNumber(rows, charterId, stem), amended)
}
