/** Defined terms of a charter (rules DT*; practice 5.8): words that define, words that use, in every language. */
import type { Block } from './article.ts'

/** Ids of the terms that words of this block define. */
export const termsDefinedIn = (block: Block): string[] => [
  ...new Set(
    (block.content ?? []).flatMap(({ marks = [] }) =>
      marks.flatMap((mark) => (mark.type === 'def' ? [mark.attrs.id] : [])),
    ),
  ),
]
