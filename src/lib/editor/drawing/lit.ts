/**
 * The paragraph with the caret, marked: the focus mode lights it, and it is always laid out. In a paragraph whose layout is left out because it
 * is out of sight, the browser does not move the caret behind a letter typed before the next frame, and letters change places.
 */
import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'

/** The mode is a mark on the page's root: it concerns outline and margin too. */
export const isFocusMode = (): boolean =>
  typeof document !== 'undefined' && document.documentElement.dataset['view'] === 'focus'

export function setFocusMode(isOn: boolean): void {
  if (isOn) document.documentElement.dataset['view'] = 'focus'
  else delete document.documentElement.dataset['view']
}

export const litPlugin = (): Plugin =>
  new Plugin({
    props: {
      decorations({ doc, selection: { $head } }) {
        if ($head.depth === 0) return null
        const marks = { class: isFocusMode() ? 'here lit' : 'here' }
        return DecorationSet.create(doc, [Decoration.node($head.before(1), $head.after(1), marks)])
      },
    },
  })
