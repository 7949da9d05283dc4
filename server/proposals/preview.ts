/** What the article would say with a proposal accepted, and what collides with it now: looked at before it is done, and written nowhere. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { compareVersions, type ComparedVersion } from '../../src/lib/domain/compare.ts'
import type { HeldWords, ProposalPreview } from '../../src/lib/domain/contract-proposals.ts'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { merge3, type Held } from '../../src/lib/domain/merge.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { indexBlocks } from '../../src/lib/domain/reference.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { listProposalTexts } from '../store/proposal-texts.ts'
import { baseOf, placesOf } from './proposed.ts'
import { seeProposal } from './see.ts'

/**
 * In every language that it has words in, merged as an acceptance would merge them; of an amendment, into what it amends. `copy`: with the pen-holder's copy in
 * its place. For whoever reads it.
 */
export async function previewProposal(
  context: Context,
  actor: Actor | null,
  id: string,
  { copy = false }: { copy?: boolean | undefined } = {},
): Promise<Result<{ texts: ProposalPreview[] }>> {
  const { store, texts } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeProposal(store.db, actor, id)
  if (!seen || !can(actor, 'proposal.read', seen.subject)) return refuse('not-found')
  // the words of what is being written are its sponsors' alone
  if (!can(actor, 'proposal.text', seen.subject)) return refuse('not-allowed')
  const { articleId, number, index, round = null } = await placesOf(context, seen)
  const others = [...index].filter(([, target]) => target.articleId !== articleId)
  const version = (doc: ArticleDoc): ComparedVersion => ({
    index: new Map([...others, ...indexBlocks([{ id: articleId, number, doc, round }])]),
    articles: [{ id: articleId, number, doc, round }],
  })
  const previews: ProposalPreview[] = []
  for (const text of await listProposalTexts(store.db, [id])) {
    if ((text.kind === 'modified') !== copy) continue
    const { lang } = text
    const { documentId, baseSeq } = text
    const [main, { doc: fork, seq }] = [await texts.read(text.articleDocumentId), await texts.readAt(documentId)]
    const merged = merge3(await baseOf(context, text), main, fork)
    const comparison = compareVersions(version(main), version(merged.doc), lang)
    previews.push({ ...{ lang, documentId, seq, baseSeq }, comparison, held: merged.held.map(toldOf) })
  }
  return ok({ texts: previews })
}

const toldOf = ({ blocks, base, main, fork, ...held }: Held): HeldWords => ({
  ...held,
  ...{ blocks: [...blocks], base: [...base], main: [...main], fork: [...fork] },
})
