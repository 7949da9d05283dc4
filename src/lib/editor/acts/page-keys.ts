/** Keys of acts outside of the text, and for those who may only read it: the editor itself hears keys only where it can be written in. */
import { keydownHandler } from '@tiptap/pm/keymap'
import type { EditorView } from '@tiptap/pm/view'
import { directionOf } from '../../domain/language.ts'
import { stepByWord } from '../commands/words.ts'
import { showSelection } from '../regions.ts'
import { isOffered, keysOf, perform, type Act, type ActContext } from './act.ts'

const isField = (element: Element | null): boolean =>
  element !== null && element.closest('input, textarea, select, [contenteditable=true]') !== null

/** Where nothing may be written, arrows select words: there is no caret to go by. */
function selectByKey(
  { key, shiftKey, ctrlKey, altKey, metaKey }: KeyboardEvent,
  { editor, lang }: ActContext,
): boolean {
  if (editor === null || ctrlKey || altKey || metaKey || (key !== 'ArrowRight' && key !== 'ArrowLeft')) return false
  const isOn = (key === 'ArrowRight') === (directionOf(lang) === 'ltr')
  const selection = stepByWord(editor.state, lang, isOn ? 1 : -1, shiftKey)
  if (selection === null) return false
  editor.view.dispatch(editor.state.tr.setSelection(selection).scrollIntoView())
  showSelection(editor.view)
  return true
}

/** Hears keys of the whole page. A key that did something goes no further. */
export function pageKeys(acts: readonly Act[], context: ActContext): (event: KeyboardEvent) => void {
  const bind = (chosen: readonly [string, Act][]): ((event: KeyboardEvent) => boolean) => {
    const handle = keydownHandler(
      Object.fromEntries(chosen.map(([key, act]) => [key, () => isOffered(act, context) && perform(act, context)])),
    )
    return (event) => context.editor !== null && handle(context.editor.view as EditorView, event)
  }
  const all = (fits: (act: Act) => boolean): [string, Act][] =>
    acts.filter(fits).flatMap((act) => keysOf(act, context.lang).map((key): [string, Act] => [key, act]))
  const anywhere = bind(all((act) => act.isForPage === true))
  const reading = bind(all((act) => act.isForReaders === true))
  const idle = bind(acts.flatMap((act) => (act.pageKeys ?? []).map((key): [string, Act] => [key, act])))
  return (event) => {
    const { editor } = context
    if (event.defaultPrevented || editor === null) return
    const target = event.target instanceof Element ? event.target : null
    // a dialog has keys of its own
    if (target?.closest('dialog, [role=menu]')) return
    const isInText = target !== null && editor.view.dom.contains(target)
    if (isInText && editor.isEditable) return
    const isDone =
      (isInText && (reading(event) || selectByKey(event, context))) ||
      anywhere(event) ||
      (!isField(target) && idle(event))
    if (isDone) event.preventDefault()
  }
}
