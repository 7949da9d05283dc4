/** What the browser knows before ProseMirror does. */
import type { EditorView } from '@tiptap/pm/view'

/**
 * Takes in what the browser has done and not yet reported. A click or the key End moves the caret first and tells a moment later;
 * whatever is shown of itself in that moment, as a change of somebody else, would put the caret back where it was, and the next words into
 * another paragraph; and a key or a tool that follows at once would act where the caret no longer is. To be called before every
 * dispatch, on a key before it is acted on.
 */
export function readBrowser(view: EditorView): void {
  const { domObserver } = view as EditorView & { domObserver: { flush(): void } }
  if (!view.composing) domObserver.flush()
}
