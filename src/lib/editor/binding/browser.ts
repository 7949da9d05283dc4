/** What the browser knows before ProseMirror does. */
import type { EditorView } from '@tiptap/pm/view'

/**
 * Takes in what the browser has done and not yet reported. A click or the key End moves the caret first and tells a moment later;
 * whatever is shown of itself in that moment, as a change of somebody else, would put the caret back where it was, and the next words into
 * another paragraph. To be called before every dispatch that no key or click of this person asked for.
 */
export function readBrowser(view: EditorView): void {
  const { domObserver } = view as EditorView & { domObserver: { flush(): void } }
  if (!view.composing) domObserver.flush()
}
