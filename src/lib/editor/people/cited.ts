/** How a paragraph is cited. */
import type { BlockAttrs } from '../../domain/article.ts'
import { labelsOf, type RoundNumbers } from '../../domain/places.ts'

/** "2 (a)": the number of the paragraph at `index` and those above it; empty: it has none. */
export function citedAs(
  blocks: readonly BlockAttrs[],
  index: number,
  lang: string,
  round: RoundNumbers | null,
): string {
  const labels = labelsOf({ type: 'doc', content: blocks.map((attrs) => ({ type: 'block', attrs })) }, lang, round)
  const parts: string[] = []
  let depth = Infinity
  for (let i = index; i > 0 && depth > 0; i--) {
    const block = blocks[i]!
    if (block.depth >= depth) continue
    depth = block.depth
    parts.unshift(labels[i] ?? '')
  }
  return parts
    .map((part) => part.replace(/\.$/, ''))
    .filter((part) => part !== '')
    .join(' ')
}
