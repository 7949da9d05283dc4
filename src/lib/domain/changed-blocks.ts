/** Which paragraphs of an article are others than before, to be told in a sentence. */
import type { ArticleDoc } from './article.ts'

export interface ChangedBlocks {
  /** Ids in the order of `after`: new blocks and such as say something else. */
  changed: string[]
  /** How many are gone. */
  removed: number
}

/** A block that only stands elsewhere is no other. */
export function changedBlocks(before: ArticleDoc, after: ArticleDoc): ChangedBlocks {
  const was = new Map(before.content.map((block) => [block.attrs.id, JSON.stringify(block)]))
  const is = new Set(after.content.map(({ attrs }) => attrs.id))
  return {
    changed: after.content.filter((block) => was.get(block.attrs.id) !== JSON.stringify(block)).map((b) => b.attrs.id),
    removed: [...was.keys()].filter((id) => !is.has(id)).length,
  }
}
