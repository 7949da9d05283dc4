/** How the copy that the pen-holder edits differs from what the sponsors wrote: they see exactly what, while it is edited and for good. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { ModifiedText } from '../../src/lib/domain/contract-proposals.ts'
import { mergedTaking } from '../../src/lib/domain/merge-settled.ts'
import { proposedBlocks } from '../../src/lib/domain/proposed.ts'
import { canTurnProposal } from '../../src/lib/domain/proposal.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import type { ProposalTextRow } from '../store/proposals.ts'
import { baseOf, placesOf } from './proposed.ts'
import type { SeenProposal } from './see.ts'

/** Language by language; those in which nothing was modified are left out. */
export async function modifiedIn(
  context: Context,
  seen: SeenProposal,
  rows: readonly ProposalTextRow[],
): Promise<ModifiedText[]> {
  const copies = rows.filter(({ kind }) => kind === 'modified')
  if (copies.length === 0 || !canTurnProposal('accept_modified', seen.proposal.status)) return []
  const places = await placesOf(context, seen)
  const found = await Promise.all(
    copies.map(async (copy): Promise<ModifiedText> => {
      const { lang } = copy
      const own = rows.find((one) => one.lang === lang && one.kind !== 'modified')
      if (!own) return { lang, blocks: [] }
      const theirs = await sponsorsWords(context, own, copy)
      const blocks = proposedBlocks(theirs, await context.texts.read(copy.documentId), { ...places, lang })
      return { lang, blocks: blocks.map(({ blockId, op, runs, flags }) => ({ id: blockId, op, runs, flags })) }
    }),
  )
  return found.filter(({ blocks }) => blocks.length > 0)
}

/** The article that the copy is of, with the sponsors' words, theirs too where they collide with it. */
async function sponsorsWords(context: Context, own: ProposalTextRow, copy: ProposalTextRow): Promise<ArticleDoc> {
  const [base, main, fork] = [
    await baseOf(context, own),
    (await textHistory(context, copy.articleDocumentId)).docAt(copy.baseSeq),
    await context.texts.read(own.documentId),
  ]
  return mergedTaking(base, main, fork, 'proposal').doc
}
