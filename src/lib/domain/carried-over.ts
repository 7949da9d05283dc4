/** Where the words of a text stood before it changed, when only the two texts are known (rule MG13). Pure. */
import type { ArticleDoc } from './article.ts'
import { commonPlaces } from './change.ts'
import { tokensOf, type Token } from './merge-tokens.ts'

/** A unit of a block's content, counted from 0. */
export interface Place {
  block: string
  at: number
}

/**
 * For a unit of `after` where it stood in `before`: in a block that says the same at its place, else with the words that both say, in their order; and what
 * changed its place among them is looked for once more in what is left.
 */
export function carriedOver(before: ArticleDoc, after: ArticleDoc): (block: string, unit: number) => Place | null {
  const said = ({ content }: ArticleDoc): Map<string, string> =>
    new Map(content.map(({ attrs, content = [] }) => [attrs.id, JSON.stringify(content)]))
  const [was, is] = [said(before), said(after)]
  const wordsIn = (
    { content }: ArticleDoc,
    other: ReadonlyMap<string, string>,
    own: ReadonlyMap<string, string>,
  ): Token[] =>
    content
      .filter(({ attrs }) => other.get(attrs.id) !== own.get(attrs.id))
      .flatMap((block) => tokensOf(block, 'main').slice(1))
  let [old, now] = [wordsIn(before, is, was), wordsIn(after, was, is)]
  const places = new Map<string, Place>()
  for (;;) {
    const pairs = commonPlaces(keysOf(old), keysOf(now))
    if (pairs.length === 0) break
    for (const [i, j] of pairs)
      for (const part of ['body', 'space'] as const)
        now[j]![part].forEach(({ origin }, n) => {
          const from = old[i]![part][n]?.origin
          if (from && origin) places.set(`${origin.block} ${origin.at}`, { block: from.block, at: from.at })
        })
    const [behind, found] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))]
    old = old.filter((_, i) => !behind.has(i))
    now = now.filter((_, j) => !found.has(j))
  }
  return (block, at) => {
    const words = is.get(block)
    if (words !== undefined && was.get(block) === words) return { block, at }
    return places.get(`${block} ${at}`) ?? null
  }
}

const keysOf = (tokens: readonly Token[]): string[] => tokens.map(({ key }) => key)
