/** The languages of one article: which document leads, which follow its structure. Those of a proposal's texts follow nothing but the article. */
import type { Rows } from './store.ts'

export interface Languages {
  /** Whether this document is in the charter's original language. */
  isLeading: boolean
  /** Ids of the article's other documents. */
  others: string[]
}

/**
 * How a document stands to the article's other languages; one that does not exist leads nobody. A proposal's text has none beside it: its structure
 * is its own in the charter's original language, and that of the article in every other.
 */
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
  if (documents.length === 0) return { isLeading: await isProposedInOriginal(rows, documentId), others: [] }
  return {
    isLeading: documents.some(({ id, lang, original_language }) => id === documentId && lang === original_language),
    others: documents.filter(({ id }) => id !== documentId).map(({ id }) => id),
  }
}

/** Whether it is a proposal's text in the charter's original language. */
async function isProposedInOriginal(rows: Rows, documentId: string): Promise<boolean> {
  const found = await rows
    .selectFrom('document')
    .innerJoin('proposal_text', 'proposal_text.document_id', 'document.id')
    .innerJoin('proposal', 'proposal.id', 'proposal_text.proposal_id')
    .innerJoin('charter', 'charter.id', 'proposal.charter_id')
    .select(['document.lang', 'charter.original_language'])
    .where('document.id', '=', documentId)
    .executeTakeFirst()
  return found !== undefined && found.lang === found.original_language
}

/** The articles whose texts these documents are; those of proposals are left out. */
export async function articlesOf(rows: Rows, documentIds: readonly string[]): Promise<Map<string, string>> {
  if (documentIds.length === 0) return new Map()
  const found = await rows
    .selectFrom('document')
    .innerJoin('article', 'article.id', 'document.article_id')
    .select(['document.id', 'article.id as article_id'])
    .where('document.id', 'in', documentIds)
    .execute()
  return new Map(found.map(({ id, article_id }) => [id, article_id]))
}
