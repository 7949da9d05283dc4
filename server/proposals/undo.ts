/**
 * The chair takes an acceptance back (rule PS17): what it did is merged out of the article again, and whatever was written there since stays. What was
 * written into its very words is held, and refuses it. The proposal is discussed again.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { bracketsIn } from '../../src/lib/domain/agreement.ts'
import { authorOf, inTheirNames, type Author } from '../../src/lib/domain/authored.ts'
import type { ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { merge3 } from '../../src/lib/domain/merge.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { keepsStructure } from '../../src/lib/domain/structure.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { updateBracket } from '../store/brackets.ts'
import { standingAcceptances, type DecisionRow } from '../store/decisions.ts'
import { clearFlag, openFlagsOf } from '../store/language-flags.ts'
import type { TextHistory } from '../text/history.ts'
import { reasonOf, type ReasonInput } from './acts.ts'
import { creditsOf } from './fork.ts'
import {
  heldWords,
  intoArticle,
  keepDecision,
  planned,
  reasonNotToWriteInto,
  typedBrackets,
  wordsByBlock,
  type ArticleText,
  type Plan,
  type Writing,
} from './into-article.ts'
import { seeForAct, turnWithin, wornToTurn } from './turn.ts'
import { proposalView } from './views.ts'

/**
 * Refuses with `held-words`, `article-locked`, `paragraph-agreed`, `bracket-stands`, `structure-differs`, `transition-not-allowed` (also where no acceptance
 * here brought its words: a bracket's end did, which is another decision), `invalid` (no reason), `busy`.
 */
export async function undoAcceptance(
  context: Context,
  actor: Actor | null,
  id: string,
  { reason: given, ...input }: ReasonInput,
): Promise<Result<ProposalView>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const reason = reasonOf({ reason: given })
  if (!reason.ok) return reason
  const found = await seeForAct(store.db, actor, id, { action: 'proposal.decide' })
  if (!found.ok) return found
  const seen = found.value
  const turning = { act: 'undo', action: 'proposal.decide' } as const
  const worn = wornToTurn(actor, seen, input.as, turning)
  if (!worn.ok) return worn
  const by = authorOf(worn.value.actor, worn.value.hat)
  const standing = async (rows = store.db): Promise<DecisionRow | undefined> =>
    (await standingAcceptances(rows, [id])).get(id)
  const decision = await standing()
  if (!decision) return refuse('transition-not-allowed')
  let typed: Awaited<ReturnType<typeof typedBrackets>> = new Map()
  let brought = new Set<string>()
  let wasSame: Made['wasSame'] = () => false
  const make = async (texts: readonly ArticleText[]): Promise<Result<Plan>> => {
    typed = await typedBrackets(context, seen, texts[0]!.documentId)
    const made = await takenBack(context, by, texts, decision)
    ;({ brought, wasSame } = made)
    return made.plan
  }
  const worded = { ...input, as: worn.value.hat }
  const done = await intoArticle(context, by, seen, make, (rows, written) =>
    turnWithin(context, rows, actor, seen, worded, {
      ...turning,
      work: async (rows, held) => {
        const refused = await reasonNotToWriteInto(rows, held, written, brought)
        if (refused) return refused
        // somebody else took it back, or it was accepted anew since
        if ((await standing(rows))?.id !== decision.id) return refuse('busy')
        const clearing = { at: held.at, personId: held.actor.id }
        const spared = (await openFlagsOf(rows, decision.id)).filter(wasSame)
        for (const { id: flag } of spared) await clearFlag(rows, flag, clearing)
        const undo = { id: context.newId(), act: 'undo', note: reason.value, undoes: decision.id }
        await keepDecision(rows, context, held, written, undo, { typed, spared })
        for (const bracket of brought)
          await updateBracket(rows, { articleId: decision.articleId, id: bracket }, { settledDecisionId: undo.id })
        const why = { reason: reason.value, decision: undo.id, undoes: decision.id }
        const { blocks, seqs } = written
        return ok({ change: { settledAt: null }, event: { ...why, blocks, seqs }, data: { ...why, blocks, seqs } })
      },
    }),
  )
  return done.ok ? ok(await proposalView(context, actor, done.value)) : done
}

interface Made {
  plan: Result<Plan>
  /** Brackets that came with it, which go with it. */
  brought: Set<string>
  /** Whether a paragraph says what it said when it was flagged. */
  wasSame: (flag: { documentId: string; blockId: string; seq: number | null }) => boolean
}

/** The article as if it had not been accepted. */
async function takenBack(
  context: Context,
  by: Author,
  texts: readonly ArticleText[],
  decision: DecisionRow,
): Promise<Made> {
  const writings: Writing[] = []
  const held: { lang: string; kind: string; blocks: readonly string[] }[] = []
  const brought = new Set<string>()
  const told = new Map<string, { history: TextHistory; now: ReadonlyMap<string, string> }>()
  for (const text of texts) {
    const { documentId, lang, main, seq } = text
    const [before, after] = decision.seqs[documentId] ?? [seq, seq]
    const history = await textHistory(context, documentId)
    const [was, base] = [history.docAt(before), history.docAt(after)]
    const had = bracketsIn(was)
    told.set(documentId, { history, now: wordsByBlock(main) })
    for (const id of bracketsIn(base)) if (!had.has(id)) brought.add(id)
    const merged = merge3(base, main, was)
    held.push(...merged.held.map(({ kind, blocks }) => ({ lang, kind, blocks })))
    const credits = {
      main: creditsOf(history.deltaAt(seq), history.entries),
      fork: creditsOf(history.deltaAt(before), history.entries),
    }
    const creditOf = (block: string, unit: number): Author | null => {
      const units = merged.origins.get(block)
      const origin = units ? units[unit] : { from: 'main' as const, block, at: unit }
      return origin ? credits[origin.from](origin.block, origin.at) : null
    }
    const said: Writing['said'] = {
      doc: merged.doc,
      parts: (from) => inTheirNames(from, merged.doc, creditOf, by),
    }
    writings.push({ ...text, after: merged.doc, said })
  }
  const [lead, ...others] = writings as [Writing, ...Writing[]]
  const plan =
    held.length > 0
      ? heldWords(held)
      : others.some((one) => keepsStructure(lead.main, one.main) && !keepsStructure(lead.after, one.after))
        ? refuse('structure-differs')
        : planned(writings)
  const wasSame: Made['wasSame'] = ({ documentId, blockId, seq }) => {
    const text = told.get(documentId)
    if (!text || seq === null) return false
    return text.now.get(blockId) === wordsByBlock(text.history.docAt(seq)).get(blockId)
  }
  return { plan, brought, wasSame }
}
