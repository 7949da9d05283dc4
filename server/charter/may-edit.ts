/** Whether a text may be edited, asked where it counts: in the transaction that writes it. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import { assignmentsOf, findArticle, holdArticle } from '../store/articles.ts'
import type { Rows } from '../store/store.ts'
import { articleSubject } from './see.ts'

/** Why this person may not edit the text of an article in a language, as it is now; null: they may. */
export async function reasonNotToEdit(
  rows: Rows,
  actor: Actor,
  articleId: string,
  lang: string,
  find: typeof findArticle = findArticle,
): Promise<RefusalCode | null> {
  const article = await find(rows, articleId)
  if (!article) return 'not-found'
  const assignments = (await assignmentsOf(rows, actor.id, { articleId })).get(articleId) ?? []
  if (can(actor, 'article.edit', articleSubject(article, assignments, lang))) return null
  return isLocked(article.status) ? 'article-locked' : 'not-allowed'
}

/** As `reasonNotToEdit`, and holds the article until the transaction ends: it may be locked, deleted or given to others meanwhile. */
export const reasonNotToWrite = (rows: Rows, actor: Actor, articleId: string, lang: string) =>
  reasonNotToEdit(rows, actor, articleId, lang, holdArticle)
