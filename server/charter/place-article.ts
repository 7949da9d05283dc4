/** Puts an article in another place, before numbers stand (AR1-AR3): the secretariat's act. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { ArticleView } from '../../src/lib/domain/contract.ts'
import { placedBefore, plainOrder } from '../../src/lib/domain/order.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { listArticleRows, writeOrder } from '../store/articles.ts'
import { findCharter, lockCharter } from '../store/charters.ts'
import type { Rows } from '../store/store.ts'
import { viewArticle } from './read-article.ts'
import { record } from './record.ts'
import { charterSubject, seeArticle } from './see.ts'
import { asWorn, mayStill, wear, type AsInput } from './wear.ts'

/** Articles are numbered 1, 2, 3 again as they stand (AR2). Within the transaction of an act that holds the charter. */
export async function renumber(rows: Rows, charterId: string): Promise<void> {
  const articles = await listArticleRows(rows, charterId)
  await writeOrder(rows, charterId, plainOrder(articles.map((one) => ({ ...one, isDeleted: one.deletedAt !== null }))))
}

/** `before`: the article it is to stand before; null: at the end. Refuses with `numbers-stand`, `invalid`. */
export async function placeArticle(
  context: Context,
  actor: Actor | null,
  articleId: string,
  { before, as }: { before: string | null } & AsInput,
): Promise<Result<ArticleView>> {
  const { store, events } = context
  if (actor === null) return refuse('not-signed-in')
  const seen = await seeArticle(store.db, actor, articleId)
  if (!seen) return refuse('not-found')
  const about = charterSubject(seen.charter)
  const worn = wear(actor, as, 'article.place', () => about)
  if (!worn.ok) return worn
  const charterId = seen.charter.id
  const placed = await store.transaction(async (rows): Promise<Result<null>> => {
    // whoever cuts, publishes, adds or places waits here, and then sees what this did
    await lockCharter(rows, charterId)
    const at = await store.now(rows)
    if (!(await mayStill(rows, worn.value, at, 'article.place', about))) return refuse('not-allowed')
    const charter = await findCharter(rows, charterId)
    if (!charter || charter.numbersStand) return refuse('numbers-stand')
    const articles = (await listArticleRows(rows, charterId)).map((one) => ({
      ...one,
      isDeleted: one.deletedAt !== null,
    }))
    const was = articles.find(({ id }) => id === articleId)
    if (!was) return refuse('not-found')
    const order = placedBefore(articles, articleId, before)
    if (!order)
      return refuse('invalid', {
        errors: [{ path: 'before', message: 'is no article that this one can stand before' }],
      })
    const numbered = plainOrder(order)
    await writeOrder(rows, charterId, numbered)
    await record(rows, {
      at,
      ...asWorn(worn.value),
      act: 'article.placed',
      subject: { kind: 'article', id: articleId },
      data: {
        charter: charterId,
        from: was.number,
        to: numbered.find(({ id }) => id === articleId)!.number,
        // the whole concordance: who was told a number finds what became of it
        numbers: numbered.flatMap(({ id, number }) => {
          const old = articles.find((one) => one.id === id)!.number
          return old === number ? [] : [{ article: id, from: old, to: number }]
        }),
      },
    })
    return ok(null)
  })
  if (!placed.ok) return placed
  events.tell({ kind: 'article-changed', charterId, articleId })
  return viewArticle(context, actor, articleId)
}
