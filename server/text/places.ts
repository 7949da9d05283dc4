/** The places in a text that words are written in: blocks, by their start, and options, by their head. */
import * as Y from 'yjs'
import { bareId, isBlockStart } from '../../src/lib/domain/text.ts'

type Struct = Y.Item | Y.GC

const embedOf = (item: Struct): Record<string, unknown> | null =>
  item instanceof Y.Item && item.content instanceof Y.ContentEmbed
    ? (item.content.embed as Record<string, unknown>)
    : null

export const isStart = (item: Struct): boolean => isBlockStart(embedOf(item))
export const isPlace = (item: Struct): boolean => isStart(item) || headOf(item) !== null

/** The id that a block's start was written with. */
export const startIdOf = (start: Y.Item): string => bareId(String(embedOf(start)!['b']))

/** The option, and its bracket, that begins with this piece; null: none does. */
export function headOf(item: Struct): { opt: string; br: string } | null {
  const { opt, br } = embedOf(item) ?? {}
  return typeof opt === 'string' && typeof br === 'string' ? { opt, br } : null
}

/**
 * To be called on a new document: deleted starts and heads keep what they say there, and in every state that is made of it, so that it is known whose
 * words stood behind them (rule TX28). A few bytes for each.
 */
export function keepPlaces(doc: Y.Doc): Y.Doc {
  doc.gcFilter = (item) => !isPlace(item)
  return doc
}
