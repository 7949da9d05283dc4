/** How long a text is (rules CO*). */
import type { Block } from './article.ts'
import { wordsOfBlock } from './find.ts'

export interface Counts {
  words: number
  clauses: number
}

const segmenters = new Map<string, Intl.Segmenter>()

/** CO1: words as the language divides them; numbers count, signs and what is generated do not. */
export function countWords(text: string, lang: string): number {
  let segmenter = segmenters.get(lang)
  if (!segmenter) segmenters.set(lang, (segmenter = new Intl.Segmenter(lang, { granularity: 'word' })))
  let words = 0
  for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) words++
  return words
}

/** CO2: clauses are paragraphs, items and recitals. Headings and notes have words alone. */
const isClause = ({ attrs: { kind } }: Block): boolean => kind === 'para' || kind === 'item' || kind === 'recital'

export const countsOf = (blocks: readonly Block[], lang: string): Counts => ({
  words: blocks.reduce((sum, block) => sum + countWords(wordsOfBlock(block), lang), 0),
  clauses: blocks.filter(isClause).length,
})
