/** Documents of proposals: whose they are, for sockets, and how one begins. */
import type { ProposalStatus } from '../../src/lib/domain/proposal.ts'
import { insertEntries } from './history.ts'
import type { JournalEntry, Rows } from './store.ts'

/** A proposal's text as far as the rights to it go. */
export interface ProposedText {
  /** `modified`: the copy that the pen-holder edits before the proposal is accepted so. */
  kind: 'original' | 'translation' | 'modified'
  status: ProposalStatus
  /** Whose the proposal is; null: the chair's. */
  partyId: string | null
  /** Parties that sponsor it now, the main one included, and those that were asked to; in one order. */
  sponsors: readonly string[]
  invited: readonly string[]
  /** Every reader may read it from now on, whatever becomes of it. */
  isShown: boolean
  isApproved: boolean
}

/** By the id of the document, those that are texts of proposals. */
export async function findProposedTexts(
  rows: Rows,
  documentIds: readonly string[],
): Promise<Map<string, ProposedText>> {
  if (documentIds.length === 0) return new Map()
  const texts = await rows
    .selectFrom('proposal_text')
    .innerJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .select(['proposal_text.document_id', 'proposal_text.kind as text_kind', 'proposal.id', 'proposal.status'])
    .select(['proposal.party_id', 'proposal.is_shown', 'proposal.approved_by'])
    .where('proposal_text.document_id', 'in', documentIds)
    .execute()
  if (texts.length === 0) return new Map()
  const parties = await rows
    .selectFrom('proposal_sponsor')
    .select(['proposal_id', 'party_id', 'state'])
    .where('proposal_id', 'in', [...new Set(texts.map(({ id }) => id))])
    .orderBy('party_id')
    .execute()
  return new Map(
    texts.map((text) => {
      const inState = (state: 'joined' | 'invited'): string[] =>
        parties.filter((one) => one.proposal_id === text.id && one.state === state).map(({ party_id }) => party_id)
      return [
        text.document_id,
        {
          kind: text.text_kind,
          status: text.status as ProposalStatus,
          partyId: text.party_id,
          sponsors: inState('joined'),
          invited: inState('invited'),
          isShown: text.is_shown === 1,
          isApproved: text.approved_by !== null,
        },
      ]
    }),
  )
}

/**
 * A new document of no article, with its first entries, which are of this document, from 1 on. Whose client ids the article's text knows they are here,
 * too: what somebody wrote there nobody else writes here under the same id.
 */
export async function insertFork(
  rows: Rows,
  fork: { documentId: string; of: string; lang: string; schemaVersion: number; createdAt: string },
  entries: readonly JournalEntry[],
): Promise<void> {
  await rows
    .insertInto('document')
    .values({
      id: fork.documentId,
      article_id: null,
      lang: fork.lang,
      schema_version: fork.schemaVersion,
      created_at: fork.createdAt,
    })
    .execute()
  await insertEntries(rows, entries)
  await rows
    .insertInto('client_binding')
    .columns(['document_id', 'client_id', 'person_id'])
    .expression((e) =>
      e
        .selectFrom('client_binding')
        .select((s) => [s.val(fork.documentId).as('document_id'), 'client_id', 'person_id'])
        .where('document_id', '=', fork.of),
    )
    .onConflict((conflict) => conflict.columns(['document_id', 'client_id']).doNothing())
    .execute()
}
