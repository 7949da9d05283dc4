/** Moves an article in its agreement (AG*): the chair's act. Agreed articles are locked at once for everybody. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { changeStatus } from '../../src/lib/domain/agreement.ts'
import type { ArticleStatus } from '../../src/lib/domain/article.ts'
import type { ArticleView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { leadingFirst, listDocumentsOf, moveStatus } from '../store/articles.ts'
import { cleanText, LONGEST } from './input.ts'
import { viewArticle } from './read-article.ts'
import { record } from './record.ts'
import { articleSubject, seeArticle } from './see.ts'

/** Refuses with `transition-not-allowed` (also when somebody moved it meanwhile), `open-brackets`, `invalid` (no reason to reopen). */
export async function setArticleStatus(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: { status: ArticleStatus; reason?: string | undefined },
): Promise<Result<ArticleView>> {
  const { store, texts, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const { article, charter, assignments } = seen
  if (!can(actor, 'article.setStatus', articleSubject(article, assignments, charter.originalLanguage)))
    return refuse('not-allowed')
  const faults: Fault[] = []
  const reason = cleanText(faults, 'reason', input.reason ?? '', LONGEST.reason, false)
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const documents = (await listDocumentsOf(store.db, articleId)).sort(leadingFirst(charter.originalLanguage))
  // nothing is written from the look at its brackets until everybody's rights are asked anew: what came before is in it, what comes after is not
  const moved = await texts.whileStill(
    documents.map(({ id }) => id),
    async (now): Promise<Result<null>> => {
      const allowed = changeStatus(article.status, input.status, { docs: now.values(), reason })
      if (!allowed.ok) return allowed
      const isMoved = await store.transaction(async (rows) => {
        if (!(await moveStatus(rows, articleId, article.status, input.status))) return false
        await record(rows, {
          at: await store.now(rows),
          actor,
          as: 'chair',
          act: 'article.status-set',
          subject: { kind: 'article', id: articleId },
          data: { from: article.status, to: input.status, ...(reason === '' ? {} : { reason }) },
        })
        return true
      })
      if (!isMoved) return refuse('transition-not-allowed', { detail: 'Its status was changed meanwhile.' })
      events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
      return ok(null)
    },
  )
  if (!moved.ok) return moved
  events.tell({ kind: 'article-changed', charterId: charter.id, articleId })
  const view = await viewArticle(context, actor, articleId)
  return view.ok ? ok(view.value) : view
}
