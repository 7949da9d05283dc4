/** What pointing at a reference does: its target is shown, a click goes there. The same for one that is selected by key. */
import { NodeSelection, Plugin } from '@tiptap/pm/state'

/** The desk's side of it. */
export interface ReferenceGuide {
  /** Shows what `to` is, beside `place`. `isByKey`: it is to be heard, too. */
  show(to: string, place: DOMRect, isByKey: boolean): void
  hide(): void
  open(to: string): void
}

const referenceOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('.ref[data-to]') : null

export const referencesPlugin = (guide: ReferenceGuide): Plugin =>
  new Plugin({
    props: {
      handleDOMEvents: {
        mouseover(_view, { target }) {
          const dom = referenceOf(target)
          if (dom) guide.show(dom.dataset['to']!, dom.getBoundingClientRect(), false)
          return false
        },
        mouseout(_view, { target }) {
          if (referenceOf(target)) guide.hide()
          return false
        },
      },
      handleClick(_view, _pos, event) {
        const dom = referenceOf(event.target)
        if (!dom || event.button !== 0) return false
        guide.open(dom.dataset['to']!)
        return true
      },
    },
    view: () => ({
      update(view, before) {
        const { selection } = view.state
        if (selection.eq(before.selection)) return
        const isReference = selection instanceof NodeSelection && selection.node.type.name === 'ref'
        if (!isReference) return guide.hide()
        const dom = view.nodeDOM(selection.from)
        if (dom instanceof HTMLElement)
          guide.show(selection.node.attrs['to'] as string, dom.getBoundingClientRect(), true)
      },
    }),
  })
