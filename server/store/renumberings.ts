/** What versions renumbered: the numbers of articles and their blocks before and after. */
import type { Renumbered } from '../../src/lib/domain/concordance.ts'
import type { RoundNumbers } from '../../src/lib/domain/places.ts'
import type { Rows } from './store.ts'

export async function insertRenumbering(rows: Rows, versionId: string, articles: readonly Renumbered[]): Promise<void> {
  for (const article of articles)
    await rows
      .insertInto('renumbering')
      .values({
        version_id: versionId,
        article_id: article.articleId,
        number_before: article.before,
        number_after: article.after,
        is_left_out: Number(article.isLeftOut),
        numbers_before: JSON.stringify(article.numbersBefore),
        numbers_after: JSON.stringify(article.numbersAfter),
      })
      .execute()
}

/** Of a version, the preamble first, then by number as it was; empty: it renumbered nothing. */
export const listRenumbered = async (rows: Rows, versionId: string): Promise<Renumbered[]> =>
  (
    await rows
      .selectFrom('renumbering')
      .innerJoin('article', 'article.id', 'renumbering.article_id')
      .selectAll('renumbering')
      .where('version_id', '=', versionId)
      .orderBy('article.position')
      .execute()
  ).map((row) => ({
    articleId: row.article_id,
    before: row.number_before,
    after: row.number_after,
    isLeftOut: row.is_left_out === 1,
    numbersBefore: JSON.parse(row.numbers_before) as RoundNumbers,
    numbersAfter: JSON.parse(row.numbers_after) as RoundNumbers,
  }))

/** The article of a charter that last had this number, before a version renumbered it; null: none had. */
export async function articleOnceNumbered(rows: Rows, charterId: string, number: string): Promise<string | null> {
  const found = await rows
    .selectFrom('renumbering')
    .innerJoin('version', 'version.id', 'renumbering.version_id')
    .select('renumbering.article_id')
    .where('version.charter_id', '=', charterId)
    .where('renumbering.number_before', '=', number)
    .orderBy('version.number', 'desc')
    .executeTakeFirst()
  return found?.article_id ?? null
}
