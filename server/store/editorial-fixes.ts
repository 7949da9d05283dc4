/** Rows of editorial fixes of agreed words. */
import type { Block } from '../../src/lib/domain/article.ts'
import type { FixFacts } from '../../src/lib/domain/editorial-fix.ts'
import type { Rows } from './store.ts'
import type { Tables } from './tables.ts'

export interface FixRow extends FixFacts {
  id: string
  articleId: string
  documentId: string
  blockId: string
  base: Block
  text: Block
  why: string
  proposedAt: string
  confirmedBy: string | null
  objectedBy: string | null
  objectedParty: string | null
  objection: string | null
  takenBackAt: string | null
}

const decode = (row: Tables['editorial_fix']): FixRow => ({
  id: row.id,
  articleId: row.article_id,
  documentId: row.document_id,
  blockId: row.block_id,
  base: JSON.parse(row.base) as Block,
  text: JSON.parse(row.text) as Block,
  why: row.why,
  proposedBy: row.proposed_by,
  proposedAt: row.proposed_at,
  confirmedBy: row.confirmed_by,
  confirmedAt: row.confirmed_at,
  untilAt: row.until_at,
  objectedBy: row.objected_by,
  objectedParty: row.objected_party,
  objectedAt: row.objected_at,
  objection: row.objection,
  withdrawnAt: row.withdrawn_at,
  takenBackAt: row.taken_back_at,
})

export async function insertFix(
  rows: Rows,
  fix: Pick<
    FixRow,
    'id' | 'articleId' | 'documentId' | 'blockId' | 'base' | 'text' | 'why' | 'proposedBy' | 'proposedAt'
  >,
): Promise<void> {
  await rows
    .insertInto('editorial_fix')
    .values({
      id: fix.id,
      article_id: fix.articleId,
      document_id: fix.documentId,
      block_id: fix.blockId,
      base: JSON.stringify(fix.base),
      text: JSON.stringify(fix.text),
      why: fix.why,
      proposed_by: fix.proposedBy,
      proposed_at: fix.proposedAt,
      ...{ confirmed_by: null, confirmed_at: null, until_at: null },
      ...{ objected_by: null, objected_party: null, objected_at: null, objection: null },
      ...{ withdrawn_at: null, taken_back_at: null },
    })
    .execute()
}

export async function findFix(rows: Rows, id: string): Promise<FixRow | undefined> {
  const row = await rows.selectFrom('editorial_fix').selectAll().where('id', '=', id).executeTakeFirst()
  return row && decode(row)
}

/** Of these articles, oldest first. */
export async function listFixes(rows: Rows, articleIds: readonly string[]): Promise<FixRow[]> {
  if (articleIds.length === 0) return []
  const found = await rows
    .selectFrom('editorial_fix')
    .selectAll()
    .where('article_id', 'in', articleIds)
    .orderBy('proposed_at')
    .orderBy('id')
    .execute()
  return found.map(decode)
}

/** What happened to a fix. Hold its article first: of two acts on it one is first. */
export async function updateFix(
  rows: Rows,
  id: string,
  done: Partial<
    Pick<
      FixRow,
      | 'confirmedBy'
      | 'confirmedAt'
      | 'untilAt'
      | 'objectedBy'
      | 'objectedParty'
      | 'objectedAt'
      | 'objection'
      | 'withdrawnAt'
      | 'takenBackAt'
    >
  >,
): Promise<void> {
  const {
    confirmedBy,
    confirmedAt,
    untilAt,
    objectedBy,
    objectedParty,
    objectedAt,
    objection,
    withdrawnAt,
    takenBackAt,
  } = done
  await rows
    .updateTable('editorial_fix')
    .set({
      ...(confirmedBy !== undefined && { confirmed_by: confirmedBy }),
      ...(confirmedAt !== undefined && { confirmed_at: confirmedAt }),
      ...(untilAt !== undefined && { until_at: untilAt }),
      ...(objectedBy !== undefined && { objected_by: objectedBy }),
      ...(objectedParty !== undefined && { objected_party: objectedParty }),
      ...(objectedAt !== undefined && { objected_at: objectedAt }),
      ...(objection !== undefined && { objection }),
      ...(withdrawnAt !== undefined && { withdrawn_at: withdrawnAt }),
      ...(takenBackAt !== undefined && { taken_back_at: takenBackAt }),
    })
    .where('id', '=', id)
    .execute()
}
