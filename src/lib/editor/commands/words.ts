/**
 * Words selected by key where nothing may be written: a browser shows no caret there, and a comment stands on words. An arrow takes the
 * next word of the text, with Shift one more or one fewer of the same paragraph.
 */
import type { Node } from '@tiptap/pm/model'
import { TextSelection, type EditorState } from '@tiptap/pm/state'
import { startOfBlock } from '../binding/positions.ts'

interface Word {
  from: number
  to: number
}

/** One character for each position, so that places in the text are places in the document. */
function wordsOf(block: Node, start: number, lang: string): Word[] {
  const text = block.textBetween(0, block.content.size, undefined, '￼')
  return [...new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ index, segment }) => ({ from: start + index, to: start + index + segment.length }))
}

/** The selection after one step, `by` 1 on or -1 back; null: there is no word there. */
export function stepByWord(state: EditorState, lang: string, by: 1 | -1, isExtended: boolean): TextSelection | null {
  const { doc, selection } = state
  const { $anchor, anchor, head, from, to } = selection
  if (isExtended && $anchor.parent.isTextblock) {
    const words = wordsOf($anchor.parent, $anchor.start(), lang)
    const next = by === 1 ? words.find((word) => word.to > head) : words.findLast((word) => word.from < head)
    return next ? TextSelection.create(doc, anchor, by === 1 ? next.to : next.from) : null
  }
  const blocks = doc.children.map((node, i) => ({ node, start: startOfBlock(doc, i) + 1 }))
  if (by === -1) blocks.reverse()
  for (const { node, start } of blocks) {
    // a block that ends before the selection, or begins behind it, has no word to give
    if (by === 1 ? start + node.content.size < to : start > from) continue
    const words = wordsOf(node, start, lang)
    const word = by === 1 ? words.find((one) => one.from >= to) : words.findLast((one) => one.to <= from)
    if (word) return TextSelection.create(doc, word.from, word.to)
  }
  return null
}
