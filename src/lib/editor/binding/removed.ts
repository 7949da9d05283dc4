/**
 * Own words that somebody removed with all that stood in the paragraph of their author's caret (rule TX24): who removed them had seen them, so
 * nothing of them is left in the text, but whoever is writing there must not lose half a sentence without a word.
 */
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { bareId, isBlockStart, type Embed } from '../../domain/text.ts'
import { attrsOf } from './nodes.ts'
import type { DeltaOp } from './remote.ts'

const GAP = ' … '

const isStart = ({ content }: Y.Item): boolean =>
  content instanceof Y.ContentEmbed && isBlockStart(content.embed as Embed)

/** How much of what was typed last may be left although everything that the other saw was taken away: it was on its way then, in characters. */
const ON_ITS_WAY = 12

/**
 * The words, `…` where others' stood between them; empty: something else is left of the block, or it moved within the text, or held none of them.
 * To be asked while the transaction is observed: afterwards what was deleted is forgotten. `doc`: the document before it, with the caret in `blockId`.
 */
export function removedWords(
  doc: Node,
  blockId: string,
  delta: readonly DeltaOp[],
  text: Y.Text,
  { deleteSet, beforeState }: Y.Transaction,
): string {
  const index = doc.children.findIndex((block) => attrsOf(block).id === blockId)
  const isMoved = delta.some(
    ({ insert, attributes }) =>
      isBlockStart(insert) && bareId((attributes?.['b.id'] as string | undefined) ?? insert.b) === bareId(blockId),
  )
  if (index < 0 || isMoved) return ''
  const own = text.doc!.clientID
  let at = -1
  let words = ''
  let isApart = false
  let isThere = false
  let left = 0
  for (let item = text._start; item !== null && at <= index; item = item.right) {
    const isGone = item.deleted && Y.isDeleted(deleteSet, item.id)
    const isNew = item.id.clock >= (beforeState.get(item.id.client) ?? 0)
    if (!item.countable || (item.deleted ? !isGone : isNew)) continue
    if (isStart(item)) {
      if (++at === index) isThere = !isGone
    } else if (at !== index) continue
    else if (!isGone) {
      if (item.id.client !== own) return ''
      left += item.length
    } else if (item.id.client === own && item.content instanceof Y.ContentString) {
      words += (isApart && words !== '' ? GAP : '') + item.content.str
      isApart = false
    } else isApart = true
  }
  return isThere && left > ON_ITS_WAY ? '' : words
}
