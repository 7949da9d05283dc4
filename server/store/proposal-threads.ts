/** What was said about proposals, and what was said earlier that they are made of. */
import type { CommentRow } from './comments.ts'
import type { Rows } from './store.ts'

/** Which contributions to earlier talks of a charter have become proposals. */
export const contributionsProposed = async (rows: Rows, charterId: string): Promise<Set<string>> =>
  new Set(
    (
      await rows
        .selectFrom('proposal')
        .select('contribution_id')
        .where('charter_id', '=', charterId)
        .where('contribution_id', 'is not', null)
        .execute()
    ).flatMap(({ contribution_id }) => contribution_id ?? []),
  )

/** Which threads of a charter are about a proposal: thread -> proposal. */
export async function proposalsOfThreads(rows: Rows, charterId: string): Promise<Map<string, string>> {
  const found = await rows
    .selectFrom('comment')
    .innerJoin('article', 'article.id', 'comment.article_id')
    .select(['comment.id', 'comment.proposal_id'])
    .where('article.charter_id', '=', charterId)
    .where('comment.proposal_id', 'is not', null)
    .execute()
  return new Map(found.map(({ id, proposal_id }) => [id, proposal_id!]))
}

/** Threads about a proposal, as far as it is asked who sees them. */
export async function listProposalThreads(
  rows: Rows,
  proposalId: string,
): Promise<Pick<CommentRow, 'id' | 'authorId' | 'partyId' | 'visibility' | 'status'>[]> {
  const found = await rows
    .selectFrom('comment')
    .select(['id', 'author_id', 'party_id', 'visibility', 'status'])
    .where('proposal_id', '=', proposalId)
    .where('thread_id', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return found.map(({ id, author_id, party_id, visibility, status }) => ({
    ...{ id, authorId: author_id, partyId: party_id, status },
    visibility: visibility as CommentRow['visibility'],
  }))
}
