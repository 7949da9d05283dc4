/** The blocks that a proposal changes (PS13), as they are kept with it: read from its texts, so that a list of a hundred reads none. */
import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { proposedBlocks, type ProposedIn } from '../../src/lib/domain/proposed.ts'
import { readCharterTexts } from '../charter/charter-texts.ts'
import { textHistory } from '../charter/text-history.ts'
import type { Context } from '../context.ts'
import type { ProposalBlockRow, ProposalTextRow } from '../store/proposal-texts.ts'
import type { SeenProposal } from './see.ts'

export type KeptBlock = Omit<ProposalBlockRow, 'proposalId' | 'lang' | 'kind'>

/** Tells whether an article's block is another than the one that a proposal is based on: SHA-256 in hex of its RFC 8785 JSON. */
export const blockHash = (block: Block): string =>
  createHash('sha256')
    .update(canonicalize(block) ?? '', 'utf8')
    .digest('hex')

/** `base`: what the proposal is based on. `held`: what collides, by block, kept from before. */
export const keptBlocks = (
  base: ArticleDoc,
  fork: ArticleDoc,
  where: ProposedIn,
  held: ReadonlyMap<string, Record<string, unknown>> = new Map(),
): KeptBlock[] =>
  proposedBlocks(base, fork, where).map((block) => ({
    ...block,
    baseHash: block.base && blockHash(block.base),
    held: held.get(block.blockId) ?? null,
  }))

/** Where a proposal's texts stand: the numbers of its article, and the blocks of all others for references to them. */
export async function placesOf(
  context: Context,
  { article, charter, proposal }: Pick<SeenProposal, 'article' | 'charter' | 'proposal'>,
): Promise<Omit<ProposedIn, 'lang'>> {
  const { index } = await readCharterTexts(context, charter)
  return { articleId: proposal.articleId, number: article?.number ?? null, round: article?.round ?? null, index }
}

/** What a proposal's text is based on: what it was forked from, as it was then; where some of what collides was settled, with that (FK10). */
export const baseOf = async (
  context: Pick<Context, 'store' | 'texts'>,
  { articleDocumentId, baseSeq, base }: ProposalTextRow,
): Promise<ArticleDoc> => base ?? (await textHistory(context, articleDocumentId)).docAt(baseSeq)
