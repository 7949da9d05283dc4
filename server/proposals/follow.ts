/**
 * A proposal follows what it was forked from (rules FK7-FK9): where both changed since, their words are merged, in the names of those who wrote them. What
 * collides waits for the sponsors, and until then the proposal's text stands as it is, on what it was based on: nothing is dropped, nothing guessed.
 */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { inTheirNames, SYSTEM, type Author } from '../../src/lib/domain/authored.ts'
import { merge3, type Held, type Merged } from '../../src/lib/domain/merge.ts'
import { turned } from '../../src/lib/domain/proposal.ts'
import type { ProposedIn } from '../../src/lib/domain/proposed.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { findArticle, holdArticle } from '../store/articles.ts'
import { findCharter } from '../store/charters.ts'
import { lastSeqs } from '../store/history.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import {
  listProposalBlocks,
  listProposalTexts,
  replaceBlocks,
  updateProposalText,
  type ProposalTextRow,
} from '../store/proposal-texts.ts'
import { findProposal, holdProposal, type ProposalRow } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { creditsOf, type CreditOf } from './fork.ts'
import { isSame } from './into-article.ts'
import { baseOf, keptBlocks, placesOf, type KeptBlock } from './proposed.ts'
import { knownTo, stepBySystem } from './turn.ts'

/**
 * Brings what its source says by now into every text of a proposal, unless it is decided or gone. Where words collide, nothing of that text is changed, and
 * what collides is kept with its blocks.
 */
export async function followSource(context: Context, proposalId: string): Promise<void> {
  const { db } = context.store
  const proposal = await findProposal(db, proposalId)
  const charter = proposal && (await findCharter(db, proposal.charterId))
  if (!charter || !turned('follow', proposal.status).ok) return
  const texts = await listProposalTexts(db, [proposalId])
  const seqs = await lastSeqs(
    db,
    texts.map(({ articleDocumentId }) => articleDocumentId),
  )
  // a held one is looked at again: its own words may be others by now
  const behind = texts.filter(
    ({ articleDocumentId, baseSeq, isHeld, base }) =>
      isHeld || base !== null || (seqs.get(articleDocumentId) ?? baseSeq) !== baseSeq,
  )
  if (behind.length === 0) return
  const article = (await findArticle(db, proposal.articleId)) ?? null
  const places = await placesOf(context, { article, charter, proposal })
  for (const text of behind) await followText(context, proposal, text, { ...places, lang: text.lang })
}

async function followText(
  context: Context,
  proposal: ProposalRow,
  text: ProposalTextRow,
  where: ProposedIn,
): Promise<void> {
  const { store, texts } = context
  const { documentId, articleDocumentId, baseSeq, isHeld } = text
  const source = await textHistory(context, articleDocumentId)
  const { seq } = source
  if (seq === baseSeq && !isHeld && text.base === null) return
  const [base, main] = [await baseOf(context, text), source.docAt(seq)]
  const creditOf = await creditsIn(context, { documentId, articleDocumentId, seq })
  /** As it was looked at last: another node may have been first. */
  let seen: { fork: ArticleDoc; merged: Merged } | null = null
  const look = (now: ReadonlyMap<string, ArticleDoc>): { fork: ArticleDoc; merged: Merged } => {
    const fork = now.get(documentId)!
    return (seen = { fork, merged: merge3(base, main, fork) })
  }
  let isTold = false
  let isOver = false
  const keep = async (rows: Rows, kept: Kept): Promise<boolean> => {
    const outcome = await keepFollowed(context, rows, text, where, kept)
    // a page that draws its redline asks what it is based on now
    isTold = outcome === 'changed' || (outcome !== null && kept.seq !== baseSeq && kept.held.length === 0)
    isOver = outcome === null
    return !isOver
  }
  const isWritten = await texts.changeTogether(
    [documentId],
    (now) => {
      const { merged } = look(now)
      if (merged.held.length > 0) return null
      const nameOf = (block: string, unit: number): Author | null => creditOf(merged, block, unit)
      return new Map([
        [documentId, { doc: merged.fork, parts: (from) => inTheirNames(from, merged.fork, nameOf, SYSTEM) }],
      ])
    },
    (rows) => keep(rows, { base: main, fork: seen!.merged.fork, seq, held: [] }),
    SYSTEM,
  )
  let isOther = false
  // no word of it is another: only what it is based on, or what waits
  if (!isWritten && !isOver)
    await texts.whileStill([documentId], async (now, hold) => {
      const { fork, merged } = look(now)
      const isClean = merged.held.length === 0
      isOther = isClean && !isSame(fork, merged.fork)
      if (isOther) return
      const kept = { base: isClean ? main : base, fork, seq, held: merged.held }
      await store.transaction(async (rows) => {
        // what waits is looked at again in any case
        if (isClean) await hold(rows)
        await keep(rows, kept)
      })
    })
  // somebody wrote in it since
  if (isOther) return followText(context, proposal, text, where)
  if (isTold) await tell(context, proposal)
}

/** What a text was made of. `isForks`: blocks of which nothing is said come from the fork, not from main. */
type Made = Pick<Merged, 'origins'> & { isForks?: true }

/** Who wrote a unit of what a merge says; null: nobody is known to have. */
export type MergeCredits = (made: Made, block: string, unit: number) => Author | null

/** FK8: who wrote the words of a merge: those of the source as of entry `seq` in its history, those of the fork in its own. */
export async function creditsIn(
  context: Context,
  { documentId, articleDocumentId, seq }: { documentId: string; articleDocumentId: string; seq: number },
): Promise<MergeCredits> {
  const credits = await sideCredits(context, { documentId, articleDocumentId, seq })
  return ({ origins, isForks = false }, block, unit) => {
    const units = origins.get(block)
    const origin = units ? units[unit] : { from: isForks ? ('fork' as const) : ('main' as const), block, at: unit }
    return origin ? credits[origin.from](origin.block, origin.at) : null
  }
}

/** Who wrote what of the source, and what of the fork. */
export async function sideCredits(
  context: Context,
  { documentId, articleDocumentId, seq }: { documentId: string; articleDocumentId: string; seq: number },
): Promise<Record<'main' | 'fork', CreditOf>> {
  const [source, own] = [await textHistory(context, articleDocumentId), await textHistory(context, documentId)]
  return { main: creditsOf(source.deltaAt(seq), source.entries), fork: creditsOf(own.deltaAt(), own.entries) }
}

/** What following came to. `seq`: the entry of the source's journal up to which it was looked at. */
interface Kept {
  base: ArticleDoc
  fork: ArticleDoc
  seq: number
  held: readonly Held[]
}

/** Its rows. Null: somebody decided the proposal, or it followed already. `changed`: other things wait for its sponsors than before. */
async function keepFollowed(
  { store }: Context,
  rows: Rows,
  { proposalId, documentId, lang, kind, ...known }: ProposalTextRow,
  where: ProposedIn,
  { base, fork, seq, held }: Kept,
): Promise<'changed' | 'same' | null> {
  const found = await findProposal(rows, proposalId)
  if (found) await holdArticle(rows, found.articleId)
  const proposal = await holdProposal(rows, proposalId)
  const text = (await listProposalTexts(rows, [proposalId])).find((one) => one.documentId === documentId)
  if (!proposal || !isBasedAlike(text, known) || !turned('follow', proposal.status).ok) return null
  const before = (await listProposalBlocks(rows, [proposalId])).filter(
    (one) => one.lang === lang && one.kind === kind && one.held !== null,
  )
  const kept = blocksWithHeld(keptBlocks(base, fork, where), held, seq)
  await replaceBlocks(rows, text, kept)
  const textSeq = (await lastSeqs(rows, [documentId])).get(documentId) ?? text.textSeq
  const isHeld = held.length > 0
  await updateProposalText(rows, text, { textSeq, isHeld, ...(!isHeld && { baseSeq: seq, base: null }) })
  const named = (list: readonly { blockId: string; held: object | null }[]): string =>
    list.flatMap(({ blockId, held }) => (held ? [blockId] : [])).join(' ')
  // of the copy that is to be accepted nobody else need be told
  if (kind === 'modified' || (named(before) === named(kept) && text.isHeld === isHeld)) return 'same'
  const ids = held.flatMap((one) => one.blocks)
  const done = { event: { lang, blocks: ids }, data: { lang, blocks: ids } }
  await stepBySystem(rows, await store.now(rows), null, proposalId, isHeld ? 'hold' : 'follow', done)
  return 'changed'
}

/** Whether a text is still based on what it was based on when it was read. */
export const isBasedAlike = (
  text: ProposalTextRow | undefined,
  { baseSeq, base }: Pick<ProposalTextRow, 'baseSeq' | 'base'>,
): text is ProposalTextRow => text?.baseSeq === baseSeq && JSON.stringify(text.base) === JSON.stringify(base)

/** The blocks that a text changes, each with what of it collides. `seq`: as of which entry of the source's journal. */
export const blocksWithHeld = (blocks: readonly KeptBlock[], held: readonly Held[], seq: number): KeptBlock[] => {
  const ids = blocks.map(({ blockId }) => blockId)
  return blocks.map((block, i) => ({ ...block, held: heldAt(ids, i, held, seq) }))
}

/** FK9: what collides stands with every changed block that it concerns; what concerns none of them, with the first. */
function heldAt(ids: readonly string[], i: number, held: readonly Held[], seq: number): Record<string, unknown> | null {
  const own = held.filter(({ blocks }) => {
    const named = ids.filter((id) => blocks.includes(id))
    return named.length > 0 ? named.includes(ids[i]!) : i === 0
  })
  return own.length > 0 ? { ...own[0]!, mainSeq: seq } : null
}

async function tell({ store, events }: Context, proposal: ProposalRow): Promise<void> {
  const { id: proposalId, charterId, articleId } = proposal
  // whoever was only asked to sponsor it reads no word of it
  const sponsors = (await listSponsors(store.db, [proposalId])).filter(({ state }) => state === 'joined')
  const partyIds = knownTo(proposal, sponsors)
  events.tell({ kind: 'proposal-changed', charterId, articleId, proposalId, partyIds })
}
