/**
 * The copy in which the pen-holder says how a proposal would be accepted (rule PS16; practice 8.2): the article with the sponsors' words, one in each language
 * that the proposal has a text in, open to the pen and the chair, read by everybody who reads the proposal. The sponsors' own text stays as it is.
 */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { authorOf, type Author } from '../../src/lib/domain/authored.ts'
import type { ModifyInput, ProposalView } from '../../src/lib/domain/contract-proposals.ts'
import { mergedTaking } from '../../src/lib/domain/merge-settled.ts'
import { canTurnProposal } from '../../src/lib/domain/proposal.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import { listDocumentsOf } from '../store/articles.ts'
import { isUniqueViolation } from '../store/errors.ts'
import { insertProposalText, listProposalTexts, type ProposalTextRow } from '../store/proposal-texts.ts'
import { creditsIn, followSource } from './follow.ts'
import { beginFork, creditsOf, type ForkBase, type NewFork } from './fork.ts'
import { baseOf } from './proposed.ts'
import { seeProposal } from './see.ts'
import { seeForAct, tellOf, turnWithin, wornToTurn } from './turn.ts'
import { proposalView } from './views.ts'

/**
 * Makes the copy, or answers the one that there is. `held`: whose words it begins with where they collide, the article's if it is not said; what
 * collides is told with the sponsors' text. Refuses with `nothing-proposed` (there are no words of this article's), `transition-not-allowed`, `busy`.
 */
export async function modifyProposal(
  context: Context,
  actor: Actor | null,
  id: string,
  { held = 'article', ...input }: ModifyInput,
): Promise<Result<ProposalView>> {
  const { store } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeForAct(store.db, actor, id, { action: 'proposal.modify' })
  if (!seen.ok) return seen
  const { proposal } = seen.value
  if (!canTurnProposal('modify', proposal.status)) return refuse('transition-not-allowed')
  const turning = { act: 'modify', action: 'proposal.modify' } as const
  const rows = await listProposalTexts(store.db, [id])
  if (rows.some(({ kind }) => kind === 'modified')) return ok(await proposalView(context, actor, seen.value))
  const worn = wornToTurn(actor, seen.value, input.as, turning)
  if (!worn.ok) return worn
  const by = authorOf(worn.value.actor, worn.value.hat)
  // an amendment is taken into what it amends
  if (rows.length === 0 || proposal.amendsId !== null) return refuse('nothing-proposed')
  await followSource(context, id)
  const own = await listProposalTexts(store.db, [id])
  const { originalLanguage } = seen.value.charter
  const isLeading = ({ lang }: { lang: string }): boolean => lang === originalLanguage
  const leading = (await listDocumentsOf(store.db, proposal.articleId)).find(isLeading)
  const copies: Pick<NewFork, 'base' | 'changed'>[] = []
  let lead = leading ? await context.texts.read(leading.id) : null
  for (const text of [...own.filter(isLeading), ...own.filter((one) => !isLeading(one))]) {
    const copy = await copyOf(context, by, text, held, isLeading(text) ? null : lead)
    if (isLeading(text)) lead = copy.changed!.doc
    copies.push(copy)
  }
  try {
    const made = await store.transaction((rows) =>
      turnWithin(
        context,
        rows,
        actor,
        seen.value,
        { ...input, as: worn.value.hat },
        {
          ...turning,
          work: async (rows, { at }) => {
            for (const copy of copies) {
              const { base } = copy
              const documentId = context.newId()
              const textSeq = await beginFork(rows, context, { ...copy, documentId, at })
              await insertProposalText(rows, {
                ...{
                  proposalId: id,
                  lang: base.lang,
                  kind: 'modified',
                  documentId,
                  articleDocumentId: base.documentId,
                },
                ...{ baseSeq: base.seq, textSeq, isHeld: false, base: null, madeBy: actor.id, at },
              })
            }
            return ok({ event: { held } })
          },
        },
      ),
    )
    if (!made.ok) return made
    tellOf(context, proposal, made.value)
  } catch (error) {
    // of two at once one makes it
    if (!isUniqueViolation(error, 'proposal_text.proposal_id')) throw error
  }
  const after = await seeProposal(store.db, actor, id)
  return after ? ok(await proposalView(context, actor, after)) : refuse('not-found')
}

/** The article as it is now, with what the proposal changes in it. `lead`: of a language that follows, what the original language is to say. */
async function copyOf(
  context: Context,
  by: Author,
  text: ProposalTextRow,
  held: 'article' | 'proposal',
  lead: ArticleDoc | null,
): Promise<Pick<NewFork, 'base' | 'changed'>> {
  const { articleDocumentId: documentId, lang } = text
  const source = await textHistory(context, documentId)
  const { seq } = source
  const doc = source.docAt(seq)
  const base: ForkBase = { documentId, lang, seq, doc, creditOf: creditsOf(source.deltaAt(seq), source.entries) }
  const credits = await creditsIn(context, { ...text, seq })
  const merged = mergedTaking(
    await baseOf(context, text),
    doc,
    (await textHistory(context, text.documentId)).docAt(),
    held,
    lead,
  )
  const creditOf = (block: string, unit: number): Author | null => credits(merged, block, unit)
  return { base, changed: { doc: merged.doc, by, creditOf } }
}
