/** Brackets that end by a decision alone (rule GA11), for sockets. */
import type { Rows } from './store.ts'

/** By article, the ids of the brackets that are or were known to be there, in one order: imported, put there by an act, or seen since. */
export async function heldBracketsOf(rows: Rows, articleIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = await rows
    .selectFrom('bracket')
    .select(['article_id', 'id'])
    .where('article_id', 'in', articleIds)
    .orderBy('id')
    .execute()
  const byArticle = new Map<string, string[]>()
  for (const { article_id, id } of found) byArticle.set(article_id, [...(byArticle.get(article_id) ?? []), id])
  return byArticle
}
