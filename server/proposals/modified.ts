/** How the copy that the pen-holder edits differs from what the sponsors wrote (rule PS16): they see exactly what, while it is edited and for good. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import type { ModifiedText } from '../../src/lib/domain/contract-proposals.ts'
import { mergedTaking } from '../../src/lib/domain/merge-settled.ts'
import { proposedBlocks } from '../../src/lib/domain/proposed.ts'
import { canTurnProposal } from '../../src/lib/domain/proposal.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import type { ProposalTextRow } from '../store/proposal-texts.ts'
import { baseOf, placesOf } from './proposed.ts'
import type { SeenProposal } from './see.ts'

/** Language by language; those in which nothing was modified are left out. Both as they stand beside what the article says now. `read`: what texts say; else what they say now. */
export async function modifiedIn(
  context: Context,
  seen: SeenProposal,
  rows: readonly ProposalTextRow[],
  read: ReadonlyMap<string, ArticleDoc> | null = null,
): Promise<ModifiedText[]> {
  const copies = rows.filter(({ kind }) => kind === 'modified')
  if (copies.length === 0 || !canTurnProposal('modify', seen.proposal.status)) return []
  const places = await placesOf(context, seen)
  const found = await Promise.all(
    copies.map(async (copy): Promise<ModifiedText> => {
      const { lang } = copy
      const own = rows.find((one) => one.lang === lang && one.kind !== 'modified')
      if (!own) return { lang, blocks: [] }
      const main = (await textHistory(context, copy.articleDocumentId)).docAt()
      const asOfNow = async (row: ProposalTextRow, doc: ArticleDoc): Promise<ArticleDoc> =>
        mergedTaking(await baseOf(context, row), main, doc, 'proposal').doc
      const says = async ({ documentId }: ProposalTextRow): Promise<ArticleDoc> =>
        read?.get(documentId) ?? context.texts.read(documentId)
      const theirs = await asOfNow(own, await says(own))
      const blocks = proposedBlocks(theirs, await asOfNow(copy, await says(copy)), { ...places, lang })
      return { lang, blocks: blocks.map(({ blockId, op, runs, flags }) => ({ id: blockId, op, runs, flags })) }
    }),
  )
  return found.filter(({ blocks }) => blocks.length > 0)
}
