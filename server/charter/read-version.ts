/** Versions: the published ones for everybody, the others for readers of working texts. Withdrawn ones stay readable. */
import type { Actor } from '../../src/lib/domain/actor.ts'
import type { Page, PageRequest, VersionText, VersionView } from '../../src/lib/domain/contract.ts'
import { can } from '../../src/lib/domain/permissions.ts'
import { ok, refuse, type Result } from '../../src/lib/domain/result.ts'
import type { Context } from '../context.ts'
import { findCharter, type CharterRow } from '../store/charters.ts'
import { readCursor, writeCursor } from '../store/cursor.ts'
import {
  findLatestPublished,
  findVersionByNumber,
  listVersionArticles,
  listVersionRows,
  readCanonical,
  type VersionRow,
} from '../store/versions.ts'
import { noticeOf } from './charter-view.ts'
import { badCursor, limitOf, pageOf } from './page.ts'
import { publicPositions } from './public-positions.ts'
import { isVersionSeen, seeCharter, seeVersion } from './see.ts'
import { addressing, versionArticle, versionIndex, versionView } from './version-view.ts'

type Who = Actor | null

export async function listVersions(
  { store }: Context,
  actor: Who,
  charterId: string,
  mainSlug: string | null,
  page?: PageRequest,
): Promise<Result<Page<VersionView>>> {
  const charter = await seeCharter(store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const key = page?.cursor === undefined ? [0] : readCursor(page.cursor, ['number'])
  if (key === null) return badCursor()
  const limit = limitOf(page)
  const publishedOnly = !can(actor, 'version.read', { kind: 'version', isPublished: false })
  const [found, urlOf] = await Promise.all([
    listVersionRows(store.db, charter.id, { after: key[0]!, limit: limit + 1, publishedOnly }),
    addressing(store.db, charter, mainSlug),
  ])
  const { items, next } = pageOf(found, limit, ({ number }) => writeCursor([number]))
  return ok({ items: items.map((version) => versionView(version, urlOf(version.number))), next })
}

export async function viewVersion(
  context: Context,
  version: VersionRow,
  mainSlug: string | null,
): Promise<VersionView> {
  const charter = await findCharter(context.store.db, version.charterId)
  if (!charter) throw new Error(`version ${version.id} has no charter`)
  return versionView(version, (await addressing(context.store.db, charter, mainSlug))(version.number))
}

async function whole(
  { store }: Context,
  charter: CharterRow,
  version: VersionRow,
  mainSlug: string | null,
): Promise<VersionText> {
  const [articles, urlOf] = await Promise.all([
    listVersionArticles(store.db, version.id),
    addressing(store.db, charter, mainSlug),
  ])
  const index = versionIndex(articles, charter.originalLanguage)
  const positions = await publicPositions(store.db, charter.id, index)
  const rank = (lang: string): number => charter.languages.indexOf(lang) + 1 || charter.languages.length + 1
  return {
    ...versionView(version, urlOf(version.number)),
    titles: version.titles,
    languages: charter.languages.filter((lang) => articles.some((article) => article.lang === lang)),
    notice: noticeOf(charter),
    articles: articles
      .sort((a, b) => a.position - b.position || rank(a.lang) - rank(b.lang))
      .map((article) => versionArticle(article, index)),
    positions,
  }
}

export async function readVersion(
  context: Context,
  actor: Who,
  versionId: string,
  mainSlug: string | null,
): Promise<Result<VersionText>> {
  const version = await seeVersion(context.store.db, actor, versionId)
  const charter = version && (await findCharter(context.store.db, version.charterId))
  return charter ? ok(await whole(context, charter, version, mainSlug)) : refuse('not-found')
}

/** By its number; null: the latest that is published and not withdrawn. */
export async function readVersionByNumber(
  context: Context,
  actor: Who,
  charterId: string,
  number: number | null,
  mainSlug: string | null,
): Promise<Result<VersionText>> {
  const charter = await seeCharter(context.store.db, actor, charterId)
  if (!charter) return refuse('not-found')
  const version =
    number === null
      ? await findLatestPublished(context.store.db, charter.id)
      : await findVersionByNumber(context.store.db, charter.id, number)
  if (!version || !isVersionSeen(actor, version)) return refuse('not-found')
  return ok(await whole(context, charter, version, mainSlug))
}

/** The bytes whose SHA-256 is the version's. `isPublished`: they never change and everybody may keep them. */
export async function canonicalVersion(
  { store }: Context,
  actor: Who,
  versionId: string,
): Promise<Result<{ bytes: Uint8Array; sha256: string; isPublished: boolean }>> {
  const version = await seeVersion(store.db, actor, versionId)
  const bytes = version && (await readCanonical(store.db, version.id))
  return bytes ? ok({ bytes, sha256: version.sha256, isPublished: version.publishedAt !== null }) : refuse('not-found')
}
