/** The working texts of a charter, read together, and where every block of it stands. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { numbersOf } from '../../src/lib/domain/places.ts'
import { withoutDeleted } from '../../src/lib/domain/provision.ts'
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

/**
 * AR5, AG12: the same without the articles that are marked deleted and the blocks that are deleted by agreement, as a version cut now would be: references
 * to them lead nowhere. What stays keeps its number.
 */
export function standingTexts(
  charter: Pick<CharterRow, 'originalLanguage'>,
  {
    articles,
    documents,
    texts,
  }: Pick<CharterTexts, 'articles' | 'documents'> & { texts: ReadonlyMap<string, ArticleDoc> },
): CharterTexts {
  const standing = articles.flatMap((article): ArticleRow[] => {
    if (article.deletedAt !== null) return []
    if (article.deletedBlocks.length === 0) return [article]
    const lead = documents.find(({ articleId, lang }) => articleId === article.id && lang === charter.originalLanguage)
    const doc = texts.get(lead?.id ?? '')
    return [doc ? { ...article, round: numbersOf(doc, article.round) } : article]
  })
  const byId = new Map(standing.map((article) => [article.id, article]))
  const theirs = documents.filter(({ articleId }) => byId.has(articleId))
  const left = new Map(
    theirs.flatMap(({ id, articleId }) => {
      const doc = texts.get(id)
      return doc ? [[id, standingText(byId.get(articleId)!, doc)] as const] : []
    }),
  )
  return { articles: standing, documents: theirs, texts: left, index: indexOf(charter, standing, theirs, left) }
}

/** AG12: a text of an article without what is deleted by agreement. */
export const standingText = ({ deletedBlocks }: Pick<ArticleRow, 'deletedBlocks'>, doc: ArticleDoc): ArticleDoc =>
  deletedBlocks.length === 0 ? doc : withoutDeleted(doc, new Set(deletedBlocks))

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
    articles.flatMap(({ id, number, round, deletedAt, deletedBlocks }) => {
      const doc = texts.get(originals.get(id) ?? '')
      return doc ? [{ id, number, doc, round, isDeleted: deletedAt !== null, deleted: deletedBlocks }] : []
    }),
  )
}
