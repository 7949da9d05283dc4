/**
 * The order and numbers of a charter's articles while it is being made, and what becomes of an article that goes (rules AR*; practice 4 and 8.1).
 */
import type { ArticleDoc } from './article.ts'
import { alternativeNumber, isAlternativeTo } from './numbering.ts'
import type { VersionState } from './version.ts'

/**
 * AR1: numbers stand as soon as somebody may quote them: while a version is cut that is not withdrawn, and for good from the first publication.
 */
export const numbersStand = (versions: readonly VersionState[]): boolean =>
  versions.some(({ publishedAt, withdrawnAt }) => publishedAt !== null || withdrawnAt === null)

export interface Placed {
  id: string
  kind: 'preamble' | 'article'
  isDeleted: boolean
  /** As it is now. */
  number?: string | null
}

/**
 * AR2: while numbers do not stand, articles are 1, 2, 3 by their places; the preamble is first, articles marked deleted are last. NU15: an alternative shares
 * the number of what it is one to as long as it stands behind that.
 */
export function plainOrder(articles: readonly Placed[]): { id: string; position: number; number: string | null }[] {
  const numbered = articles.filter(({ kind }) => kind === 'article')
  const inOrder = [...numbered.filter(({ isDeleted }) => !isDeleted), ...numbered.filter(({ isDeleted }) => isDeleted)]
  let last = 0
  const numbers = inOrder.map(({ number = null, isDeleted }, i) => {
    const main = inOrder[i - 1]
    const isShared = main?.isDeleted === isDeleted && isAlternativeTo(number, main.number ?? null)
    return (isShared ? alternativeNumber([], String(last)) : null) ?? String(++last)
  })
  return [
    ...articles.filter(({ kind }) => kind === 'preamble').map(({ id }) => ({ id, position: 0, number: null })),
    ...inOrder.map(({ id }, i) => ({ id, position: i + 1, number: numbers[i]! })),
  ]
}

/**
 * AR3: an article is placed before another, or at the end (`before` null), wherever others have moved meanwhile. The preamble stays first:
 * nothing is placed before it, and it is not placed itself. Null: that is no place.
 */
export function placedBefore<T extends Placed>(articles: readonly T[], id: string, before: string | null): T[] | null {
  const article = articles.find((one) => one.id === id)
  if (!article || article.kind === 'preamble' || before === id) return null
  const rest = articles.filter((one) => one !== article)
  if (before === null) return [...rest, article]
  const at = rest.findIndex((one) => one.id === before)
  if (at === -1 || rest[at]!.kind === 'preamble') return null
  return [...rest.slice(0, at), article, ...rest.slice(at)]
}

/** AR4: an article has no words where nothing but its heading, in any language, says anything. */
export const isWithoutWords = (docs: Iterable<ArticleDoc>): boolean =>
  [...docs].every((doc) =>
    doc.content.every(
      ({ attrs, content }) =>
        attrs.kind === 'heading' || (content ?? []).every((one) => one.type === 'text' && one.text.trim() === ''),
    ),
  )

/** VE8: nothing in this text says anything, its heading neither; options that wait for their words say nothing. */
export const isBlank = (doc: ArticleDoc): boolean =>
  doc.content.every(({ content }) =>
    (content ?? []).every((one) => one.type === 'opt' || (one.type === 'text' && one.text.trim() === '')),
  )
