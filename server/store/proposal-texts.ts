/** The texts of proposals, what they are based on, and the blocks that they change, kept beside the text so that lists load no document. */
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import type { ComparedRun } from '../../src/lib/domain/contract.ts'
import { FOLLOWING } from '../../src/lib/domain/proposal.ts'
import type { Flag } from '../../src/lib/domain/substance.ts'
import type { Rows } from './store.ts'

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
  isHeld: boolean
  /** The entry of the other's journal as of which what collides was looked at last; null: nothing collides. */
  heldSeq: number | null
  blocks: { blockId: string; baseHash: string | null }[]
}

/** Texts forked from this one whose proposals are written or before somebody. */
export async function listForksOf(rows: Rows, articleDocumentId: string): Promise<ForkRow[]> {
  const found = await rows
    .selectFrom('proposal_text')
    .innerJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .select(['proposal_text.proposal_id', 'proposal_text.lang', 'proposal_text.kind'])
    .select(['proposal_text.document_id', 'proposal_text.text_seq', 'proposal_text.is_held'])
    .where('proposal_text.article_document_id', '=', articleDocumentId)
    .where('proposal.status', 'in', FOLLOWING)
    .orderBy('proposal_text.proposal_id')
    .execute()
  if (found.length === 0) return []
  const blocks = await rows
    .selectFrom('proposal_block')
    .select(['proposal_id', 'lang', 'kind', 'block_id', 'base_hash', 'held'])
    .where(
      'proposal_id',
      'in',
      found.map(({ proposal_id }) => proposal_id),
    )
    .execute()
  return found.map(({ proposal_id, lang, kind, document_id, text_seq, is_held }) => {
    const own = blocks.filter((one) => one.proposal_id === proposal_id && one.lang === lang && one.kind === kind)
    const seqs = own.flatMap(({ held }) => (held === null ? [] : [(JSON.parse(held) as { mainSeq: number }).mainSeq]))
    return {
      ...{ proposalId: proposal_id, documentId: document_id, textSeq: text_seq, isHeld: is_held === 1 },
      heldSeq: seqs.length === 0 ? null : Math.max(...seqs),
      blocks: own.map(({ block_id, base_hash }) => ({ blockId: block_id, baseHash: base_hash })),
    }
  })
}

/** Texts from which others are forked whose proposals are written or before somebody. */
export async function listForked(rows: Rows): Promise<string[]> {
  const found = await rows
    .selectFrom('proposal_text')
    .innerJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .select('proposal_text.article_document_id')
    .distinct()
    .where('proposal.status', 'in', FOLLOWING)
    .orderBy('proposal_text.article_document_id')
    .execute()
  return found.map(({ article_document_id }) => article_document_id)
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
