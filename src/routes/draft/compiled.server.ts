/** What the pages of the compilation text share. */
import type { ArticleView } from '#lib/domain/contract.ts'
import { articleSlug } from '#lib/domain/numbering.ts'

/** Article -> its address, for references. */
export const slugsOf = (articles: readonly ArticleView[]): Record<string, string> =>
  Object.fromEntries(articles.map(({ id, number }) => [id, articleSlug(number)]))
