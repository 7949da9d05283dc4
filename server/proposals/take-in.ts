/**
 * An amendment is taken into the proposal that it changes (rule PS20; practice 8.2): by the chair, while that is before the table, in its sponsors' name no more
 * than in anybody's; by its sponsors, into the new wording that they write in its place. A merge of words in the amended text's own queue.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { authorOf, inTheirNames, type Author } from '../../src/lib/domain/authored.ts'
import { changedBlocks } from '../../src/lib/domain/changed-blocks.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { merge3, type Merged } from '../../src/lib/domain/merge.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { isWritable } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { addDecision } from '../store/decisions.ts'
import { lastSeqs } from '../store/history.ts'
import { listProposalTexts, replaceBlocks, updateProposalText, type ProposalTextRow } from '../store/proposal-texts.ts'
import { listReferring } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { reasonUnseen, sightOf, type SightInput } from './as-seen.ts'
import { creditsIn, followSource } from './follow.ts'
import { heldWords, isSame } from './into-article.ts'
import { baseOf, keptBlocks, placesOf } from './proposed.ts'
import { seeProposal, type SeenProposal } from './see.ts'
import { seeForAct, tellOf, turnWithin, wornToTurn, type ActInput } from './turn.ts'
import { proposalView } from './views.ts'

/** One language of both. */
interface Pair {
  amended: ProposalTextRow
  /** What the amended text is based on. */
  base: ArticleDoc
  merged: Merged
  before: ArticleDoc
}

/**
 * Answers the amendment. Refuses with `held-words`, `nothing-proposed` (it amends nothing, or has no words in a language of what it amends),
 * `transition-not-allowed`, `text-changed` (the amendment says something else than what was `seen`), `busy`.
 */
export async function takeInAmendment(
  context: Context,
  actor: Actor | null,
  id: string,
  { seen: shown, ...input }: SightInput,
): Promise<Result<ProposalView>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeProposal(store.db, actor, id)
  if (!seen || !can(actor, 'proposal.read', seen.subject)) return refuse('not-found')
  const { amendsId } = seen.proposal
  if (amendsId === null)
    return can(actor, 'proposal.decide', seen.subject) ? refuse('nothing-proposed') : refuse('not-allowed')
  const rewording = await newWordingOf(context, actor, amendsId)
  const amended = rewording ?? (await seeForAct(store.db, actor, amendsId, { action: 'proposal.decide' }))
  if (!amended.ok) return amended
  await followSource(context, id)
  const target = amended.value
  const worn = rewording
    ? wornToTurn(actor, target, input.as, { act: 'take_in', action: 'proposal.write' })
    : wornToTurn(actor, seen, input.as, { act: 'accept', action: 'proposal.decide' })
  if (!worn.ok) return worn
  const by = authorOf(worn.value.actor, worn.value.hat)
  const worded = { ...input, as: worn.value.hat }
  const rows = (await listProposalTexts(store.db, [id, target.proposal.id])).filter(({ kind }) => kind !== 'modified')
  const places = await placesOf(context, target)
  let pairs: Pair[] = []
  let refused: Refused | null = null
  let turned: Result<SeenProposal> | null = null
  const own = rows.filter(({ proposalId }) => proposalId === id)
  const theirs = own.map((row) => rows.find((one) => one.proposalId === target.proposal.id && one.lang === row.lang))
  if (own.length === 0 || theirs.includes(undefined)) return refuse('nothing-proposed')
  const sight = shown ? await sightOf(context, actor, seen, own, shown) : null
  if (sight?.ok === false) return sight
  const bases = await Promise.all(own.map((row) => baseOf(context, row)))
  const amendedBases = await Promise.all(theirs.map((row) => baseOf(context, row!)))
  const forks = await texts.readMany(own.map(({ documentId }) => documentId))
  const unseen =
    sight &&
    reasonUnseen(
      sight.value,
      own.map(({ documentId, lang }, i) => ({ documentId, lang, base: bases[i]!, doc: forks.get(documentId)! })),
    )
  if (unseen) return unseen
  const credits = await Promise.all(own.map((row, i) => creditsOfPair(context, row, theirs[i]!)))
  const merge = (now: ReadonlyMap<string, ArticleDoc>): void => {
    pairs = own.map((row, i) => {
      const amended = theirs[i]!
      const before = now.get(amended.documentId)!
      const merged = merge3(bases[i]!, before, forks.get(row.documentId)!)
      return { amended, base: amendedBases[i]!, before, merged }
    })
    const held = pairs.flatMap(({ amended: { lang }, merged }) =>
      merged.held.map(({ kind, blocks }) => ({ lang, kind, blocks })),
    )
    refused = held.length > 0 ? (heldWords(held) as Refused) : null
  }
  const keep = async (rows: Rows): Promise<boolean> => {
    turned = rewording
      ? await takeIntoWording(context, rows, actor, target, worded, seen, pairs)
      : await takeIntoProposal(context, rows, actor, { target, amendment: seen }, worded, pairs, places)
    return turned.ok
  }
  const documentIds = theirs.map((row) => row!.documentId)
  const changedBy = (now: ReadonlyMap<string, ArticleDoc>): typeof pairs => {
    merge(now)
    return pairs.filter(({ before, merged }) => !isSame(before, merged.doc))
  }
  const isWritten = await texts.changeTogether(
    documentIds,
    (now) => {
      const changed = changedBy(now)
      if (refused) return null
      if (changed.length === 0) return null
      return new Map(
        changed.map(({ amended, merged }) => {
          const creditOf = credits[theirs.indexOf(amended)]!
          const nameOf = (block: string, unit: number): Author | null => creditOf(merged, block, unit)
          return [amended.documentId, { doc: merged.doc, parts: (from) => inTheirNames(from, merged.doc, nameOf, by) }]
        }),
      )
    },
    keep,
    by,
  )
  if (refused) return refused
  // it says so already
  if (!isWritten && turned === null)
    await texts.whileStill(documentIds, async (now, hold) => {
      if (changedBy(now).length > 0 || refused) return
      await store.transaction(async (rows) => {
        await hold(rows)
        await keep(rows)
      })
    })
  if (refused) return refused
  const done = turned as Result<SeenProposal> | null
  if (done === null) return refuse('busy')
  if (!done.ok) return done
  tellOf(context, target.proposal, done.value)
  await followSource(context, target.proposal.id)
  const after = await seeProposal(store.db, actor, id)
  if (!after) return refuse('not-found')
  tellOf(context, seen.proposal, after)
  return ok(await proposalView(context, actor, after))
}

/** What its sponsors write in the place of an amended proposal, where the actor is one who writes it. */
async function newWordingOf(context: Context, actor: Actor, amendedId: string): Promise<Result<SeenProposal> | null> {
  const { db } = context.store
  for (const { id, succeedsId, status } of await listReferring(db, amendedId)) {
    if (succeedsId !== amendedId || !isWritable(status)) continue
    const seen = await seeProposal(db, actor, id)
    if (seen && can(actor, 'proposal.write', seen.subject)) return ok(seen)
  }
  return null
}

/** Who wrote what of the amended text (main) and of the amendment (fork). */
async function creditsOfPair(context: Context, own: ProposalTextRow, amended: ProposalTextRow) {
  const [{ seq }] = [await context.texts.readAt(amended.documentId)]
  return creditsIn(context, { documentId: own.documentId, articleDocumentId: amended.documentId, seq })
}

/** Its sponsors' affair, until their new wording comes before the table. */
const takeIntoWording = (
  context: Context,
  rows: Rows,
  actor: Actor,
  target: SeenProposal,
  { rev: _rev, ...input }: ActInput,
  { proposal }: SeenProposal,
  pairs: readonly Pair[],
): Promise<Result<SeenProposal>> =>
  turnWithin(context, rows, actor, target, input, {
    act: 'take_in',
    action: 'proposal.write',
    work: () =>
      Promise.resolve(ok({ change: { approvedBy: null }, event: { amendment: proposal.id, blocks: blocksOf(pairs) } })),
  })

const blocksOf = (pairs: readonly Pair[]): string[] => [
  ...new Set(pairs.flatMap(({ before, merged }) => changedBlocks(before, merged.doc).changed)),
]

/** The amended proposal has other words from then on, and the amendment is merged. */
async function takeIntoProposal(
  context: Context,
  rows: Rows,
  actor: Actor,
  { target, amendment }: { target: SeenProposal; amendment: SeenProposal },
  input: ActInput,
  pairs: readonly Pair[],
  places: Awaited<ReturnType<typeof placesOf>>,
): Promise<Result<SeenProposal>> {
  const decision = context.newId()
  const { rev: _rev, ...unseen } = input
  const accepted = await turnWithin(context, rows, actor, amendment, input, {
    act: 'accept',
    action: 'proposal.decide',
    work: async (rows, { at, hat, proposal }) => {
      const { id: proposalId, articleId, charterId } = proposal
      await addDecision(rows, {
        ...{ id: decision, charterId, articleId, proposalId, bracketId: null, act: 'take_in', venue: 'meeting' },
        ...{ sittingId: null, actorId: actor.id, hat, onWordOf: null, at, note: '', optionsDropped: [], seqs: {} },
      })
      return ok({ event: { decision }, data: { decision } })
    },
  })
  if (!accepted.ok) return accepted
  const at = await context.store.now(rows)
  const told = { amended: target.proposal.id, blocks: blocksOf(pairs) }
  const merged = await turnWithin(context, rows, actor, accepted.value, unseen, {
    act: 'merge',
    action: 'proposal.merge',
    work: () => Promise.resolve(ok({ change: { settledAt: at }, event: told, data: told })),
  })
  if (!merged.ok) return merged
  return turnWithin(context, rows, actor, target, unseen, {
    act: 'take_in',
    action: 'proposal.decide',
    work: async (rows) => {
      const seqs = await lastSeqs(
        rows,
        pairs.map(({ amended }) => amended.documentId),
      )
      for (const { amended, base, merged } of pairs) {
        await replaceBlocks(rows, amended, keptBlocks(base, merged.doc, { ...places, lang: amended.lang }))
        await updateProposalText(rows, amended, { textSeq: seqs.get(amended.documentId) ?? amended.textSeq })
      }
      const { id, code } = amendment.proposal
      const about = { amendment: id, code, decision, blocks: blocksOf(pairs) }
      return ok({ event: about, data: about })
    },
  })
}
