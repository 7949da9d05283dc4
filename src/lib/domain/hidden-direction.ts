/**
 * Signs that nobody sees and that turn the direction of the words behind them (practice 10.5): embeddings, overrides and isolates can show a
 * sentence in another order than it is kept, published and signed. Marks (U+200E, U+200F, U+061C) turn nothing beside themselves.
 */
import type { ArticleDoc, Block, Inline } from './article.ts'

const TURNING = /[\u202A-\u202E\u2066-\u2069]/g

/** Whether any such sign stands in these words. */
export const hasTurns = (words: string): boolean => words.search(TURNING) >= 0

/** Ids of the blocks in which any stands, in words or in what is said of options. */
export const blocksWithTurns = (doc: ArticleDoc): string[] =>
  doc.content.filter(holdsTurns).map(({ attrs }) => attrs.id)

/** The words with U+FFFD for every such sign: as long as before, and seen. */
export const withTurnsShown = (words: string): string => words.replace(TURNING, '\uFFFD')

/** The words without any. */
export const wordsWithoutTurns = (words: string): string => words.replace(TURNING, '')

/** As `hasTurns`, of every string within a value of JSON, keys included. */
export function holdsTurns(value: unknown): boolean {
  if (typeof value === 'string') return hasTurns(value)
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value)
    ? value.some(holdsTurns)
    : Object.entries(value).some(([key, member]) => hasTurns(key) || holdsTurns(member))
}

/** The article without any such sign in words, labels and patterns; itself where there is none. Ids are nobody's words. */
export function withoutTurns(doc: ArticleDoc): ArticleDoc {
  if (blocksWithTurns(doc).length === 0) return doc
  return { type: 'doc', content: doc.content.map((block) => (holdsTurns(block.content) ? freed(block) : block)) }
}

function freed({ content = [], ...block }: Block): Block {
  const words = content.map(freedWords).filter((node) => node.type !== 'text' || node.text !== '')
  return { ...block, ...(words.length > 0 && { content: words }) }
}

const freedWords = (node: Inline): Inline => {
  if (node.type === 'text') return { ...node, text: wordsWithoutTurns(node.text) }
  if (node.type === 'opt') return { ...node, attrs: { ...node.attrs, label: wordsWithoutTurns(node.attrs.label) } }
  if (node.type === 'ref')
    return { ...node, attrs: { ...node.attrs, as: node.attrs.as && wordsWithoutTurns(node.attrs.as) } }
  return node
}
