/** TX41 for words that are written anew because they stood in the text already: brought back by undo, merged, or moved after their block. */
import * as Y from 'yjs'
import { hasTurns, holdsTurns, withTurnsShown } from '../../domain/hidden-direction.ts'
import type { Embed } from '../../domain/text.ts'

/**
 * For `beforeObserverCalls`: a text from before the server refused turns of direction may hold some, and a copy of such words would be refused.
 * Each becomes U+FFFD before anybody is told of the copy; the length stays.
 */
export function showTurnsWritten({ doc, local, beforeState, afterState }: Y.Transaction): void {
  if (!local) return
  const from = beforeState.get(doc.clientID) ?? 0
  if ((afterState.get(doc.clientID) ?? 0) === from) return
  const structs = doc.store.clients.get(doc.clientID)!
  for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
    const struct = structs[i]!
    if (!(struct instanceof Y.Item)) continue
    const { content } = struct
    if (content instanceof Y.ContentString && hasTurns(content.str)) content.str = withTurnsShown(content.str)
    else if (content instanceof Y.ContentEmbed && holdsTurns(content.embed))
      content.embed = JSON.parse(withTurnsShown(JSON.stringify(content.embed))) as Embed
  }
}
