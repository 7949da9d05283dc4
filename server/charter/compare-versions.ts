/** Compares two versions of a charter in one language: public once both are published. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { compareArticle, type ComparedText } from '../../src/lib/domain/compare.ts'
import type { Comparison } from '../../src/lib/domain/contract.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findCharter } from '../store/charters.ts'
import { listVersionArticles, type VersionArticleRow } from '../store/versions.ts'
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
  const side = async (id: string): Promise<Map<string, ComparedText & { position: number }>> => {
    const articles = await listVersionArticles(store.db, id)
    const index = versionIndex(articles, charter.originalLanguage)
    const own = articles.filter((article) => article.lang === lang)
    return new Map(own.map((article) => [article.articleId, { ...textOf(article), index, position: article.position }]))
  }
  const [before, after] = [await side(versionId), await side(otherId)]
  if (before.size === 0 && after.size === 0) return refuse('not-found')
  // articles in the later order; one that is gone stands where it stood
  const place = (id: string): number => after.get(id)?.position ?? before.get(id)!.position - 0.5
  const ids = [...new Set([...after.keys(), ...before.keys()])].sort((a, b) => place(a) - place(b))
  return ok({
    lang,
    articles: ids.map((id) => ({ id, blocks: compareArticle(before.get(id) ?? null, after.get(id) ?? null, lang) })),
  })
}

const textOf = ({ doc, articleId, number }: VersionArticleRow) => ({ doc, articleId, number })
