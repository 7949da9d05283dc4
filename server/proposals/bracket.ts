// Over 250 lines: what is disputed, in every language, and whose each word of it is.
/**
 * What is disputed becomes options of brackets in one step (rule PS18; practice 8.2): a proposal's words beside the article's, or those of several on the same
 * words; every word is kept, in the name of who wrote it. In every language, with the same ids. The proposals wait for the brackets to be settled.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { authorOf, inTheirNames, type Author } from '../../src/lib/domain/authored.ts'
import { carriedOver } from '../../src/lib/domain/carried-over.ts'
import type { DisputeInput, ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import {
  planBrackets,
  versionOf,
  withBrackets,
  type Disputed,
  type NotOptions,
  type PlannedBracket,
  type Whose,
} from '../../src/lib/domain/proposed-options.ts'
import { ok, refuse, type Fault, type RefusalCode, type Refused, type Result } from '../../src/lib/domain/result.ts'
import { followStructure, keepsStructure } from '../../src/lib/domain/structure.ts'
import { followText } from '../charter/bracket-rows.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { insertBracket } from '../store/brackets.ts'
import { addDecision } from '../store/decisions.ts'
import { raiseFlag } from '../store/language-flags.ts'
import { listSponsors } from '../store/proposal-sponsors.ts'
import { listProposalTexts, type ProposalTextRow } from '../store/proposal-texts.ts'
import type { Rows } from '../store/store.ts'
import { reasonUnseen, sightOf, type Sight } from './as-seen.ts'
import { sideCredits } from './follow.ts'
import { creditsOf } from './fork.ts'
import {
  intoArticle,
  planned,
  reasonNotToWriteInto,
  typedBrackets,
  type ArticleText,
  type Plan,
  type Writing,
  type Written,
} from './into-article.ts'
import { baseOf } from './proposed.ts'
import type { SeenProposal } from './see.ts'
import { seeForAct, tellOf, turnWithin, wornToTurn, type HeldProposal } from './turn.ts'
import { proposalView } from './views.ts'

/** One of those that are disputed. */
interface Party {
  seen: SeenProposal
  texts: readonly ProposalTextRow[]
}

/** What is made of it, for the rows. */
interface Made {
  brackets: readonly PlannedBracket[]
  typed: Awaited<ReturnType<typeof typedBrackets>>
  /** Document -> blocks in which an option has no words there. */
  wordless: ReadonlyMap<string, readonly string[]>
}

/**
 * Refuses with `nothing-proposed` (the article says all of it), `invalid` (a proposal of another article; a paragraph that cannot stand in brackets so),
 * `moves-paragraphs`, `reshapes-paragraphs`, `splits-or-joins`, `paragraph-gone`, `bracket-settled` (each paragraph in question by its path `blocks.<id>`),
 * `structure-differs`, `article-locked`, `paragraph-agreed`, `text-changed` (it says something else than what was `seen`), `busy`.
 */
export async function bracketProposals(
  context: Context,
  actor: Actor | null,
  id: string,
  { with: others = [], seen: shown, ...input }: DisputeInput,
): Promise<Result<ProposalView>> {
  if (actor === null) return refuse('not-signed-in')
  const parties = await partiesOf(context, actor, [...new Set([id, ...others])])
  if (!parties.ok) return parties
  const [first, ...rest] = parties.value as [Party, ...Party[]]
  const worn = wornToTurn(actor, first.seen, input.as, { act: 'bracket', action: 'proposal.decide' })
  if (!worn.ok) return worn
  const by = authorOf(worn.value.actor, worn.value.hat)
  const sight = shown ? await sightOf(context, actor, first.seen, first.texts, shown) : null
  if (sight?.ok === false) return sight
  let made: Made = { brackets: [], typed: new Map(), wordless: new Map() }
  const moved: SeenProposal[] = []
  const make = async (texts: readonly ArticleText[]): Promise<Result<Plan>> => {
    const typed = await typedBrackets(context, first.seen, texts[0]!.documentId)
    const disputed = await disputedIn(context, by, parties.value, texts, sight?.value ?? null)
    if (!disputed.ok) return disputed
    made = { ...disputed.value.made, typed }
    return planned(disputed.value.writings, disputed.value.read)
  }
  const done = await intoArticle(context, by, first.seen, make, async (rows, written) => {
    const decision = context.newId()
    const step = (n: number, seen: SeenProposal, work: (rows: Rows, held: HeldProposal) => Promise<Refused | null>) => {
      const brackets = demandsOf(made.brackets, n)
      const { blocks, seqs } = written
      const told = { decision, brackets, blocks, seqs }
      return turnWithin(
        context,
        rows,
        actor,
        seen,
        { ...(n === 0 && input), as: worn.value.hat },
        {
          act: 'bracket',
          action: 'proposal.decide',
          work: async (rows, held) => (await work(rows, held)) ?? ok({ event: told, data: told }),
        },
      )
    }
    const one = await step(0, first.seen, (rows, held) =>
      keep(context, rows, held, parties.value, made, written, decision),
    )
    if (!one.ok) return one
    moved.length = 0
    for (const [i, { seen }] of rest.entries()) {
      const other = await step(i + 1, seen, () => Promise.resolve(null))
      if (!other.ok) return other
      moved.push(other.value)
    }
    return one
  })
  if (!done.ok) return done
  for (const [i, after] of moved.entries()) tellOf(context, rest[i]!.seen.proposal, after)
  return ok(await proposalView(context, actor, done.value))
}

/** What a proposal has in each bracket: its option, or (null) that the words go. */
const demandsOf = (brackets: readonly PlannedBracket[], n: number): { bracket: string; option: string | null }[] =>
  brackets.flatMap(({ id, options, against }) => [
    ...options.flatMap((option) => (option.proposal === n ? [{ bracket: id, option: option.id }] : [])),
    ...(against.includes(n) ? [{ bracket: id, option: null }] : []),
  ])

async function partiesOf(context: Context, actor: Actor, ids: readonly string[]): Promise<Result<Party[]>> {
  const { db } = context.store
  const found: Party[] = []
  const errors: Fault[] = []
  const rows = (await listProposalTexts(db, ids)).filter(({ kind }) => kind !== 'modified')
  for (const [i, id] of ids.entries()) {
    const seen = await seeForAct(db, actor, id, { action: 'proposal.decide' })
    const isFirst = i === 0
    if (!seen.ok && isFirst) return seen
    const texts = rows.filter(({ proposalId }) => proposalId === id)
    const isOne = seen.ok && seen.value.proposal.amendsId === null && texts.length > 0
    if (isFirst && !isOne) return refuse('nothing-proposed')
    if (isOne && seen.value.proposal.articleId === (found[0]?.seen ?? seen.value).proposal.articleId)
      found.push({ seen: seen.value, texts })
    else errors.push({ path: `with[${i - 1}]`, message: 'must be a proposal for other words of this article' })
  }
  return errors.length > 0 ? refuse('invalid', { errors }) : ok(found)
}

async function disputedIn(
  context: Context,
  by: Author,
  parties: readonly Party[],
  texts: readonly ArticleText[],
  sight: Sight | null,
): Promise<Result<{ writings: Writing[]; read: ReadonlyMap<string, ArticleDoc>; made: Omit<Made, 'typed'> }>> {
  const read = await context.texts.readMany(parties.flatMap(({ texts }) => texts.map(({ documentId }) => documentId)))
  const own = await Promise.all(
    parties[0]!.texts.map(async (row) => ({
      ...{ documentId: row.documentId, lang: row.lang, base: await baseOf(context, row) },
      doc: read.get(row.documentId)!,
    })),
  )
  const unseen = sight && reasonUnseen(sight, own)
  if (unseen) return unseen
  const rowOf = ({ texts: rows }: Party, { documentId }: ArticleText) =>
    rows.find((row) => row.articleDocumentId === documentId)
  const disputed: Disputed[] = []
  for (const text of texts) {
    const versions = await Promise.all(
      parties.map(async (party) => {
        const row = rowOf(party, text)
        return row ? versionOf(await baseOf(context, row), text.main, read.get(row.documentId)!) : null
      }),
    )
    disputed.push({ lang: text.lang, main: text.main, versions })
  }
  const brackets = planBrackets(disputed, context.newId)
  if ('why' in brackets) return notOptions(brackets)
  const silent = parties.findIndex((_, n) => demandsOf(brackets, n).length === 0)
  if (silent === 0) return refuse('nothing-proposed')
  if (silent > 0)
    return refuse('invalid', { errors: [{ path: `with[${silent - 1}]`, message: 'the article says all of it' }] })
  const writings: Writing[] = []
  const wordless = new Map<string, readonly string[]>()
  for (const [i, text] of texts.entries()) {
    const put = withBrackets(disputed[i]!, brackets)
    if ('why' in put) return notOptions(put)
    const [lead] = writings
    const after = lead ? followStructure(lead.main, lead.after, put.doc) : put.doc
    if (lead && keepsStructure(lead.main, text.main) && !keepsStructure(lead.after, after))
      return refuse('structure-differs', { detail: `In ${text.lang} it would have other paragraphs or options.` })
    wordless.set(text.documentId, put.wordless)
    const credits = await Promise.all(
      parties.map((party) => {
        const row = rowOf(party, text)
        return row ? sideCredits(context, { ...row, seq: text.seq }) : null
      }),
    )
    const history = await textHistory(context, text.documentId)
    const ofArticle = creditsOf(history.deltaAt(text.seq), history.entries)
    const before = carriedOver(text.main, after)
    const creditOf = (block: string, unit: number): Author | null => {
      const units = put.origins.get(block)
      // what stood there before is whose it was
      const { proposal, origin } = units ? (units[unit] ?? NOBODYS) : { proposal: null, origin: before(block, unit) }
      if (origin === null || proposal === null) return origin && ofArticle(origin.block, origin.at)
      return credits[proposal]?.[origin.from](origin.block, origin.at) ?? null
    }
    const said: Writing['said'] = { doc: after, parts: (from) => inTheirNames(from, after, creditOf, by) }
    writings.push({ ...text, after, said })
  }
  return ok({ writings, read, made: { brackets, wordless } })
}

/** Heads of options, and spaces that keep words apart. */
const NOBODYS: Whose = { proposal: null, origin: null }

/** What no bracket can hold, which is decided otherwise; and what of a paragraph cannot stand in brackets. */
const CODES: Partial<Record<NotOptions['why'], RefusalCode>> = {
  moved: 'moves-paragraphs',
  reshaped: 'reshapes-paragraphs',
  split: 'splits-or-joins',
  joined: 'splits-or-joins',
  carried: 'splits-or-joins',
  gone: 'paragraph-gone',
  settled: 'bracket-settled',
  doubled: 'splits-or-joins',
}
const WHY: Partial<Record<NotOptions['why'], string>> = {
  moved: 'it moves',
  reshaped: 'it becomes something else',
  split: 'it becomes two paragraphs, or is one of them',
  joined: 'it is joined to another, or another to it',
  carried: 'words go from it to another paragraph, or come from there',
  gone: 'the article has no such paragraph any more',
  settled: 'stands in a bracket that is settled: say first which words stand',
  doubled: 'words of it stand in another paragraph of the article by now',
  note: 'a note is no option of a bracket',
  'too-deep': 'would stand in more than three brackets',
  crosses: 'begins in a bracket and ends outside of it',
}
const notOptions = ({ blocks, why }: NotOptions): Refused =>
  refuse(CODES[why] ?? 'invalid', {
    errors: blocks.map((block) => ({ path: `blocks.${block}`, message: WHY[why] ?? 'cannot stand in brackets so' })),
  })

/** The decision, the brackets with who stands behind what, and the languages that lack words. */
async function keep(
  { newId }: Context,
  rows: Rows,
  held: HeldProposal,
  parties: readonly Party[],
  { brackets, typed, wordless }: Made,
  written: Written,
  decision: string,
): Promise<Refused | null> {
  const reason = await reasonNotToWriteInto(rows, held, written)
  if (reason) return reason
  const { actor, at, hat, proposal } = held
  const { articleId, charterId } = proposal
  await addDecision(rows, {
    ...{ id: decision, charterId, articleId, proposalId: proposal.id, act: 'bracket', venue: 'meeting', note: '' },
    ...{ bracketId: brackets.length === 1 ? brackets[0]!.id : null, sittingId: null, actorId: actor.id, hat },
    ...{ onWordOf: null, at, optionsDropped: [], seqs: written.seqs },
  })
  // as they stand now: who left since it was read stands behind nothing
  const ids = parties.map(({ seen }) => seen.proposal.id)
  const joined = (await listSponsors(rows, ids)).filter(({ state }) => state === 'joined')
  const sponsors = (n: number): string[] =>
    joined.filter(({ proposalId }) => proposalId === ids[n]).map(({ partyId }) => partyId)
  for (const { id, kind, where, options, against } of brackets) {
    const [first] = [...options.flatMap((option) => option.proposal ?? []), ...against]
    await insertBracket(
      rows,
      {
        ...{ articleId, id, kind, level: where === 'words' ? 'inline' : 'block', createdAt: at, createdBy: actor.id },
        originProposalId: parties[first!]!.seen.proposal.id,
        options: options.map((option) => {
          const one = option.proposal === null ? null : parties[option.proposal]!.seen.proposal
          return {
            id: option.id,
            originProposalId: one?.id ?? null,
            // the chair's words are nobody's
            ...(one && (one.partyId === null ? { origin: 'facilitator' } : { by: sponsors(option.proposal!) })),
          }
        }),
        reserve: [...new Set(against.flatMap(sponsors))],
      },
      actor.id,
    )
  }
  const docs = written.all.map(({ after }) => after)
  await followText(rows, articleId, docs, typed, at)
  for (const [documentId, blocks] of wordless)
    for (const blockId of blocks)
      await raiseFlag(rows, { id: newId(), documentId, blockId, reason: 'words', decisionId: decision, raisedAt: at })
  return null
}
