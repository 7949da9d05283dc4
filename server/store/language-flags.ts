/** Rows of paragraphs in a language that somebody who speaks it has to look at: raised by a decision, cleared by a person. */
import type { Rows } from './store.ts'

/** grammar: what stands around what was chosen. words: this language has none yet. extent: how much of it is meant. concordance: it may say another thing than a language that was changed. */
export type FlagReason = 'grammar' | 'words' | 'extent' | 'concordance'

export interface LanguageFlag {
  id: string
  articleId: string
  documentId: string
  lang: string
  blockId: string
  reason: FlagReason
  decisionId: string | null
  raisedAt: string
  clearedAt: string | null
}

export async function raiseFlag(
  rows: Rows,
  flag: Pick<LanguageFlag, 'id' | 'documentId' | 'blockId' | 'reason' | 'decisionId' | 'raisedAt'> & { seq?: number },
): Promise<void> {
  await rows
    .insertInto('language_flag')
    .values({
      id: flag.id,
      document_id: flag.documentId,
      block_id: flag.blockId,
      reason: flag.reason,
      decision_id: flag.decisionId,
      raised_at: flag.raisedAt,
      seq: flag.seq ?? null,
    })
    .execute()
}

/** Of an article, a charter, or one by its id; only those that nobody has cleared. The oldest first. */
export async function openFlags(
  rows: Rows,
  of: { charterId: string } | { articleId: string } | { id: string },
): Promise<LanguageFlag[]> {
  const [column, value] =
    'id' in of
      ? (['language_flag.id', of.id] as const)
      : 'articleId' in of
        ? (['article.id', of.articleId] as const)
        : (['article.charter_id', of.charterId] as const)
  const found = await rows
    .selectFrom('language_flag')
    .innerJoin('document', 'document.id', 'language_flag.document_id')
    .innerJoin('article', 'article.id', 'document.article_id')
    .selectAll('language_flag')
    .select(['document.lang', 'article.id as article_id'])
    .where(column, '=', value)
    .where('language_flag.cleared_at', 'is', null)
    .orderBy('language_flag.raised_at')
    .orderBy('language_flag.id')
    .execute()
  return found.map((row) => ({
    id: row.id,
    articleId: row.article_id,
    documentId: row.document_id,
    lang: row.lang,
    blockId: row.block_id,
    reason: row.reason,
    decisionId: row.decision_id,
    raisedAt: row.raised_at,
    clearedAt: row.cleared_at,
  }))
}

/** Article id -> blocks that some language has yet to be looked at in. Articles without any are left out. */
export async function uncheckedBlocks(
  rows: Rows,
  of: { charterId: string } | { articleId: string },
): Promise<Map<string, Set<string>>> {
  const blocks = new Map<string, Set<string>>()
  for (const { articleId, blockId } of await openFlags(rows, of))
    blocks.set(articleId, (blocks.get(articleId) ?? new Set()).add(blockId))
  return blocks
}

/** False: it was cleared already. */
export async function clearFlag(rows: Rows, id: string, by: { at: string; personId: string }): Promise<boolean> {
  const { numUpdatedRows } = await rows
    .updateTable('language_flag')
    .set({ cleared_at: by.at, cleared_by: by.personId })
    .where('id', '=', id)
    .where('cleared_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Those that a decision raised and nobody cleared, with the entry of their text's journal as of which they were. */
export async function openFlagsOf(
  rows: Rows,
  decisionId: string,
): Promise<{ id: string; documentId: string; blockId: string; seq: number | null }[]> {
  const open = await rows
    .selectFrom('language_flag')
    .select(['id', 'document_id', 'block_id', 'seq'])
    .where('decision_id', '=', decisionId)
    .where('cleared_at', 'is', null)
    .orderBy('id')
    .execute()
  return open.map(({ document_id, block_id, ...row }) => ({ ...row, documentId: document_id, blockId: block_id }))
}
