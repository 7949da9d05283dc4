/** Proposals with texts of their own, for tests of what lies below the verbs. */
import { beginFork, readForkBase } from '../../server/proposals/fork.ts'
import type { ProposalStatus } from '../../src/lib/domain/proposal.ts'
import type { House } from './house.ts'

export interface Forked {
  proposalId: string
  documentId: string
}

/** What a proposal is made of; `of`: the document that it forks. */
export interface Forking {
  charterId: string
  articleId: string
  of: string
  lang?: string
  kind?: 'original' | 'translation' | 'modified'
  status?: ProposalStatus
  /** Whose it is. */
  partyId: string | null
  /** Other parties that sponsor it, and that were asked to. */
  sponsors?: readonly string[]
  invited?: readonly string[]
}

export async function fork(house: House, asked: Forking): Promise<Forked> {
  const { charterId, articleId, partyId, lang = 'en', kind = 'original', status = 'draft' } = asked
  const [proposalId, documentId] = [house.context.newId(), house.context.newId()]
  const base = await readForkBase(house.context, { id: asked.of, lang })
  await house.store.transaction(async (rows) => {
    const at = await house.store.now(rows)
    await rows
      .insertInto('proposal')
      .values({
        id: proposalId,
        charter_id: charterId,
        article_id: articleId,
        code: null,
        kind: partyId === null ? 'bridging' : 'wording',
        act: null,
        status,
        lang,
        party_id: partyId,
        created_by: null,
        created_at: at,
      })
      .execute()
    const sponsor = (party_id: string, state: 'joined' | 'invited', kind: 'main' | 'co') =>
      rows
        .insertInto('proposal_sponsor')
        .values({ proposal_id: proposalId, party_id, kind, state, at, by: null })
        .execute()
    if (partyId !== null) await sponsor(partyId, 'joined', 'main')
    for (const party of asked.sponsors ?? []) await sponsor(party, 'joined', 'co')
    for (const party of asked.invited ?? []) await sponsor(party, 'invited', 'co')
    const last = await beginFork(rows, house.context, { documentId, base, at })
    await rows
      .insertInto('proposal_text')
      .values({
        proposal_id: proposalId,
        lang,
        kind,
        document_id: documentId,
        article_document_id: asked.of,
        base_seq: base.seq,
        text_seq: last,
        made_by: null,
        at,
      })
      .execute()
  })
  return { proposalId, documentId }
}

/** Moves a proposal to another state, as its verbs do. */
export async function turn(house: House, proposalId: string, status: ProposalStatus, isShown = false): Promise<void> {
  await house.store.db
    .updateTable('proposal')
    .set({ status, is_shown: isShown ? 1 : 0 })
    .where('id', '=', proposalId)
    .execute()
}
