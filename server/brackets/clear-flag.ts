/** Says that a paragraph reads right in a language (rule DC3): whoever may say that its translation still says the same. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import { record } from '../charter/record.ts'
import { articleSubject, seeArticle } from '../charter/see.ts'
import type { Context } from '../context.ts'
import { clearFlag as clear, openFlags } from '../store/language-flags.ts'

/** Refuses with `not-found` (it was cleared already, too), `not-allowed`. */
export async function clearFlag(context: Context, actor: Actor | null, flagId: string): Promise<Result<null>> {
  if (actor === null) return refuse('not-signed-in')
  const { store, events } = context
  const [flag] = await openFlags(store.db, { id: flagId })
  const seen = flag && (await seeArticle(store.db, actor, flag.articleId))
  if (!flag || !seen) return refuse('not-found')
  if (!can(actor, 'language.clear', articleSubject(seen.article, seen.assignments, flag.lang)))
    return refuse('not-allowed')
  const isCleared = await store.transaction(async (rows) => {
    const at = await store.now(rows)
    if (!(await clear(rows, flagId, { at, personId: actor.id }))) return false
    await record(rows, {
      at,
      actor,
      as: 'language_reviewer',
      act: 'language.cleared',
      subject: { kind: 'article', id: flag.articleId },
      data: { lang: flag.lang, block: flag.blockId, flag: flagId, decision: flag.decisionId },
    })
    return true
  })
  if (!isCleared) return refuse('not-found')
  events.tell({ kind: 'article-changed', charterId: seen.charter.id, articleId: flag.articleId })
  events.tell({ kind: 'talks-changed', charterId: seen.charter.id, articleId: flag.articleId })
  return ok(null)
}
