/** The working texts of a charter, read together, and where every block of it stands. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { indexBlocks, type ReferenceIndex } from '../../src/lib/domain/reference.ts'
import type { Context } from '../context.ts'
import { listArticleRows, listDocuments, type ArticleRow, type DocumentRow } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'

export interface CharterTexts {
  articles: ArticleRow[]
  documents: DocumentRow[]
  /** Document id -> its text, for the documents that were asked for. */
  texts: Map<string, ArticleDoc>
  index: ReferenceIndex
}

/** Reads the original language of the whole charter, whose blocks lead, and beside it the documents for which `also` says so. */
export async function readCharterTexts(
  { store, texts }: Context,
  charter: CharterRow,
  also: (document: DocumentRow) => boolean = () => false,
): Promise<CharterTexts> {
  const [articles, documents] = await Promise.all([
    listArticleRows(store.db, charter.id),
    listDocuments(store.db, charter.id),
  ])
  const wanted = documents.filter((document) => document.lang === charter.originalLanguage || also(document))
  const read = await texts.readMany(wanted.map(({ id }) => id))
  return { articles, documents, texts: read, index: indexOf(charter, articles, documents, read) }
}

/** AR5: the same without the articles that are marked deleted, as a version cut now would be: references to them lead nowhere. */
export function standingTexts(charter: CharterRow, { articles, documents, texts }: CharterTexts): CharterTexts {
  const standing = articles.filter(({ deletedAt }) => deletedAt === null)
  const ids = new Set(standing.map(({ id }) => id))
  const theirs = documents.filter(({ articleId }) => ids.has(articleId))
  return { articles: standing, documents: theirs, texts, index: indexOf(charter, standing, theirs, texts) }
}

/** As `readCharterTexts`, without the articles that are marked deleted. */
export const readStandingTexts = async (
  context: Context,
  charter: CharterRow,
  also?: (document: DocumentRow) => boolean,
): Promise<CharterTexts> => standingTexts(charter, await readCharterTexts(context, charter, also))

export function indexOf(
  charter: Pick<CharterRow, 'originalLanguage'>,
  articles: ArticleRow[],
  documents: DocumentRow[],
  texts: ReadonlyMap<string, ArticleDoc>,
): ReferenceIndex {
  const originals = new Map(
    documents.filter(({ lang }) => lang === charter.originalLanguage).map(({ articleId, id }) => [articleId, id]),
  )
  return indexBlocks(
    articles.flatMap(({ id, number, round, deletedAt }) => {
      const doc = texts.get(originals.get(id) ?? '')
      return doc ? [{ id, number, doc, round, isDeleted: deletedAt !== null }] : []
    }),
  )
}
