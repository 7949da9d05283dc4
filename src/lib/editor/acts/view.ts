/** Acts of looking: what is shown around the text, how large, and where everything is. */
import { m } from '#lib/paraglide/messages.js'
import { announce } from '../../ui/announce.ts'
import { TYPE_SIZES, type TypeSize } from '../../domain/preferences.ts'
import { setTypeSize, typeSize } from '../../ui/type-size.ts'
import { isFocusMode, setFocusMode } from '../drawing/lit.ts'
import { backToText, goToRegion } from '../regions.ts'
import type { Act, ActContext, Panel } from './act.ts'
import { hasAllTools, showAllTools } from './all-tools.ts'

const view = (act: Omit<Act, 'group' | 'isForReaders'>): Act => ({ ...act, group: 'view', isForReaders: true })
const going = (act: Omit<Act, 'group' | 'isForReaders'>): Act => ({ ...act, group: 'go', isForReaders: true })

const opening =
  (panel: Panel): Act['run'] =>
  (context) => (context.show(panel), true)

/** What toolbar and marks are drawn from has changed, though not the text. */
const redraw = ({ editor }: ActContext): void => {
  if (editor) editor.view.dispatch(editor.state.tr.setMeta('addToHistory', false))
}

const SIZES: Record<TypeSize, () => string> = { normal: m.type_normal, large: m.type_large, larger: m.type_larger }

export const VIEW_ACTS: readonly Act[] = [
  going({ name: 'palette', label: m.palette_act, keys: ['Mod-k'], isForPage: true, run: opening('palette') }),
  going({ name: 'go-to', label: m.goto_act, keys: ['Mod-g'], isForPage: true, run: opening('go-to') }),
  going({
    name: 'next-region',
    label: m.region_next,
    keys: ['F6'],
    isForPage: true,
    run: () => (goToRegion(1), true),
  }),
  going({
    name: 'previous-region',
    label: m.region_previous,
    keys: ['Shift-F6'],
    isForPage: true,
    run: () => (goToRegion(-1), true),
  }),
  view({
    name: 'guide',
    label: m.guide_act,
    sign: '?',
    keys: ['F1', 'Mod-/'],
    pageKeys: ['?'],
    isForPage: true,
    run: opening('guide'),
  }),
  view({ name: 'counts', label: m.counts_act, run: opening('counts') }),
  view({
    name: 'focus-mode',
    label: m.focus_mode,
    keys: ['F9'],
    isForPage: true,
    isOn: isFocusMode,
    run: (context) => {
      setFocusMode(!isFocusMode())
      announce(isFocusMode() ? m.focus_mode_on() : m.focus_mode_off())
      redraw(context)
      backToText(context.editor)
      return true
    },
  }),
  ...TYPE_SIZES.map((size) =>
    view({
      name: `type-${size}`,
      label: SIZES[size],
      isOn: () => typeof document !== 'undefined' && typeSize() === size,
      run: (context) => {
        setTypeSize(size)
        redraw(context)
        backToText(context.editor)
        return true
      },
    }),
  ),
  view({
    name: 'all-tools',
    label: m.tools_all,
    isOn: hasAllTools,
    run: (context) => {
      showAllTools(!hasAllTools())
      redraw(context)
      backToText(context.editor)
      return true
    },
  }),
]
