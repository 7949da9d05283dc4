/** What the pages of the compilation text share. */
import type { ArticleView } from '#lib/domain/contract.ts'
import { articleSlug } from '#lib/domain/numbering.ts'
import { can } from '#lib/domain/permissions.ts'

/** Article -> its address, for references. */
export const slugsOf = (articles: readonly ArticleView[]): Record<string, string> =>
  Object.fromEntries(articles.map(({ id, number }) => [id, articleSlug(number)]))

/** Articles on which this person may propose. */
export const proposableOf = ({ actor }: App.Locals, articles: readonly ArticleView[]): string[] =>
  articles
    .filter(({ status, deletedAt }) =>
      can(actor, 'article.propose', { kind: 'article', status, assignments: [], isDeleted: deletedAt !== null }),
    )
    .map(({ id }) => id)
