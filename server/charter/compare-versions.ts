/** Compares two versions of a charter in one language: public once both are published. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { compareVersions as compare, type ComparedVersion } from '../../src/lib/domain/compare.ts'
import type { Comparison } from '../../src/lib/domain/contract.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findCharter } from '../store/charters.ts'
import { listVersionArticles } from '../store/versions.ts'
import { seeVersion } from './see.ts'
import { versionIndex } from './version-view.ts'

/** From `versionId` to `otherId`; `lang` defaults to the original language. Versions of different charters are not comparable: `not-found`. */
export async function compareVersions(
  { store }: Context,
  actor: Actor | null,
  versionId: string,
  otherId: string,
  asked?: string,
): Promise<Result<Comparison>> {
  const from = await seeVersion(store.db, actor, versionId)
  const to = await seeVersion(store.db, actor, otherId)
  if (!from || !to || from.charterId !== to.charterId) return refuse('not-found')
  const charter = await findCharter(store.db, from.charterId)
  if (!charter) return refuse('not-found')
  const lang = asked ?? charter.originalLanguage
  const side = async (id: string): Promise<ComparedVersion> => {
    const articles = await listVersionArticles(store.db, id)
    return {
      index: versionIndex(articles, charter.originalLanguage),
      articles: articles
        .filter((article) => article.lang === lang)
        .map(({ articleId, number, doc }) => ({ id: articleId, number, doc })),
    }
  }
  const [before, after] = [await side(versionId), await side(otherId)]
  if (before.articles.length === 0 && after.articles.length === 0) return refuse('not-found')
  return ok(compare(before, after, lang))
}
