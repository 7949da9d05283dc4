/** The numbers with which a version begins a round (rules NU10-NU14): as they are quoted, or dealt out anew. */
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { numbersOf, type RoundNumbers } from '../../src/lib/domain/places.ts'
import { withoutDeleted } from '../../src/lib/domain/provision.ts'
import { beginRound, listArticleRows, type ArticleRow, type DocumentRow } from '../store/articles.ts'
import type { CharterRow } from '../store/charters.ts'
import { insertRenumbering } from '../store/renumberings.ts'
import type { Rows } from '../store/store.ts'
import { renumber } from './place-article.ts'

interface Texts {
  articles: ArticleRow[]
  documents: DocumentRow[]
  /** By document id. */
  texts: ReadonlyMap<string, ArticleDoc>
}

export interface Round {
  /** As they are numbered from now on. */
  articles: ArticleRow[]
  /** As they were until now, and article id -> the numbers of its blocks; null: nothing was renumbered. */
  before: { articles: ArticleRow[]; numbers: Map<string, RoundNumbers> } | null
}

type Charter = Pick<CharterRow, 'id' | 'originalLanguage'>

/**
 * Within the transaction of the cut, which holds the charter. NU14: `isRenumbered`: articles are 1, 2, 3 again by their places, blocks by position. What is
 * deleted by agreement keeps its number until then (AG14).
 */
export async function numberedForCut(rows: Rows, charter: Charter, read: Texts, isRenumbered: boolean): Promise<Round> {
  const numbers = numbersIn(charter, read, ({ round }) => round)
  if (!isRenumbered) return { articles: withNumbers(read.articles, numbers), before: null }
  await renumber(rows, charter.id)
  const articles = withNumbers(
    await listArticleRows(rows, charter.id),
    numbersIn(charter, { ...read, texts: standing(read) }, () => null),
  )
  return { articles, before: { articles: read.articles, numbers } }
}

const standing = ({ articles, documents, texts }: Texts): Map<string, ArticleDoc> =>
  new Map(
    documents.flatMap(({ id, articleId }) => {
      const [doc, article] = [texts.get(id), articles.find((one) => one.id === articleId)]
      return doc && article ? [[id, withoutDeleted(doc, new Set(article.deletedBlocks))] as const] : []
    }),
  )

const withNumbers = (articles: readonly ArticleRow[], numbers: ReadonlyMap<string, RoundNumbers>): ArticleRow[] =>
  articles.map((article) => ({ ...article, round: numbers.get(article.id) ?? null }))

/** Article id -> the numbers of its blocks; the original language leads. */
function numbersIn(
  { originalLanguage }: Charter,
  { articles, documents, texts }: Texts,
  roundOf: (article: ArticleRow) => RoundNumbers | null,
): Map<string, RoundNumbers> {
  const leading = documents.filter(({ lang }) => lang === originalLanguage)
  return new Map(
    articles.flatMap((article) => {
      const text = texts.get(leading.find(({ articleId }) => articleId === article.id)?.id ?? '')
      return text ? [[article.id, numbersOf(text, roundOf(article))] as const] : []
    }),
  )
}

/** Keeps the numbers for the round that begins, and what became of those until then for the concordance of the version. */
export async function keepRound(rows: Rows, versionId: string, { articles, before }: Round): Promise<void> {
  for (const { id, round } of articles) if (round) await beginRound(rows, id, round)
  if (before === null) return
  await insertRenumbering(
    rows,
    versionId,
    before.articles.map(({ id, number, deletedAt }) => {
      const now = articles.find((one) => one.id === id)!
      return {
        articleId: id,
        before: number,
        after: now.number,
        isLeftOut: deletedAt !== null,
        numbersBefore: before.numbers.get(id) ?? {},
        numbersAfter: now.round ?? {},
      }
    }),
  )
}
