/** Whether a proposal says what somebody saw of it (rule PS22). Pure. */
import type { ArticleDoc } from './article.ts'
import { changedBlocks } from './changed-blocks.ts'
import { movedIds } from './merge-order.ts'

/** A text of a proposal, or of the copy, as it was seen. */
export interface SeenText {
  /** Open over the socket to whoever may read it. */
  documentId: string
  /** The entry of its own journal as of which it was told. */
  seq: number
  /** The entry of the article's journal that it was based on. */
  baseSeq: number
}

/** A text of a proposal beside what it is to change. */
export interface Said {
  base: ArticleDoc
  doc: ArticleDoc
}

const idsOf = ({ content }: ArticleDoc): string[] => content.map(({ attrs }) => attrs.id)

/** Blocks that are not alike in both, or in one of them alone. */
function unlike(a: ArticleDoc, b: ArticleDoc): Set<string> {
  const there = new Set(idsOf(b))
  return new Set([...changedBlocks(a, b).changed, ...idsOf(a).filter((id) => !there.has(id))])
}

/** Of the blocks of both, those that stand elsewhere among one another. */
function moved(a: ArticleDoc, b: ArticleDoc): Set<string> {
  const [was, is] = [new Set(idsOf(a)), new Set(idsOf(b))]
  const base = [...was].filter((id) => is.has(id))
  return movedIds({ base, main: [...is].filter((id) => was.has(id)), fork: base })
}

/** PS22: the blocks that it changed or changes, and that it says otherwise than it was seen to; what the article brought beside them is not its words. */
export function otherThanSeen(seen: Said, now: Said): string[] {
  const [proposed, proposes] = [unlike(seen.base, seen.doc), unlike(now.base, now.doc)]
  const [words, places] = [unlike(seen.doc, now.doc), moved(seen.doc, now.doc)]
  const [byArticle, byIt] = [moved(seen.base, now.base), moved(now.base, now.doc)]
  const isOther = (id: string): boolean =>
    // also where its words stayed and the article's did not: it asks for the old ones now
    (proposes.has(id) && (words.has(id) || !proposed.has(id))) ||
    (proposed.has(id) && words.has(id)) ||
    (places.has(id) && (!byArticle.has(id) || byIt.has(id)))
  return [...new Set([...idsOf(now.doc), ...idsOf(seen.doc)])].filter(isOther)
}
