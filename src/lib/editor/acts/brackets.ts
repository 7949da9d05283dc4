/** Acts on brackets and their options. */
import type { EditorState } from '@tiptap/pm/state'
import { m } from '#lib/paraglide/messages.js'
import type { BracketKind } from '../../domain/article.ts'
import { nextLabel } from '../../domain/option-labels.ts'
import {
  addOption,
  bracket,
  bracketAt,
  bracketRefusal,
  canJoin,
  joinBracket,
  labelsOf,
  narrow,
  optionAt,
  removeOption,
  unwrap,
  widen,
} from '../commands/brackets.ts'
import { byCommand, type Act } from './act.ts'

const brackets = (act: Omit<Act, 'group' | 'isStructure'>): Act => ({ ...act, group: 'brackets', isStructure: true })
const optionLabel = (n: number): string => m.editor_option_label({ n })
const REFUSALS = {
  crosses: m.bracket_refused_crosses,
  'too-deep': m.bracket_refused_too_deep,
  already: m.bracket_refused_already,
} as const

/** Around the selected words, or the paragraph; where it cannot be, it says why. */
const around =
  (kind: BracketKind, labels: () => readonly string[]): Act['run'] =>
  (context, state) => {
    const refusal = bracketRefusal(state, kind)
    if (refusal !== null) {
      context.say?.(REFUSALS[refusal]())
      return true
    }
    return byCommand(bracket(kind, labels()))(context, state)
  }

/** Where the caret stands in a bracket, the act on it. */
const onBracket = (
  act: (bracket: string, state: EditorState) => ReturnType<typeof unwrap>,
): Pick<Act, 'isEnabled' | 'run'> => ({
  isEnabled: (_context, state) => {
    const at = bracketAt(state)
    return at !== null && act(at, state)(state)
  },
  run: (context, state) => {
    const at = bracketAt(state)
    return at !== null && byCommand(act(at, state))(context, state)
  },
})
const onOption = (withWords: boolean): Pick<Act, 'isEnabled' | 'run'> => ({
  isEnabled: (_context, state) => {
    const at = optionAt(state)
    return at !== null && labelsOf(state.doc, at.bracket).length > 1
  },
  run: (context, state) => {
    const at = optionAt(state)
    return at !== null && byCommand(removeOption(at.bracket, at.option, withWords))(context, state)
  },
})

export const BRACKET_ACTS: readonly Act[] = [
  brackets({
    name: 'alternatives',
    label: m.editor_bracket_alternatives,
    sign: '[ ] [ ]',
    keys: ['Alt-Shift-e'],
    run: around('alternatives', () => [optionLabel(1), optionLabel(2)]),
  }),
  brackets({
    name: 'optional',
    label: m.editor_bracket_optional,
    sign: '[ ]',
    keys: ['Alt-Shift-o'],
    run: around('optional', () => ['']),
  }),
  brackets({
    name: 'placeholder',
    label: m.bracket_placeholder,
    sign: '[…]',
    keys: ['Alt-Shift-p'],
    run: around('placeholder', () => ['']),
  }),
  brackets({
    name: 'option',
    label: m.editor_option,
    sign: '+ [ ]',
    keys: ['Alt-Shift-n'],
    ...onBracket((at, { doc }) => addOption(at, nextLabel(labelsOf(doc, at), optionLabel), optionLabel(1))),
  }),
  brackets({
    name: 'option-remove',
    label: m.bracket_option_remove,
    sign: '− [ ]',
    keys: ['Alt-Shift-d'],
    ...onOption(true),
  }),
  brackets({
    name: 'option-take-out',
    label: m.bracket_option_take_out,
    sign: '[ ] →',
    keys: ['Alt-Shift-t'],
    ...onOption(false),
  }),
  brackets({
    name: 'bracket-join',
    label: m.bracket_join,
    sign: '][',
    keys: ['Alt-Shift-j'],
    isEnabled: (_context, state) => {
      const at = bracketAt(state)
      return at !== null && canJoin(state.doc, at)
    },
    run: onBracket((at) => joinBracket(at, optionLabel)).run,
  }),
  brackets({
    name: 'unwrap',
    label: m.bracket_unwrap,
    sign: '[ ]✕',
    keys: ['Alt-Shift-u'],
    ...onBracket((at) => unwrap(at)),
  }),
  brackets({
    name: 'narrow',
    label: m.bracket_narrow,
    sign: ']…[',
    keys: ['Alt-Shift-s'],
    isEnabled: (_context, state) => narrow(state),
    run: byCommand(narrow),
  }),
  brackets({
    name: 'widen',
    label: m.bracket_widen,
    sign: '[…→',
    keys: ['Alt-Shift-w'],
    isEnabled: (_context, state) => widen(state),
    run: byCommand(widen),
  }),
]
