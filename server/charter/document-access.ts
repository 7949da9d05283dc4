/** What a person may do with a document over a socket; asked at every upgrade and again when access changes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf, findDocumentWithArticle } from '../store/articles.ts'
import { articleSubject } from './see.ts'

export interface DocumentAccess {
  articleId: string
  /** False: this actor may not know of it. */
  read: boolean
  edit: boolean
  /** Why not `edit`; null where it is allowed. */
  reason: RefusalCode | null
}

/** Null: there is no such document. */
export async function documentAccess(
  { store }: Pick<Context, 'store'>,
  actor: Actor,
  documentId: string,
): Promise<DocumentAccess | null> {
  const found = await findDocumentWithArticle(store.db, documentId)
  if (!found) return null
  const { document, article } = found
  const articleId = article.id
  const assignments = (await assignmentsOf(store.db, actor.id, { articleId })).get(articleId) ?? []
  const subject = articleSubject(article, assignments, document.lang)
  if (!can(actor, 'article.read', subject)) return { articleId, read: false, edit: false, reason: 'not-allowed' }
  if (can(actor, 'article.edit', subject)) return { articleId, read: true, edit: true, reason: null }
  return { articleId, read: true, edit: false, reason: isLocked(article.status) ? 'article-locked' : 'not-allowed' }
}
