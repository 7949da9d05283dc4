/** Takes an article out of the charter, and back (AR4, AR5; practice 4 and 8.1): the secretariat's acts. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { isLocked } from '../../src/lib/domain/article.ts'
import type { ArticleRemoval, ArticleView } from '../../src/lib/domain/contract.ts'
import { isWithoutWords } from '../../src/lib/domain/order.ts'
import { ok, refuse, type Fault, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import {
  holdArticle,
  isArticleKnown,
  leadingFirst,
  listDocumentsOf,
  markDeleted,
  removeArticle,
} from '../store/articles.ts'
import { lapseProposals, tellLapsed } from '../proposals/lapse.ts'
import { findCharter, lockCharter } from '../store/charters.ts'
import { listAgreedBlocks } from '../store/provisions.ts'
import type { ProposalRow } from '../store/proposals.ts'
import { cleanText, LONGEST } from './input.ts'
import { renumber } from './place-article.ts'
import { viewArticle } from './read-article.ts'
import { record } from './record.ts'
import { charterSubject, seeArticle } from './see.ts'
import { asWorn, mayStill, wear, type AsInput } from './wear.ts'

/**
 * One without words, comments and a version goes at once (AR4); any other is marked deleted, which needs a reason, and keeps its number until
 * a version without it is published (AR5). Refuses with `article-locked`, `paragraph-agreed` (reopen it first), `already-deleted`, `invalid`.
 */
export async function deleteArticle(
  context: Context,
  actor: Actor | null,
  articleId: string,
  input: { reason?: string | undefined } & AsInput,
): Promise<Result<ArticleRemoval>> {
  const { store, texts, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const about = charterSubject(seen.charter)
  const worn = wear(actor, input.as, 'article.delete', () => about)
  if (!worn.ok) return worn
  const faults: Fault[] = []
  const reason = cleanText(faults, 'reason', input.reason ?? '', LONGEST.reason, false)
  if (faults.length > 0) return refuse('invalid', { errors: faults })
  const charterId = seen.charter.id
  const documents = (await listDocumentsOf(store.db, articleId)).sort(leadingFirst(seen.charter.originalLanguage))
  let lapsed: ProposalRow[] = []
  // nobody writes between the look at its words and its going
  const gone = await texts.whileStill(
    documents.map(({ id }) => id),
    (now, hold) =>
      store.transaction(async (rows): Promise<Result<'removed' | 'marked'>> => {
        await hold(rows)
        await lockCharter(rows, charterId)
        const at = await store.now(rows)
        if (!(await mayStill(rows, worn.value, at, 'article.delete', about))) return refuse('not-allowed')
        const charter = (await findCharter(rows, charterId))!
        const article = await holdArticle(rows, articleId)
        if (!article) return refuse('not-found')
        if (isLocked(article.status)) return refuse('article-locked')
        if ((await listAgreedBlocks(rows, articleId)).length > 0) return refuse('paragraph-agreed')
        const isEmpty = isWithoutWords(now.values()) && !(await isArticleKnown(rows, articleId))
        if (!isEmpty && article.deletedAt !== null) return refuse('already-deleted')
        if (!isEmpty && reason === '')
          return refuse('invalid', {
            errors: [{ path: 'reason', message: 'what has words or comments needs a reason' }],
          })
        if (isEmpty) await removeArticle(rows, charterId, articleId, at)
        else if (!(await markDeleted(rows, articleId, { at, reason }))) return refuse('already-deleted')
        lapsed = await lapseProposals(rows, worn.value.actor, articleId, at)
        if (!charter.numbersStand) await renumber(rows, charterId)
        await record(rows, {
          at,
          ...asWorn(worn.value),
          act: isEmpty ? 'article.removed' : 'article.deleted',
          subject: { kind: 'article', id: articleId },
          data: { charter: charterId, number: article.number, ...(reason === '' ? {} : { reason }) },
        })
        return ok(isEmpty ? 'removed' : 'marked')
      }),
  )
  if (!gone.ok) return gone
  // whoever has it open is asked again: their words would be kept nowhere
  events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
  events.tell({ kind: 'article-changed', charterId, articleId })
  await tellLapsed(context, lapsed)
  if (gone.value === 'removed') return ok({ outcome: 'removed', article: null })
  const view = await viewArticle(context, actor, articleId)
  return view.ok ? ok({ outcome: 'marked', article: view.value }) : view
}

/** AR5: what is marked deleted comes back as it was, until it is removed. Refuses with `not-deleted`. */
export async function reinstateArticle(
  context: Context,
  actor: Actor | null,
  articleId: string,
  { as }: AsInput = {},
): Promise<Result<ArticleView>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const about = charterSubject(seen.charter)
  const worn = wear(actor, as, 'article.delete', () => about)
  if (!worn.ok) return worn
  const charterId = seen.charter.id
  const back = await store.transaction(async (rows): Promise<Result<null>> => {
    await lockCharter(rows, charterId)
    const at = await store.now(rows)
    if (!(await mayStill(rows, worn.value, at, 'article.delete', about))) return refuse('not-allowed')
    if (!(await markDeleted(rows, articleId, null))) return refuse('not-deleted')
    const charter = (await findCharter(rows, charterId))!
    if (!charter.numbersStand) await renumber(rows, charterId)
    await record(rows, {
      at,
      ...asWorn(worn.value),
      act: 'article.reinstated',
      subject: { kind: 'article', id: articleId },
      data: { charter: charterId },
    })
    return ok(null)
  })
  if (!back.ok) return back
  events.tell({ kind: 'access-changed', personId: null, articleId, sessionId: null })
  events.tell({ kind: 'article-changed', charterId, articleId })
  return viewArticle(context, actor, articleId)
}
