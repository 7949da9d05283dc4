// Over 250 lines: how a proposal is accepted, in every language, and whose each word of it is.
/**
 * The chair accepts a proposal, and its words come into the article (rules PS9, PS16): merged with whatever was written there since, in every language that it has
 * a text in, in the names of those who wrote them; the other languages follow in structure. Accepted with modifications, the words are those of the
 * pen-holder's copy. Texts, decision and steps are one transaction; what collides refuses all of it. What was accepted elsewhere comes in the same way (PS27).
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { authorOf, inTheirNames, type Author } from '../../src/lib/domain/authored.ts'
import { carriedOver } from '../../src/lib/domain/carried-over.ts'
import type { SettleInput } from '../../src/lib/domain/contract-brackets.ts'
import type { ModifiedText, ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { merge3 } from '../../src/lib/domain/merge.ts'
import { canTurnProposal, type BracketAct } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { followStructure, keepsStructure } from '../../src/lib/domain/structure.ts'
import type { SeenWords } from '../../src/lib/domain/words-seen.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context, InNames } from '../context.ts'
import { lastSeqs } from '../store/history.ts'
import { listProposalTexts, replaceBlocks, updateProposalText, type ProposalTextRow } from '../store/proposal-texts.ts'
import { findProposal } from '../store/proposals.ts'
import type { Rows } from '../store/store.ts'
import { reasonUnseen, sightOf, type Sight, type SightInput } from './as-seen.ts'
import { sideCredits } from './follow.ts'
import { creditsOf } from './fork.ts'
import {
  heldWords,
  intoArticle,
  isSame,
  keepDecision,
  planned,
  reasonNotToWriteInto,
  typedBrackets,
  type ArticleText,
  type Plan,
  type Writing,
  type Written,
} from './into-article.ts'
import { modifiedIn } from './modified.ts'
import { baseOf, keptBlocks, placesOf } from './proposed.ts'
import type { SeenProposal } from './see.ts'
import { seeForAct, tellOf, turnWithin, wornToTurn, type ActInput } from './turn.ts'
import { proposalView } from './views.ts'

/** How a bracket is settled in all languages, with what is done beside it in the same transaction: a room that this one does not know. */
export type SettleBracket = (
  actor: Actor,
  articleId: string,
  bracketId: string,
  input: Pick<SettleInput, 'act' | 'option' | 'as' | 'seen'>,
  within: {
    proposalId: string
    keep(rows: Rows, decision: { id: string; seqs: Record<string, [number, number]> }): Promise<Refused | null>
  },
) => Promise<Result<unknown>>

/** `bracket`: of what asks for a bracket's end, what its options said, as they were shown (BD13). */
export interface AcceptInput extends SightInput {
  bracket?: readonly SeenWords[] | undefined
}

/**
 * Refuses with `held-words` (every block in question by its path, `texts.<lang>.<block>`), `nothing-proposed` (it has no text of this article's), `article-locked`,
 * `paragraph-agreed`, `bracket-stands` (a bracket ends by a decision on it), `structure-differs` (a language would have other paragraphs), `text-changed` (it says something else than what was `seen`,
 * where that is named), `busy`.
 */
export async function acceptProposal(
  context: Context,
  settle: SettleBracket,
  actor: Actor | null,
  id: string,
  { seen, bracket, ...input }: AcceptInput,
): Promise<Result<ProposalView>> {
  const proposal = actor === null ? undefined : await findProposal(context.store.db, id)
  return actor !== null && proposal?.act
    ? acceptForBracket(context, settle, actor, id, proposal.act, { ...input, bracket })
    : accept(context, actor, id, { ...input, seen }, 'accept')
}

/** PS19: what asks for a bracket's end is accepted by settling it, in one transaction. Also refuses as settling does. */
async function acceptForBracket(
  context: Context,
  settle: SettleBracket,
  actor: Actor,
  id: string,
  { op, bracket, option }: BracketAct,
  { bracket: shown, ...input }: Omit<AcceptInput, 'seen'>,
): Promise<Result<ProposalView>> {
  const seen = await seeForAct(context.store.db, actor, id, { action: 'proposal.decide' })
  if (!seen.ok) return seen
  if (!canTurnProposal('accept', seen.value.proposal.status)) return refuse('transition-not-allowed')
  let done: SeenProposal | null = null
  const settled = await settle(
    actor,
    seen.value.proposal.articleId,
    bracket,
    { act: op, ...(option !== undefined && { option }), as: input.as, seen: shown },
    {
      proposalId: id,
      async keep(rows, { id: decision, seqs }) {
        const accepted = await turnWithin(context, rows, actor, seen.value, input, {
          act: 'accept',
          action: 'proposal.decide',
          work: () => Promise.resolve(ok({ event: { decision }, data: { decision } })),
        })
        if (!accepted.ok) return accepted
        const merged = await intoText(context, rows, actor, accepted.value, input, { blocks: [], seqs })
        if (!merged.ok) return merged
        done = merged.value
        return null
      },
    },
  )
  // it stands in no text any more, or never did
  if (!settled.ok) return settled.code === 'not-found' ? refuse('bracket-settled') : settled
  const after = done as SeenProposal | null
  if (after === null) return refuse('busy')
  tellOf(context, seen.value.proposal, after)
  return ok(await proposalView(context, actor, after))
}

/** With the words of the copy: as `acceptProposal`; `nothing-proposed`, where nobody began one. */
export const acceptModified = (
  context: Context,
  actor: Actor | null,
  id: string,
  input: SightInput,
): Promise<Result<ProposalView>> => accept(context, actor, id, input, 'accept_modified')

async function accept(
  context: Context,
  actor: Actor | null,
  id: string,
  { seen: shown, ...input }: SightInput,
  act: 'accept' | 'accept_modified',
): Promise<Result<ProposalView>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const found = await seeForAct(store.db, actor, id, { action: 'proposal.decide' })
  if (!found.ok) return found
  const seen = found.value
  const worn = wornToTurn(actor, seen, input.as, { act, action: 'proposal.decide' })
  if (!worn.ok) return worn
  const by = authorOf(worn.value.actor, worn.value.hat)
  const worded = { ...input, as: worn.value.hat }
  const rows = (await listProposalTexts(store.db, [id])).filter(
    ({ kind }) => (kind === 'modified') === (act === 'accept_modified'),
  )
  // an amendment is taken into what it amends
  if (seen.proposal.amendsId !== null || rows.length === 0) return refuse('nothing-proposed')
  const sight = shown ? await sightOf(context, actor, seen, rows, shown) : null
  if (sight?.ok === false) return sight
  let modified: ModifiedText[] = []
  let typed: Awaited<ReturnType<typeof typedBrackets>> = new Map()
  let read: ReadonlyMap<string, ArticleDoc> = new Map()
  const make = async (texts: readonly ArticleText[]): Promise<Result<Plan>> => {
    typed = await typedBrackets(context, seen, texts[0]!.documentId)
    if (!texts.some(({ documentId }) => rows.some((row) => row.articleDocumentId === documentId)))
      return refuse('nothing-proposed')
    read = await context.texts.readMany(rows.map(({ documentId }) => documentId))
    if (act === 'accept_modified')
      modified = await modifiedIn(context, seen, await listProposalTexts(store.db, [id]), read)
    return merged(context, by, texts, rows, read, sight?.value ?? null)
  }
  const places = await placesOf(context, seen)
  const bases = new Map(await Promise.all(rows.map(async (row) => [row.lang, await baseOf(context, row)] as const)))
  const keepCopies = async (rows_: Rows): Promise<void> => {
    const seqs = await lastSeqs(
      rows_,
      rows.map(({ documentId }) => documentId),
    )
    for (const row of rows) {
      const { lang, documentId } = row
      await replaceBlocks(rows_, row, keptBlocks(bases.get(lang)!, read.get(documentId)!, { ...places, lang }))
      await updateProposalText(rows_, row, { textSeq: seqs.get(documentId) ?? row.textSeq, isHeld: false })
    }
  }
  const done = await intoArticle(context, by, seen, make, async (rows, written) => {
    const decision = context.newId()
    const accepted = await turnWithin(context, rows, actor, seen, worded, {
      act,
      action: 'proposal.decide',
      work: async (rows, held) => {
        const reason = await reasonNotToWriteInto(rows, held, written)
        if (reason) return reason
        const named = { id: decision, act, note: '' }
        await keepDecision(rows, context, held, written, named, { typed })
        if (act === 'accept_modified') await keepCopies(rows)
        return ok({ event: { decision, ...(modified.length > 0 && { modified }) }, data: { decision } })
      },
    })
    return accepted.ok ? intoText(context, rows, actor, accepted.value, worded, written) : accepted
  })
  return done.ok ? ok(await proposalView(context, actor, done.value)) : done
}

/** The second step of its story: its words stand in the article. */
export async function intoText(
  context: Context,
  rows: Rows,
  actor: Actor,
  seen: SeenProposal,
  { rev: _rev, ...input }: ActInput,
  { blocks, seqs }: Pick<Written, 'blocks' | 'seqs'>,
): Promise<Result<SeenProposal>> {
  const at = await context.store.now(rows)
  return turnWithin(context, rows, actor, seen, input, {
    act: 'merge',
    action: 'proposal.merge',
    work: () => Promise.resolve(ok({ change: { settledAt: at }, event: { blocks, seqs }, data: { blocks, seqs } })),
  })
}

/** A language that follows: its words are whose they were, wherever they stand then. */
async function following(context: Context, by: Author, { documentId, seq, main }: ArticleText, doc: ArticleDoc) {
  if (isSame(main, doc)) return doc
  const history = await textHistory(context, documentId)
  const [credits, before] = [creditsOf(history.deltaAt(seq), history.entries), carriedOver(main, doc)]
  const creditOf = (block: string, unit: number): Author | null => {
    const place = before(block, unit)
    return place && credits(place.block, place.at)
  }
  const parts: InNames['parts'] = (from) => inTheirNames(from, doc, creditOf, by)
  return { doc, parts }
}

/** What the article says with these texts; or all that collides. */
async function merged(
  context: Context,
  by: Author,
  texts: readonly ArticleText[],
  rows: readonly ProposalTextRow[],
  read: ReadonlyMap<string, ArticleDoc>,
  sight: Sight | null,
): Promise<Result<Plan>> {
  const writings: Writing[] = []
  const says: Parameters<typeof reasonUnseen>[1][number][] = []
  const held: { lang: string; kind: string; blocks: readonly string[] }[] = []
  const unlike: string[] = []
  for (const text of texts) {
    const { lang, seq, documentId } = text
    const [lead] = writings
    const main = lead ? followStructure(lead.main, lead.after, text.main) : text.main
    const row = rows.find((one) => one.articleDocumentId === documentId)
    if (!row) {
      writings.push({ ...text, after: main, said: await following(context, by, text, main) })
      continue
    }
    const merged = merge3(await baseOf(context, row), main, read.get(row.documentId)!)
    says.push({ documentId: row.documentId, lang, base: main, doc: merged.doc })
    held.push(...merged.held.map(({ kind, blocks }) => ({ lang, kind, blocks })))
    if (lead && keepsStructure(lead.main, text.main) && !keepsStructure(lead.after, merged.doc)) unlike.push(lang)
    const [credits, before] = [await sideCredits(context, { ...row, seq }), carriedOver(text.main, main)]
    const creditOf = (block: string, unit: number): Author | null => {
      const units = merged.origins.get(block)
      const origin = units ? units[unit] : { from: 'main' as const, block, at: unit }
      // the article's words are whose they were, wherever they went as this language followed
      const place = origin?.from === 'main' ? before(origin.block, origin.at) : origin
      return origin && place ? credits[origin.from](place.block, place.at) : null
    }
    const parts: InNames['parts'] = (from) => inTheirNames(from, merged.doc, creditOf, by)
    writings.push({ ...text, after: merged.doc, said: { doc: merged.doc, parts } })
  }
  if (held.length > 0) return heldWords(held)
  const unseen = sight && reasonUnseen(sight, says)
  if (unseen) return unseen
  const [lang] = unlike
  return lang === undefined
    ? planned(writings, read)
    : refuse('structure-differs', { detail: `In ${lang} it would have other paragraphs or options.` })
}
