/** What a person may do with a document over a socket; asked at every upgrade and again when access changes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { assignmentsOf, findDocumentWithArticle } from '../store/articles.ts'
import { articleSubject } from './see.ts'

export interface DocumentAccess {
  /** False also for a document that this actor may not know of. */
  found: boolean
  read: boolean
  edit: boolean
  /** Why not `edit`; null where it is allowed. */
  code: RefusalCode | null
  articleId: string | null
  lang: string | null
  /** Whether it is in the charter's original language, which leads the structure of the others. */
  isOriginal: boolean
}

const NOT_FOUND: DocumentAccess = {
  found: false,
  read: false,
  edit: false,
  code: 'not-found',
  articleId: null,
  lang: null,
  isOriginal: false,
}

export async function documentAccess(
  { store }: Pick<Context, 'store'>,
  actor: Actor | null,
  documentId: string,
): Promise<DocumentAccess> {
  if (actor === null) return { ...NOT_FOUND, code: 'not-signed-in' }
  const found = await findDocumentWithArticle(store.db, documentId)
  if (!found) return NOT_FOUND
  const { document, article, originalLanguage } = found
  const assignments = (await assignmentsOf(store.db, actor.id, { articleId: article.id })).get(article.id) ?? []
  const subject = articleSubject(article, assignments, document.lang)
  if (!can(actor, 'article.read', subject)) return NOT_FOUND
  const edit = can(actor, 'article.edit', subject)
  return {
    found: true,
    read: true,
    edit,
    code: edit ? null : isLocked(article.status) ? 'article-locked' : 'not-allowed',
    articleId: article.id,
    lang: document.lang,
    isOriginal: document.lang === originalLanguage,
  }
}
