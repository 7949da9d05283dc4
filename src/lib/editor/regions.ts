/** The parts of the desk between which F6 goes: what carries `data-region`, in the order of the page. */
import type { Editor } from '@tiptap/core'
import type { EditorView } from '@tiptap/pm/view'

const FOCUSABLE = 'a[href], button:not([tabindex="-1"]), input, select, textarea, summary, [tabindex="0"]'

/** Also within a folded list. */
const isShown = (element: HTMLElement): boolean =>
  element.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true })

/** To the next part (1) or the one before (-1), round and round: where it was left, else where it begins. */
export function goToRegion(by: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(isShown)
  if (regions.length === 0) return
  const here = regions.findIndex((region) => region.contains(document.activeElement))
  const next = here < 0 ? (by === 1 ? 0 : regions.length - 1) : (here + by + regions.length) % regions.length
  const region = regions[next]!
  const inside = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isShown)
  const target = inside.find((element) => element.matches('[aria-current], [role=textbox]')) ?? inside[0]
  if (target) return target.focus()
  region.tabIndex = -1
  region.focus()
}

/** The focus goes back to the text, the caret into sight, at once: Tiptap's own command waits for a frame, and keys pressed before it go nowhere. */
export function backToText(editor: Editor | null): void {
  if (!editor || editor.view.hasFocus()) return
  const { view } = editor
  view.focus()
  view.dispatch(view.state.tr.scrollIntoView())
}

/** The browser's selection follows the editor's, which the editor sees to itself only where it can be written in. */
export function showSelection(view: EditorView): void {
  const { anchor, head } = view.state.selection
  const [from, to] = [view.domAtPos(anchor), view.domAtPos(head)]
  getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
}

/** At once, and where nothing may be written, too; with the selection that was there. */
export function focusText(view: EditorView): void {
  if (view.editable) return view.focus()
  view.dom.focus({ preventScroll: true })
  showSelection(view)
}
