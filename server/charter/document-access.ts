/** What a person may do with a document over a socket; asked at every upgrade and again when access changes. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { Disclosure } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import type { RefusalCode } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { gathered } from '../store/gathered.ts'
import {
  assignmentsOfAll,
  findDocumentsWithArticle,
  type AssignedTo,
  type DocumentWithArticle,
} from '../store/articles.ts'
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

/** Who asks for which document. */
interface AccessQuestion {
  actor: Actor
  documentId: string
}

/** What an actor may do with a document; null: there is no such document. Who asks at the same moment is asked about together. */
export function makeDocumentAccess(
  context: Pick<Context, 'store'>,
): (actor: Actor, documentId: string) => Promise<DocumentAccess | null> {
  const ask = gathered((questions: readonly AccessQuestion[]) => documentAccesses(context, questions))
  return (actor, documentId) => ask({ actor, documentId })
}

/** In the order of the questions. */
async function documentAccesses(
  { store }: Pick<Context, 'store'>,
  questions: readonly AccessQuestion[],
): Promise<(DocumentAccess | null)[]> {
  const distinct = (of: (question: AccessQuestion) => string): string[] => [...new Set(questions.map(of))]
  const found = await findDocumentsWithArticle(
    store.db,
    distinct(({ documentId }) => documentId),
  )
  const articleIds = [...new Set([...found.values()].map(({ article }) => article.id))]
  if (articleIds.length === 0) return questions.map(() => null)
  const assignments = await assignmentsOfAll(
    store.db,
    distinct(({ actor }) => actor.id),
    { articleIds },
  )
  return questions.map(({ actor, documentId }) => {
    const one = found.get(documentId)
    return one === undefined ? null : accessTo(one, actor, assignments.get(actor.id)?.get(one.article.id) ?? [])
  })
}

function accessTo(
  { document, article, presence }: DocumentWithArticle,
  actor: Actor,
  assignments: readonly AssignedTo[],
): DocumentAccess {
  const place = { articleId: article.id, charterId: article.charterId, lang: document.lang, presence }
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
