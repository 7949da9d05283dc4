/** The languages of one article: which document leads, which follow its structure. */
import type { Rows } from './store.ts'

export interface Languages {
  /** Whether this document is in the charter's original language. */
  isLeading: boolean
  /** Ids of the article's other documents. */
  others: string[]
}

/** How a document stands to the article's other languages; one that does not exist leads nobody. */
export async function languagesOf(rows: Rows, documentId: string): Promise<Languages> {
  const documents = await rows
    .selectFrom('document as own')
    .innerJoin('document', 'document.article_id', 'own.article_id')
    .innerJoin('article', 'article.id', 'own.article_id')
    .innerJoin('charter', 'charter.id', 'article.charter_id')
    .select(['document.id', 'document.lang', 'charter.original_language'])
    .where('own.id', '=', documentId)
    .orderBy('document.id')
    .execute()
  return {
    isLeading: documents.some(({ id, lang, original_language }) => id === documentId && lang === original_language),
    others: documents.filter(({ id }) => id !== documentId).map(({ id }) => id),
  }
}
