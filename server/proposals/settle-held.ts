/**
 * Words of a proposal that collide with its source, and what is decided about them (rules FK10, MG14): its sponsors take the article's, their own or both,
 * one collision after another, while they write it; in the copy that is to be accepted whoever has the pen. The article is not touched by it.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { authorOf, inTheirNames, type Author } from '../../src/lib/domain/authored.ts'
import type { ProposalView, SettleHeldInput } from '../../src/lib/domain/contract-proposals.ts'
import { merge3, type Held } from '../../src/lib/domain/merge.ts'
import { strays, takeHeld, type Taken } from '../../src/lib/domain/merge-settled.ts'
import { isWritable } from '../../src/lib/domain/proposal.ts'
import type { ProposedIn } from '../../src/lib/domain/proposed.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import { lastSeqs } from '../store/history.ts'
import { listProposalTexts, replaceBlocks, updateProposalText, type ProposalTextRow } from '../store/proposal-texts.ts'
import type { Rows } from '../store/store.ts'
import { blocksWithHeld, creditsIn, followSource, isBasedAlike } from './follow.ts'
import { baseOf, keptBlocks, placesOf } from './proposed.ts'
import { seeProposal, type SeenProposal } from './see.ts'
import { seeForAct, tellOf, turnWithin, wornToTurn, type Turning } from './turn.ts'
import { proposalView } from './views.ts'

/** What becomes of the text, or why nothing does. */
interface Settling {
  taken: Taken
  held: readonly Held[]
}

/**
 * Refuses with `proposal-closed` (nobody writes it now), `already-so` (nothing of this block collides any more), `invalid` (no text in this language; both
 * cannot stand beside one another), `structure-differs` (a language that follows would have other paragraphs), `busy`.
 */
export async function settleHeld(
  context: Context,
  actor: Actor | null,
  id: string,
  { lang, block, take, ...input }: SettleHeldInput,
): Promise<Result<ProposalView>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const found = await seeProposal(store.db, actor, id)
  const isOwn = found !== undefined && isWritable(found.proposal.status)
  const turning: Pick<Turning, 'act' | 'action'> = {
    act: 'settle_held',
    action: isOwn ? 'proposal.write' : 'proposal.modify',
  }
  const seen = await seeForAct(store.db, actor, id, turning)
  if (!seen.ok) return seen
  const worn = wornToTurn(actor, seen.value, input.as, turning)
  if (!worn.ok) return worn
  const by = authorOf(worn.value.actor, worn.value.hat)
  const text = (await listProposalTexts(store.db, [id])).find(
    (one) => one.lang === lang && (one.kind === 'modified') === !isOwn,
  )
  if (!text) return refuse('invalid', { errors: [{ path: 'lang', message: 'there is no such text of this proposal' }] })
  const source = await textHistory(context, text.articleDocumentId)
  const [base, main] = [await baseOf(context, text), source.docAt(source.seq)]
  const creditOf = await creditsIn(context, { ...text, seq: source.seq })
  const where = { ...(await placesOf(context, seen.value)), lang }
  const lead = lang === seen.value.charter.originalLanguage ? null : await leadOf(context, seen.value, text)
  const settle = (fork: ArticleDoc): Settling | Refused => {
    const merged = merge3(base, main, fork)
    const held = merged.held.find(({ blocks }) => blocks.includes(block))
    if (!held) return refuse('already-so', { detail: 'Nothing of this block collides any more.' })
    const taken = takeHeld(base, main, fork, held, take)
    if (!taken)
      return refuse('invalid', { errors: [{ path: 'take', message: 'cannot stand beside one another: take one' }] })
    if (lead && strays(taken, main, merged.doc, lead))
      return refuse('structure-differs', { detail: 'It would have other paragraphs than the original language.' })
    return { taken, held: merge3(taken.base, main, taken.fork).held }
  }

  let settled: Settling | Refused | null = null
  let turned: Result<SeenProposal> | null = null
  const keep = async (rows: Rows): Promise<boolean> => {
    const { taken, held } = settled as Settling
    turned = await turnWithin(
      context,
      rows,
      actor,
      seen.value,
      { ...input, as: worn.value.hat },
      {
        ...turning,
        work: async (rows) => {
          if (!(await keepTaken(rows, text, taken, held, where, source.seq))) return refuse('busy')
          return ok({ ...(isOwn && { change: { approvedBy: null } }), event: { lang, block, take } })
        },
      },
    )
    return turned.ok
  }
  const { documentId } = text
  const isWritten = await texts.changeTogether(
    [documentId],
    (now) => {
      settled = settle(now.get(documentId)!)
      if ('ok' in settled) return null
      const { fork, origins } = settled.taken
      const nameOf = (id: string, unit: number): Author | null => creditOf({ origins, isForks: true }, id, unit)
      return new Map([[documentId, { doc: fork, parts: (from) => inTheirNames(from, fork, nameOf, by) }]])
    },
    keep,
    by,
  )
  // its own words stand: no letter is another, only what they are based on
  if (!isWritten && turned === null)
    await texts.whileStill([documentId], async (now, hold) => {
      settled = settle(now.get(documentId)!)
      if (!('ok' in settled))
        await store.transaction(async (rows) => {
          await hold(rows)
          return keep(rows)
        })
    })
  if (settled !== null && 'ok' in settled) return settled
  const done = turned as Result<SeenProposal> | null
  if (done === null) return refuse('busy')
  if (!done.ok) return done
  // with the last of them settled it is what both say by now
  await followSource(context, id)
  tellOf(context, seen.value.proposal, done.value)
  const after = await seeProposal(store.db, actor, id)
  return after ? ok(await proposalView(context, actor, after)) : refuse('not-found')
}

/** What the original language would say with the proposal, whose paragraphs the others have; null: it does not say (an amendment to other languages alone). */
async function leadOf(
  context: Context,
  { proposal, charter }: SeenProposal,
  { kind }: ProposalTextRow,
): Promise<ArticleDoc | null> {
  const { db } = context.store
  const isLeading = ({ lang }: { lang: string }): boolean => lang === charter.originalLanguage
  const isAlike = (one: ProposalTextRow): boolean => (one.kind === 'modified') === (kind === 'modified')
  const own = (await listProposalTexts(db, [proposal.id])).find((one) => isLeading(one) && isAlike(one))
  if (own) {
    const [main, fork] = [await context.texts.read(own.articleDocumentId), await context.texts.read(own.documentId)]
    return merge3(await baseOf(context, own), main, fork).doc
  }
  if (proposal.amendsId !== null) return null
  const document = (await listDocumentsOf(db, proposal.articleId)).find(isLeading)
  return document ? context.texts.read(document.id) : null
}

/** False: it follows another state of its source by now. */
async function keepTaken(
  rows: Rows,
  known: ProposalTextRow,
  { base, fork }: Taken,
  held: readonly Held[],
  where: ProposedIn,
  seq: number,
): Promise<boolean> {
  const texts = await listProposalTexts(rows, [known.proposalId])
  const text = texts.find(({ documentId }) => documentId === known.documentId)
  if (!isBasedAlike(text, known)) return false
  await replaceBlocks(rows, text, blocksWithHeld(keptBlocks(base, fork, where), held, seq))
  const textSeq = (await lastSeqs(rows, [text.documentId])).get(text.documentId) ?? text.textSeq
  await updateProposalText(rows, text, { textSeq, base, isHeld: held.length > 0 })
  return true
}
