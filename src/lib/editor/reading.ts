/** Other articles, as the desk reads them from the API. */
import type { ArticleText, BlockPlace, DefinedTerm } from '../domain/contract.ts'
import type { ArticleProvisions } from '../domain/contract-agreement.ts'
import type { Counts } from '../domain/counts.ts'

const isArticleText = (value: unknown): value is ArticleText =>
  typeof value === 'object' && value !== null && 'json' in value && 'number' in value

/** An article in one language; throws where the server does not give it. */
export async function fetchArticle(id: string, lang: string): Promise<ArticleText> {
  const response = await fetch(`/api/v1/articles/${encodeURIComponent(id)}?lang=${encodeURIComponent(lang)}`)
  const value: unknown = await response.json()
  if (!response.ok || !isArticleText(value)) throw new Error(`article ${id} could not be read`)
  return value
}

/** How far an article and its parts are agreed; `lang`: of labels. Throws where the server does not say. */
export async function fetchProvisions(articleId: string, lang: string): Promise<ArticleProvisions> {
  const response = await fetch(
    `/api/v1/articles/${encodeURIComponent(articleId)}/provisions?lang=${encodeURIComponent(lang)}`,
  )
  if (!response.ok) throw new Error(`the agreement of article ${articleId} could not be read`)
  return (await response.json()) as ArticleProvisions
}

/** In which article of the same charter a block stands now; null: in none. */
export async function fetchBlockPlace(articleId: string, blockId: string, lang: string): Promise<BlockPlace | null> {
  const { charterId } = await fetchArticle(articleId, lang)
  const response = await fetch(
    `/api/v1/charters/${encodeURIComponent(charterId)}/blocks/${encodeURIComponent(blockId)}`,
  )
  return response.ok ? ((await response.json()) as BlockPlace) : null
}

/** Words and clauses of a charter in one language; throws where the server does not give them. */
export async function fetchCounts(charterId: string, lang: string): Promise<Counts> {
  const response = await fetch(
    `/api/v1/charters/${encodeURIComponent(charterId)}/counts?lang=${encodeURIComponent(lang)}`,
  )
  if (!response.ok) throw new Error(`charter ${charterId} could not be counted`)
  return (await response.json()) as Counts
}

const isTerms = (value: unknown): value is { items: DefinedTerm[] } =>
  typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)

/** The defined terms of the charter that an article belongs to; throws where the server does not give them. */
export async function fetchTerms(articleId: string, lang: string): Promise<DefinedTerm[]> {
  const { charterId } = await fetchArticle(articleId, lang)
  const response = await fetch(`/api/v1/charters/${encodeURIComponent(charterId)}/terms`)
  const value: unknown = await response.json()
  if (!response.ok || !isTerms(value)) throw new Error(`defined terms of ${charterId} could not be read`)
  return value.items
}
