/** What a person may do with a document over a socket; asked at every upgrade and again when access changes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf, findDocumentWithArticle } from '../store/articles.ts'
import { articleSubject } from './see.ts'

export interface DocumentAccess {
  articleId: string
  charterId: string
  lang: string
  /** False: this actor may not know of it. */
  read: boolean
  edit: boolean
  /** Why not `edit`; null where it is allowed. */
  reason: RefusalCode | null
  /** To whom the charter shows who is here. */
  presence: Disclosure
}

/** Null: there is no such document. */
export async function documentAccess(
  { store }: Pick<Context, 'store'>,
  actor: Actor,
  documentId: string,
): Promise<DocumentAccess | null> {
  const found = await findDocumentWithArticle(store.db, documentId)
  if (!found) return null
  const { document, article, presence } = found
  const place = { articleId: article.id, charterId: article.charterId, lang: document.lang, presence }
  const assignments = (await assignmentsOf(store.db, actor.id, { articleId: article.id })).get(article.id) ?? []
  const subject = articleSubject(article, assignments, document.lang)
  if (!can(actor, 'article.read', subject)) return { ...place, read: false, edit: false, reason: 'not-allowed' }
  if (can(actor, 'article.edit', subject)) return { ...place, read: true, edit: true, reason: null }
  const reason =
    article.deletedAt !== null
      ? 'already-deleted'
      : isLocked(article.status)
        ? 'article-locked'
        : actor.standing === 'unverified'
          ? 'not-verified'
          : 'not-allowed'
  return { ...place, read: true, edit: false, reason }
}
