// Over 250 lines: a proposal, its sponsors, texts, blocks and story are written together.
/** Rows of proposals. Every act on one counts its `rev` up and leaves an event under it: of two acts at once one is first. */
import type { Updateable } from 'kysely'
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import type { ComparedRun } from '../../src/lib/domain/contract.ts'
import type { Hat } from '../../src/lib/domain/hat.ts'
import {
  FOLLOWING,
  type BracketAct,
  type ProposalAct,
  type ProposalKind,
  type ProposalStatus,
} from '../../src/lib/domain/proposal.ts'
import type { Flag } from '../../src/lib/domain/substance.ts'
import type { CommentRow } from './comments.ts'
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

// sponsors and the group spoken for

export interface SponsorRow {
  proposalId: string
  partyId: string
  kind: 'main' | 'co'
  state: 'invited' | 'joined' | 'left'
  at: string
  by: string | null
}

/** Of these proposals: the main one first, then as they came. */
export async function listSponsors(rows: Rows, proposalIds: readonly string[]): Promise<SponsorRow[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_sponsor')
    .innerJoin('party', 'party.id', 'proposal_sponsor.party_id')
    .selectAll('proposal_sponsor')
    .where('proposal_id', 'in', proposalIds)
    .orderBy('kind', 'desc')
    .orderBy('at')
    .orderBy('party.code')
    .execute()
  return found.map(({ proposal_id, party_id, ...row }) => ({ proposalId: proposal_id, partyId: party_id, ...row }))
}

/** Puts a party among the sponsors, or changes how it stands there. */
export async function putSponsor(rows: Rows, { proposalId, partyId, ...row }: SponsorRow): Promise<void> {
  await rows
    .insertInto('proposal_sponsor')
    .values({ proposal_id: proposalId, party_id: partyId, ...row })
    .onConflict((conflict) => conflict.columns(['proposal_id', 'party_id']).doUpdateSet(row))
    .execute()
}

export interface MemberRow {
  proposalId: string
  partyId: string
  isExcept: boolean
}

export async function listMembers(rows: Rows, proposalIds: readonly string[]): Promise<MemberRow[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_member')
    .selectAll()
    .where('proposal_id', 'in', proposalIds)
    .orderBy('party_id')
    .execute()
  return found.map(({ proposal_id, party_id, is_except }) => ({
    proposalId: proposal_id,
    partyId: party_id,
    isExcept: is_except === 1,
  }))
}

export async function replaceMembers(rows: Rows, proposalId: string, members: readonly MemberRow[]): Promise<void> {
  await rows.deleteFrom('proposal_member').where('proposal_id', '=', proposalId).execute()
  if (members.length > 0)
    await rows
      .insertInto('proposal_member')
      .values(
        members.map(({ partyId, isExcept }) => ({
          proposal_id: proposalId,
          party_id: partyId,
          is_except: Number(isExcept),
        })),
      )
      .execute()
}

/** Parties whose head approves of what their drafters do with proposals. */
export const partiesWithHeads = async (rows: Rows): Promise<Set<string>> =>
  new Set(
    (await rows.selectFrom('party').select('id').where('proposals_need_head', '=', 1).execute()).map(({ id }) => id),
  )

/** Sets that; whether it was otherwise before. */
export async function setNeedsHead(rows: Rows, partyId: string, needsHead: boolean): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('party')
    .set({ proposals_need_head: Number(needsHead) })
    .where('id', '=', partyId)
    .where('proposals_need_head', '!=', Number(needsHead))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

// texts and what they change

export type TextKind = 'original' | 'translation' | 'modified'

export interface ProposalTextRow {
  proposalId: string
  lang: string
  kind: TextKind
  documentId: string
  articleDocumentId: string
  /** The entry of the article's journal that it is based on. */
  baseSeq: number
  /** The entry of its own journal that its blocks tell of. */
  textSeq: number
  isHeld: boolean
  /** What it is based on, where that is no state of the article: some of what collides was settled, and not yet all. */
  base: ArticleDoc | null
  madeBy: string | null
  at: string
}

export async function listProposalTexts(rows: Rows, proposalIds: readonly string[]): Promise<ProposalTextRow[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_text')
    .selectAll()
    .where('proposal_id', 'in', proposalIds)
    .orderBy('at')
    .orderBy('lang')
    .execute()
  return found.map((row) => ({
    proposalId: row.proposal_id,
    lang: row.lang,
    kind: row.kind,
    documentId: row.document_id,
    articleDocumentId: row.article_document_id,
    baseSeq: row.base_seq,
    textSeq: row.text_seq,
    isHeld: row.is_held === 1,
    base: row.base === null ? null : (JSON.parse(row.base) as ArticleDoc),
    madeBy: row.made_by,
    at: row.at,
  }))
}

export async function insertProposalText(rows: Rows, text: ProposalTextRow): Promise<void> {
  await rows
    .insertInto('proposal_text')
    .values({
      proposal_id: text.proposalId,
      lang: text.lang,
      kind: text.kind,
      document_id: text.documentId,
      article_document_id: text.articleDocumentId,
      base_seq: text.baseSeq,
      text_seq: text.textSeq,
      is_held: Number(text.isHeld),
      base: text.base === null ? null : JSON.stringify(text.base),
      made_by: text.madeBy,
      at: text.at,
    })
    .execute()
}

/** What following the article and writing change of a text. */
export async function updateProposalText(
  rows: Rows,
  { proposalId, lang, kind }: Pick<ProposalTextRow, 'proposalId' | 'lang' | 'kind'>,
  change: Partial<Pick<ProposalTextRow, 'baseSeq' | 'textSeq' | 'isHeld' | 'base'>>,
): Promise<void> {
  const { baseSeq, textSeq, isHeld, base } = change
  await rows
    .updateTable('proposal_text')
    .set({
      ...(baseSeq !== undefined && { base_seq: baseSeq }),
      ...(textSeq !== undefined && { text_seq: textSeq }),
      ...(isHeld !== undefined && { is_held: Number(isHeld) }),
      ...(base !== undefined && { base: base === null ? null : JSON.stringify(base) }),
    })
    .where('proposal_id', '=', proposalId)
    .where('lang', '=', lang)
    .where('kind', '=', kind)
    .execute()
}

export interface ProposalBlockRow {
  proposalId: string
  lang: string
  kind: TextKind
  blockId: string
  position: number
  op: 'changed' | 'added' | 'removed' | 'moved'
  base: Block | null
  text: Block | null
  basePrev: string | null
  prev: string | null
  /** SHA-256 in hex of the RFC 8785 JSON of `base`; null: added. */
  baseHash: string | null
  runs: ComparedRun[]
  flags: Flag[]
  held: Record<string, unknown> | null
}

/** With all they hold, in the order of the text. */
export async function listProposalBlocks(rows: Rows, proposalIds: readonly string[]): Promise<ProposalBlockRow[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_block')
    .selectAll()
    .where('proposal_id', 'in', proposalIds)
    .orderBy('position')
    .orderBy('block_id')
    .execute()
  const parsed = <T>(json: string | null): T | null => (json === null ? null : (JSON.parse(json) as T))
  return found.map((row) => ({
    proposalId: row.proposal_id,
    lang: row.lang,
    kind: row.kind,
    blockId: row.block_id,
    position: row.position,
    op: row.op,
    base: parsed<Block>(row.base),
    text: parsed<Block>(row.text),
    basePrev: row.base_prev,
    prev: row.prev,
    baseHash: row.base_hash,
    runs: JSON.parse(row.runs) as ComparedRun[],
    flags: JSON.parse(row.flags) as Flag[],
    held: parsed<Record<string, unknown>>(row.held),
  }))
}

export type ProposalBlockName = Pick<ProposalBlockRow, 'proposalId' | 'lang' | 'kind' | 'blockId' | 'op'>

/** Which blocks, without what they hold: a list of a hundred reads no words. */
export async function listBlockNames(rows: Rows, proposalIds: readonly string[]): Promise<ProposalBlockName[]> {
  if (proposalIds.length === 0) return []
  const found = await rows
    .selectFrom('proposal_block')
    .select(['proposal_id', 'lang', 'kind', 'block_id', 'op'])
    .where('proposal_id', 'in', proposalIds)
    .orderBy('position')
    .orderBy('block_id')
    .execute()
  return found.map((row) => ({
    proposalId: row.proposal_id,
    lang: row.lang,
    kind: row.kind,
    blockId: row.block_id,
    op: row.op,
  }))
}

/** A text that is forked from another, with the blocks that its rows tell of. */
export interface ForkRow {
  proposalId: string
  documentId: string
  textSeq: number
  blocks: { blockId: string; baseHash: string | null }[]
}

/** Texts forked from this one whose proposals are written or before somebody. */
export async function listForksOf(rows: Rows, articleDocumentId: string): Promise<ForkRow[]> {
  const found = await rows
    .selectFrom('proposal_text')
    .innerJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .select(['proposal_text.proposal_id', 'proposal_text.lang', 'proposal_text.kind'])
    .select(['proposal_text.document_id', 'proposal_text.text_seq'])
    .where('proposal_text.article_document_id', '=', articleDocumentId)
    .where('proposal.status', 'in', FOLLOWING)
    .orderBy('proposal_text.proposal_id')
    .execute()
  if (found.length === 0) return []
  const blocks = await rows
    .selectFrom('proposal_block')
    .select(['proposal_id', 'lang', 'kind', 'block_id', 'base_hash'])
    .where(
      'proposal_id',
      'in',
      found.map(({ proposal_id }) => proposal_id),
    )
    .execute()
  return found.map(({ proposal_id, lang, kind, document_id, text_seq }) => ({
    ...{ proposalId: proposal_id, documentId: document_id, textSeq: text_seq },
    blocks: blocks
      .filter((one) => one.proposal_id === proposal_id && one.lang === lang && one.kind === kind)
      .map(({ block_id, base_hash }) => ({ blockId: block_id, baseHash: base_hash })),
  }))
}

/** Puts these in place of what was kept of that text. */
export async function replaceBlocks(
  rows: Rows,
  { proposalId, lang, kind }: Pick<ProposalBlockRow, 'proposalId' | 'lang' | 'kind'>,
  blocks: readonly Omit<ProposalBlockRow, 'proposalId' | 'lang' | 'kind'>[],
): Promise<void> {
  await rows
    .deleteFrom('proposal_block')
    .where('proposal_id', '=', proposalId)
    .where('lang', '=', lang)
    .where('kind', '=', kind)
    .execute()
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
  for (let at = 0; at < blocks.length; at += 50)
    await rows
      .insertInto('proposal_block')
      .values(
        blocks.slice(at, at + 50).map((block) => ({
          ...{ proposal_id: proposalId, lang, kind, block_id: block.blockId, position: block.position, op: block.op },
          ...{ base: json(block.base), text: json(block.text), base_prev: block.basePrev, prev: block.prev },
          ...{ base_hash: block.baseHash, runs: JSON.stringify(block.runs), flags: JSON.stringify(block.flags) },
          held: json(block.held),
        })),
      )
      .execute()
}

// its story

export interface ProposalEventRow {
  proposalId: string
  /** The proposal's `rev` after it. */
  n: number
  at: string
  actorId: string | null
  hat: Hat | null
  partyId: string | null
  act: ProposalAct
  from: ProposalStatus | null
  to: ProposalStatus
  data: Record<string, unknown>
}

export async function insertProposalEvent(rows: Rows, event: ProposalEventRow): Promise<void> {
  await rows
    .insertInto('proposal_event')
    .values({
      proposal_id: event.proposalId,
      n: event.n,
      at: event.at,
      actor_id: event.actorId,
      hat: event.hat,
      party_id: event.partyId,
      act: event.act,
      from_status: event.from,
      to_status: event.to,
      data: JSON.stringify(event.data),
    })
    .execute()
}

/** Oldest first. */
export const listProposalEvents = async (rows: Rows, proposalId: string): Promise<ProposalEventRow[]> =>
  (
    await rows.selectFrom('proposal_event').selectAll().where('proposal_id', '=', proposalId).orderBy('n').execute()
  ).map((row) => ({
    proposalId: row.proposal_id,
    n: row.n,
    at: row.at,
    actorId: row.actor_id,
    hat: row.hat as Hat | null,
    partyId: row.party_id,
    act: row.act as ProposalAct,
    from: row.from_status as ProposalStatus | null,
    to: row.to_status as ProposalStatus,
    data: JSON.parse(row.data) as Record<string, unknown>,
  }))

// what else decides

/** After it, what is submitted is late; null: no deadline. */
export async function deadlineOf(rows: Rows, charterId: string): Promise<string | null> {
  const found = await rows
    .selectFrom('charter')
    .select('proposals_until')
    .where('id', '=', charterId)
    .executeTakeFirst()
  return found?.proposals_until ?? null
}

export async function setDeadline(rows: Rows, charterId: string, at: string | null): Promise<void> {
  await rows.updateTable('charter').set({ proposals_until: at }).where('id', '=', charterId).execute()
}

/** PS6: whether a version of the charter was cut after this instant. */
export async function wasCutSince(rows: Rows, charterId: string, at: string): Promise<boolean> {
  const cut = await rows
    .selectFrom('version')
    .select('id')
    .where('charter_id', '=', charterId)
    .where('cut_at', '>', at)
    .limit(1)
    .executeTakeFirst()
  return cut !== undefined
}

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
