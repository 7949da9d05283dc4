/** Versions as pages and programs see them. */
import type { VersionArticle, VersionView } from '../../src/lib/domain/contract.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import { indexBlocks, type ReferenceIndex } from '../../src/lib/domain/reference.ts'
import { plainText } from '../../src/lib/domain/rendering.ts'
import type { CharterRow } from '../store/charters.ts'
import type { Rows } from '../store/store.ts'
import type { VersionArticleRow, VersionRow } from '../store/versions.ts'
import { mainCharter } from './charter-view.ts'

/** The address of a version's page: of the main charter `/charter/v/3`, of another `/charter/v/3?charter=its-slug`. */
const versionUrl = (slug: string, number: number, isMain: boolean): string =>
  `/charter/v/${number}${isMain ? '' : `?charter=${encodeURIComponent(slug)}`}`

export const versionView = (version: VersionRow, url: string): VersionView => ({
  id: version.id,
  charterId: version.charterId,
  number: version.number,
  label: version.label,
  notes: version.notes,
  stage: version.stage,
  sha256: version.sha256,
  cutAt: version.cutAt,
  publishedAt: version.publishedAt,
  withdrawnAt: version.withdrawnAt,
  withdrawnReason: version.withdrawnReason,
  url,
})

/** How to address versions of a charter; asked once per list. */
export async function addressing(
  rows: Rows,
  charter: CharterRow,
  mainSlug: string | null,
): Promise<(number: number) => string> {
  const isMain = (await mainCharter(rows, mainSlug))?.id === charter.id
  return (number) => versionUrl(charter.slug, number, isMain)
}

/** Where the blocks of a frozen version stand: its original language leads, as it did in the working text. */
export function versionIndex(articles: readonly VersionArticleRow[], originalLanguage: string): ReferenceIndex {
  const leading = articles.filter(({ lang }) => lang === originalLanguage)
  return indexBlocks(leading.map(({ articleId, number, doc, round }) => ({ id: articleId, number, doc, round })))
}

export const versionArticle = (article: VersionArticleRow, index: ReferenceIndex): VersionArticle => ({
  id: article.articleId,
  kind: article.kind,
  number: article.number,
  lang: article.lang,
  label: articleLabel(article.number, article.lang),
  heading: article.heading,
  status: article.status,
  json: article.doc,
  text: plainText(article.doc, {
    lang: article.lang,
    index,
    articleId: article.articleId,
    number: article.number,
    round: article.round,
  }),
  round: article.round,
})
