/**
 * Signs that nobody sees and that turn the direction of the words behind them (practice 10.5): embeddings, overrides and isolates can show a
 * sentence in another order than it is kept, published and signed. Marks (U+200E, U+200F, U+061C) turn nothing beside themselves.
 */
import type { ArticleDoc } from './article.ts'

const TURNING = /[\u202A-\u202E\u2066-\u2069]/g

/** Whether any such sign stands in these words. */
export const hasTurns = (words: string): boolean => words.search(TURNING) >= 0

/** Ids of the blocks in which any stands, in words or in what is said of options. */
export const blocksWithTurns = (doc: ArticleDoc): string[] =>
  doc.content.filter(holdsTurns).map(({ attrs }) => attrs.id)

/** The words with U+FFFD for every such sign: as long as before, and seen. */
export const withTurnsShown = (words: string): string => words.replace(TURNING, '\uFFFD')

/** As `hasTurns`, of every string within a value of JSON, keys included. */
export function holdsTurns(value: unknown): boolean {
  if (typeof value === 'string') return hasTurns(value)
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value)
    ? value.some(holdsTurns)
    : Object.entries(value).some(([key, member]) => hasTurns(key) || holdsTurns(member))
}
