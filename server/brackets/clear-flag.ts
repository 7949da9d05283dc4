/** Says that a paragraph reads right in a language (rule DC3): whoever may say that its translation still says the same. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { actingOn } from '../../src/lib/domain/article-hats.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { markOfBlock } from '../../src/lib/domain/words-seen.ts'
import { record } from '../charter/record.ts'
import { articleSubject, seeArticle } from '../charter/see.ts'
import { mayStill, type AsInput } from '../charter/wear.ts'
import type { Context } from '../context.ts'
import { clearFlag as clear, openFlags } from '../store/language-flags.ts'

const OTHER = refuse('text-changed', { detail: 'The paragraph says something else by now.' })

/** `mark`: of the paragraph, as it was shown. Refuses with `not-found` (it was cleared already, too), `not-allowed`, `text-changed`. */
export async function clearFlag(
  context: Context,
  actor: Actor | null,
  flagId: string,
  { as, mark }: AsInput & { mark?: string | undefined } = {},
): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const { store, texts, events } = context
  const [flag] = await openFlags(store.db, { id: flagId })
  const seen = flag && (await seeArticle(store.db, actor, flag.articleId))
  if (!flag || !seen) return refuse('not-found')
  const acting = actingOn(actor, as, 'language.clear', articleSubject(seen.article, seen.assignments, flag.lang))
  if (!acting.ok) return acting
  const { actor: worn, hat } = acting.value
  // nobody writes from the look at it until it is said
  const cleared = await texts.whileStill([flag.documentId], (now, hold) =>
    store.transaction(async (rows): Promise<Result<null>> => {
      await hold(rows)
      if (mark !== undefined && markOfBlock(now.get(flag.documentId)!, flag.blockId) !== mark) return OTHER
      const at = await store.now(rows)
      const article = await seeArticle(rows, worn, flag.articleId)
      if (!article) return refuse('not-found')
      const subject = articleSubject(article.article, article.assignments, flag.lang)
      if (!(await mayStill(rows, acting.value, at, 'language.clear', subject))) return refuse('not-allowed')
      if (!(await clear(rows, flagId, { at, personId: actor.id }))) return refuse('not-found')
      await record(rows, {
        at,
        actor: worn,
        as: hat === 'chair' || hat === 'secretariat' ? hat : 'language_reviewer',
        act: 'language.cleared',
        subject: { kind: 'article', id: flag.articleId },
        data: { lang: flag.lang, block: flag.blockId, flag: flagId, decision: flag.decisionId },
      })
      return ok(null)
    }),
  )
  if (!cleared.ok) return cleared
  events.tell({ kind: 'article-changed', charterId: seen.charter.id, articleId: flag.articleId })
  events.tell({ kind: 'talks-changed', charterId: seen.charter.id, articleId: flag.articleId })
  return ok(null)
}
