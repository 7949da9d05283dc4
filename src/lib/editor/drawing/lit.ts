/** The paragraph with the caret, marked so that the focus mode can light it. */
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
        if (!isFocusMode() || $head.depth === 0) return null
        return DecorationSet.create(doc, [Decoration.node($head.before(1), $head.after(1), { class: 'lit' })])
      },
    },
  })
