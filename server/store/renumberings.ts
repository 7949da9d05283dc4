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

export interface OnceNumbered {
  articleId: string
  /** That gave it another number. */
  version: { number: number; label: string }
}

/** The article of a charter that last had this number, before a version renumbered it; null: none had. `upTo`: by what was published until that version. */
export async function articleOnceNumbered(
  rows: Rows,
  charterId: string,
  number: string,
  upTo?: number,
): Promise<OnceNumbered | null> {
  const found = await rows
    .selectFrom('renumbering')
    .innerJoin('version', 'version.id', 'renumbering.version_id')
    .select(['renumbering.article_id', 'version.number', 'version.label'])
    .where('version.charter_id', '=', charterId)
    .where('renumbering.number_before', '=', number)
    .whereRef('renumbering.number_before', '!=', 'renumbering.number_after')
    .$if(upTo !== undefined, (query) =>
      query.where('version.published_at', 'is not', null).where('version.number', '<=', upTo!),
    )
    .orderBy('version.number', 'desc')
    .executeTakeFirst()
  return found ? { articleId: found.article_id, version: { number: found.number, label: found.label } } : null
}

/** Number of the version that renumbered a charter last; null: none has. */
export async function lastRenumbering(rows: Rows, charterId: string): Promise<number | null> {
  const found = await rows
    .selectFrom('renumbering')
    .innerJoin('version', 'version.id', 'renumbering.version_id')
    .select('version.number')
    .where('version.charter_id', '=', charterId)
    .orderBy('version.number', 'desc')
    .executeTakeFirst()
  return found?.number ?? null
}
