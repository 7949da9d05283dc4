/** The paragraphs of an article as they are chosen from a list. */
import type { ArticleText } from '#lib/domain/contract.ts'
import { openingOf } from '#lib/domain/find.ts'
import { labelsOf } from '#lib/domain/places.ts'
import { indexBlocks, readReference } from '#lib/domain/reference.ts'
import { anchorText, type ArticleContext } from '#lib/domain/rendering.ts'

/** Characters of a paragraph shown where one is chosen from a list. */
const EXCERPT = 70

export function contextOf({ id, number, json, document, targets, round, deletedBlocks }: ArticleText): ArticleContext {
  const own = indexBlocks([{ id, number, doc: json, round, deleted: deletedBlocks }])
  return { lang: document.lang, index: new Map([...own, ...Object.entries(targets)]), articleId: id, number, round }
}

/** In the order of the text: what number it shows, and its first words. */
export function choicesOf(article: ArticleText): { id: string; label: string | null; excerpt: string }[] {
  const context = contextOf(article)
  const labels = labelsOf(article.json, article.document.lang, article.round)
  return article.json.content.map((block, i) => {
    const text = anchorText(block, context)
    return { id: block.attrs.id, label: labels[i] ?? null, excerpt: openingOf(text, EXCERPT) }
  })
}

/** What blocks are called on a page in `lang`, as `paragraph 3 (c)`; what has no number of its own: null. */
export function namesIn(article: ArticleText, lang: string): (blockId: string) => string | null {
  const { index } = contextOf(article)
  return (blockId) => {
    const { text, target } = readReference({ to: blockId, form: 'relative', as: null }, lang, index, article.id)
    const isNumbered =
      target !== null && (target.item ?? target.recital ?? (target.isOnlyParagraph ? null : target.paragraph)) !== null
    return isNumbered ? text : null
  }
}
