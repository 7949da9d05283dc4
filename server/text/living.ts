/** Letters by identity: where those that a Yjs relative position names live now (rule AN4). */
import * as Y from 'yjs'
import { docFromDelta, type DeltaInsert } from '../../src/lib/domain/text.ts'
import { deltaOf, textOf } from './read.ts'

/** The id of the block that holds the letter which `position` (base64url) names; null: that letter is deleted, or was never here. */
export function livingBlock(ydoc: Y.Doc, position: string): string | null {
  const index = livingIndex(ydoc, position)
  if (index === null) return null
  const delta = deltaOf(ydoc)
  let at = 0
  // words before the first start are a heading of their own (TX2)
  let blocks = delta[0] && !isStart(delta[0]) ? 0 : -1
  for (const one of delta) {
    if (at > index) break
    if (isStart(one)) blocks++
    at += typeof one.insert === 'string' ? one.insert.length : 1
  }
  // as it is read: the second block of an id is called otherwise (TX3)
  return docFromDelta(delta).content[blocks]?.attrs.id ?? null
}

const isStart = ({ insert }: DeltaInsert): boolean => typeof insert !== 'string' && 'b' in insert

function livingIndex(ydoc: Y.Doc, position: string): number | null {
  // asked for first: until somebody does, what was loaded stands under another type, and nothing would be found in it
  const text = textOf(ydoc)
  const relative = decoded(position)
  if (relative?.item == null) return null
  const { client, clock } = relative.item
  if (Y.getState(ydoc.store, client) <= clock) return null
  const struct = Y.getItem(ydoc.store, relative.item) as Y.Item | Y.GC
  if (!(struct instanceof Y.Item) || struct.deleted) return null
  const absolute = Y.createAbsolutePositionFromRelativePosition(relative, ydoc, false)
  return absolute?.type === text ? absolute.index : null
}

/** Null: these bytes are no position. */
function decoded(position: string): Y.RelativePosition | null {
  const bytes = Buffer.from(position, 'base64url')
  try {
    return Y.decodeRelativePosition(bytes)
  } catch {
    return null // whoever sent it may send anything
  }
}
