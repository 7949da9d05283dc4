/** What became of numbers: the concordance of a version, and where that now stands which a number or an address named. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import { concordanceOf, type ConcordanceRow } from '../../src/lib/domain/concordance.ts'
import type { BlockPlace, PlaceInArticle } from '../../src/lib/domain/contract.ts'
import { referenceLabel } from '../../src/lib/domain/reference.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findCharter } from '../store/charters.ts'
import { articleOnceNumbered, lastRenumbering, listRenumbered, type OnceNumbered } from '../store/renumberings.ts'
import { listVersionArticles } from '../store/versions.ts'
import { readCharterTexts } from './charter-texts.ts'
import { readsWorkingTexts, seeCharter, seeVersion } from './see.ts'

type Who = Actor | null

/** The numbers that a version changed, in charter order; public where the version is. `lang` defaults to the original language. */
export async function readConcordance(
  { store }: Context,
  actor: Who,
  versionId: string,
  lang?: string,
): Promise<Result<{ items: ConcordanceRow[] }>> {
  const version = await seeVersion(store.db, actor, versionId)
  const charter = version && (await findCharter(store.db, version.charterId))
  if (!charter) return refuse('not-found')
  const [renumbered, texts] = await Promise.all([
    listRenumbered(store.db, version.id),
    listVersionArticles(store.db, version.id, charter.originalLanguage),
  ])
  const blocks = new Map(
    texts.map(({ articleId, doc }) => [articleId, new Set(doc.content.map(({ attrs }) => attrs.id))]),
  )
  const stands = (articleId: string, blockId: string): boolean => blocks.get(articleId)?.has(blockId) ?? false
  return ok({ items: concordanceOf(renumbered, lang ?? charter.originalLanguage, stands) })
}

/** In which article a block of the working text stands now; for its readers alone. */
export async function findBlock(
  context: Context,
  actor: Who,
  charterId: string,
  blockId: string,
  lang?: string,
): Promise<Result<BlockPlace>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const { index } = await readCharterTexts(context, charter)
  const target = index.get(blockId)
  if (!target) return refuse('not-found')
  const { articleId, articleNumber: number } = target
  const full = { to: blockId, form: 'full' as const, as: null }
  return ok({ articleId, number, label: referenceLabel(full, lang ?? charter.originalLanguage, index, articleId) })
}

/** Where the blocks of the working text stand, by their ids; for its readers alone. `lang`: of their names. */
export async function readPlaces(
  context: Context,
  actor: Who,
  charterId: string,
  lang?: string,
): Promise<Result<Record<string, PlaceInArticle>>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const { index } = await readCharterTexts(context, charter)
  const places = [...index].map(([to, target], n): [string, PlaceInArticle] => {
    const { articleId, kind, paragraph, item, recital, isOnlyParagraph } = target
    const isNumbered = item !== null || recital !== null || (paragraph !== null && !isOnlyParagraph)
    const ref = { to, form: 'relative', as: null } as const
    const name = isNumbered ? referenceLabel(ref, lang ?? charter.originalLanguage, index, articleId) : null
    return [to, { n, kind, name }]
  })
  return ok(Object.fromEntries(places))
}

/** NC3: the article that last had a number which a version then changed. `isLast`: no version has renumbered since. */
export async function findOnceNumbered(
  { store }: Context,
  actor: Who,
  charterId: string,
  number: string,
): Promise<Result<OnceNumbered & { isLast: boolean }>> {
  if (actor === null) return refuse('not-signed-in')
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  if (!readsWorkingTexts(actor)) return refuse('not-allowed')
  const once = await articleOnceNumbered(store.db, charter.id, number)
  if (once === null) return refuse('not-found')
  return ok({ ...once, isLast: (await lastRenumbering(store.db, charter.id)) === once.version.number })
}

/** NC3: the same of a version, by what was published until then: public where the version is. */
export async function findOnceNumberedIn(
  { store }: Context,
  actor: Who,
  versionId: string,
  number: string,
): Promise<Result<{ articleId: string }>> {
  const version = await seeVersion(store.db, actor, versionId)
  const once = version && (await articleOnceNumbered(store.db, version.charterId, number, version.number))
  return once ? ok({ articleId: once.articleId }) : refuse('not-found')
}
