/** Texts of a charter in one language as the comparison takes them. */
import type { ComparedVersion } from '../../src/lib/domain/compare.ts'
import { isBlank } from '../../src/lib/domain/order.ts'
import type { CharterRow } from '../store/charters.ts'
import type { VersionArticleRow } from '../store/versions.ts'
import type { CharterTexts } from './charter-texts.ts'
import { versionIndex } from './version-view.ts'

/** One language of frozen articles, as the comparison takes it. */
export const frozenIn = (
  frozen: readonly VersionArticleRow[],
  { originalLanguage }: CharterRow,
  lang: string,
): ComparedVersion => ({
  index: versionIndex(frozen, originalLanguage),
  articles: frozen
    .filter((article) => article.lang === lang)
    .map(({ articleId, number, doc, round }) => ({ id: articleId, number, doc, round })),
})

/** One language of the working text. VE8: a text in which nobody has written anything is as if it were not there. */
export const nowIn = ({ articles, documents, texts, index }: CharterTexts, lang: string): ComparedVersion => ({
  index,
  articles: articles.flatMap(({ id, number, round }) => {
    const document = documents.find((one) => one.articleId === id && one.lang === lang)
    const doc = texts.get(document?.id ?? '')
    return doc && !isBlank(doc) ? [{ id, number, doc, round }] : []
  }),
})
