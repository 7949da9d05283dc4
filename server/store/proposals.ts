/** Rows of proposals. Every act on one counts its `rev` up and leaves an event under it (proposal-story.ts): of two acts at once one is first. */
import type { Updateable } from 'kysely'
import type { BracketAct, ProposalKind, ProposalStatus } from '../../src/lib/domain/proposal.ts'
import type { Rows } from './store.ts'
import type { Tables } from './tables.ts'

export interface ProposalRow {
  id: string
  charterId: string
  articleId: string
  code: string | null
  kind: ProposalKind
  act: BracketAct | null
  status: ProposalStatus
  lang: string
  /** Null: the chair's. */
  partyId: string | null
  createdBy: string | null
  createdAt: string
  submittedBy: string | null
  submittedAt: string | null
  tabledAt: string | null
  approvalAskedAt: string | null
  approvedBy: string | null
  rationale: string
  rationaleLang: string | null
  groupName: string | null
  amendsId: string | null
  succeedsId: string | null
  answersId: string | null
  commentId: string | null
  contributionId: string | null
  isLate: boolean
  isShown: boolean
  settledAt: string | null
  rev: number
}

const select = (rows: Rows) => rows.selectFrom('proposal').selectAll('proposal')
type Stored = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number]

const decode = (row: Stored): ProposalRow => ({
  id: row.id,
  charterId: row.charter_id,
  articleId: row.article_id,
  code: row.code,
  kind: row.kind,
  act: row.act === null ? null : (JSON.parse(row.act) as BracketAct),
  status: row.status as ProposalStatus,
  lang: row.lang,
  partyId: row.party_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
  submittedBy: row.submitted_by,
  submittedAt: row.submitted_at,
  tabledAt: row.tabled_at,
  approvalAskedAt: row.approval_asked_at,
  approvedBy: row.approved_by,
  rationale: row.rationale,
  rationaleLang: row.rationale_lang,
  groupName: row.group_name,
  amendsId: row.amends_id,
  succeedsId: row.succeeds_id,
  answersId: row.answers_id,
  commentId: row.comment_id,
  contributionId: row.contribution_id,
  isLate: row.is_late === 1,
  isShown: row.is_shown === 1,
  settledAt: row.settled_at,
  rev: row.rev,
})

/** What acts change of a proposal. */
export type ProposalChange = Partial<
  Pick<
    ProposalRow,
    | 'code'
    | 'status'
    | 'partyId'
    | 'submittedBy'
    | 'submittedAt'
    | 'tabledAt'
    | 'approvalAskedAt'
    | 'approvedBy'
    | 'rationale'
    | 'rationaleLang'
    | 'groupName'
    | 'isLate'
    | 'isShown'
    | 'settledAt'
  >
>

const COLUMNS = {
  code: 'code',
  status: 'status',
  partyId: 'party_id',
  submittedBy: 'submitted_by',
  submittedAt: 'submitted_at',
  tabledAt: 'tabled_at',
  approvalAskedAt: 'approval_asked_at',
  approvedBy: 'approved_by',
  rationale: 'rationale',
  rationaleLang: 'rationale_lang',
  groupName: 'group_name',
  isLate: 'is_late',
  isShown: 'is_shown',
  settledAt: 'settled_at',
} as const satisfies Record<keyof ProposalChange, string>

const stored = (change: ProposalChange): Updateable<Tables['proposal']> =>
  Object.fromEntries(
    Object.entries(change).map(([key, value]) => [
      COLUMNS[key as keyof ProposalChange],
      typeof value === 'boolean' ? Number(value) : value,
    ]),
  )

export async function insertProposal(rows: Rows, proposal: ProposalRow): Promise<void> {
  await rows
    .insertInto('proposal')
    .values({
      id: proposal.id,
      charter_id: proposal.charterId,
      article_id: proposal.articleId,
      code: proposal.code,
      kind: proposal.kind,
      act: proposal.act === null ? null : JSON.stringify(proposal.act),
      status: proposal.status,
      lang: proposal.lang,
      party_id: proposal.partyId,
      created_by: proposal.createdBy,
      created_at: proposal.createdAt,
      submitted_by: proposal.submittedBy,
      submitted_at: proposal.submittedAt,
      tabled_at: proposal.tabledAt,
      approval_asked_at: proposal.approvalAskedAt,
      approved_by: proposal.approvedBy,
      rationale: proposal.rationale,
      rationale_lang: proposal.rationaleLang,
      group_name: proposal.groupName,
      amends_id: proposal.amendsId,
      succeeds_id: proposal.succeedsId,
      answers_id: proposal.answersId,
      comment_id: proposal.commentId,
      contribution_id: proposal.contributionId,
      is_late: Number(proposal.isLate),
      is_shown: Number(proposal.isShown),
      settled_at: proposal.settledAt,
      rev: proposal.rev,
    })
    .execute()
}

export async function findProposal(rows: Rows, id: string): Promise<ProposalRow | undefined> {
  const row = await select(rows).where('id', '=', id).executeTakeFirst()
  return row && decode(row)
}

/** Holds the proposal's row until the transaction ends, and reads it. Hold its article before it. */
export async function holdProposal(rows: Rows, id: string): Promise<ProposalRow | undefined> {
  await rows
    .updateTable('proposal')
    .set((e) => ({ rev: e.ref('rev') }))
    .where('id', '=', id)
    .execute()
  return findProposal(rows, id)
}

/** Changes a proposal that nobody acted on since `rev`, which goes up by one; whether nobody had. */
export async function moveProposal(rows: Rows, id: string, rev: number, change: ProposalChange): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('proposal')
    .set({ ...stored(change), rev: rev + 1 })
    .where('id', '=', id)
    .where('rev', '=', rev)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Proposals of an article or of a whole charter, as they began. */
export async function listProposals(
  rows: Rows,
  where: { articleId: string } | { charterId: string } | { ids: readonly string[] },
): Promise<ProposalRow[]> {
  let query = select(rows)
  if ('articleId' in where) query = query.where('article_id', '=', where.articleId)
  else if ('charterId' in where) query = query.where('charter_id', '=', where.charterId)
  else if (where.ids.length === 0) return []
  else query = query.where('id', 'in', where.ids)
  return (await query.orderBy('created_at').orderBy('id').execute()).map(decode)
}

/** Those made of one of these comments. */
export const listProposalsMadeOf = async (rows: Rows, commentIds: readonly string[]): Promise<ProposalRow[]> =>
  commentIds.length === 0
    ? []
    : (await select(rows).where('comment_id', 'in', commentIds).orderBy('created_at').orderBy('id').execute()).map(
        decode,
      )

/** What names this one: amendments to it, what takes its place, what answers it. */
export const listReferring = async (rows: Rows, id: string): Promise<ProposalRow[]> =>
  (
    await select(rows)
      .where((e) => e.or([e('amends_id', '=', id), e('succeeds_id', '=', id), e('answers_id', '=', id)]))
      .orderBy('created_at')
      .orderBy('id')
      .execute()
  ).map(decode)

/** Proposals of an article in one of these states. */
export async function countProposals(
  rows: Rows,
  articleId: string,
  statuses: readonly ProposalStatus[],
  partyId?: string | null,
): Promise<number> {
  let query = rows
    .selectFrom('proposal')
    .select((e) => e.fn.countAll<number | string>().as('n'))
    .where('article_id', '=', articleId)
    .where('status', 'in', statuses)
  if (partyId !== undefined) query = query.where('party_id', partyId === null ? 'is' : '=', partyId)
  return Number((await query.executeTakeFirstOrThrow()).n)
}

/** PS2: the next number under a stem, given once. */
export async function nextNumber(rows: Rows, charterId: string, stem: string): Promise<number> {
  const { last } = await rows
    .insertInto('proposal_counter')
    .values({ charter_id: charterId, stem, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['charter_id', 'stem']).doUpdateSet((e) => ({ last: e('proposal_counter.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return last
}
