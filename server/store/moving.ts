/** Rows that follow paragraphs to another article: comments, who stands behind brackets, what translators have checked. */
import type { Anchor } from '../../src/lib/domain/contract.ts'
import type { Rows } from './store.ts'

/** These threads, with their replies; `threads`: id -> the block they stand on, which is theirs from now on. Answers how many comments moved. */
export async function moveComments(
  rows: Rows,
  from: string,
  to: string,
  threads: ReadonlyMap<string, string>,
): Promise<number> {
  const all = await rows
    .selectFrom('comment')
    .select(['id', 'thread_id', 'anchor'])
    .where('article_id', '=', from)
    .execute()
  const moved = all.filter(({ id, thread_id }) => threads.has(id) || (thread_id !== null && threads.has(thread_id)))
  for (const { id } of moved) await rows.updateTable('comment').set({ article_id: to }).where('id', '=', id).execute()
  for (const { id, anchor } of moved) {
    const blockId = threads.get(id)
    if (anchor === null || blockId === undefined) continue
    const kept = JSON.parse(anchor) as Anchor
    if (kept.blockId === blockId) continue
    await rows
      .updateTable('comment')
      .set({ anchor: JSON.stringify({ ...kept, blockId }) })
      .where('id', '=', id)
      .execute()
  }
  return moved.length
}

/** Brackets and their options; those the rows do not know are passed over. */
export async function moveBrackets(rows: Rows, from: string, to: string, brackets: ReadonlySet<string>): Promise<void> {
  for (const id of brackets) {
    const row = await rows
      .selectFrom('bracket')
      .selectAll()
      .where('article_id', '=', from)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) continue
    await rows
      .insertInto('bracket')
      .values({ ...row, article_id: to })
      .execute()
    await rows
      .updateTable('bracket_option')
      .set({ article_id: to })
      .where('article_id', '=', from)
      .where('bracket_id', '=', id)
      .execute()
    await rows
      .updateTable('bracket_party')
      .set({ article_id: to })
      .where('article_id', '=', from)
      .where('bracket_id', '=', id)
      .execute()
    await rows.deleteFrom('bracket').where('article_id', '=', from).where('id', '=', id).execute()
  }
}

/** What delegations said of these blocks; on the article as a whole nothing moves. */
export async function movePositions(
  rows: Rows,
  from: string,
  to: string,
  blockIds: ReadonlySet<string>,
): Promise<void> {
  await rows
    .updateTable('position')
    .set({ article_id: to })
    .where('article_id', '=', from)
    .where('block_id', 'in', [...blockIds])
    .execute()
}

/** What somebody has yet to look at in these blocks, from one document to the other of its language. */
export async function moveFlags(rows: Rows, from: string, to: string, blockIds: ReadonlySet<string>): Promise<void> {
  if (blockIds.size === 0) return
  await rows
    .updateTable('language_flag')
    .set({ document_id: to, seq: null })
    .where('document_id', '=', from)
    .where('block_id', 'in', [...blockIds])
    .execute()
}

/** Forgets what translators said of these blocks in these documents, where they stood: what was checked there is not checked where they went. */
export async function forgetChecks(
  rows: Rows,
  documentIds: readonly string[],
  blockIds: ReadonlySet<string>,
): Promise<void> {
  if (documentIds.length === 0 || blockIds.size === 0) return
  await rows
    .deleteFrom('translation_check')
    .where('document_id', 'in', [...documentIds])
    .where('block_id', 'in', [...blockIds])
    .execute()
}
