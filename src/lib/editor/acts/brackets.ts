/** Acts on brackets and their options. */
import { m } from '#lib/paraglide/messages.js'
import { addOption, bracket, bracketAt, optionsOf } from '../commands.ts'
import { byCommand, type Act } from './act.ts'

const brackets = (act: Omit<Act, 'group' | 'isStructure'>): Act => ({ ...act, group: 'brackets', isStructure: true })
const optionLabel = (n: number): string => m.editor_option_label({ n })

export const BRACKET_ACTS: readonly Act[] = [
  brackets({
    name: 'alternatives',
    label: m.editor_bracket_alternatives,
    sign: '[ ] [ ]',
    isEnabled: (_context, { selection }) => !selection.empty,
    run: (context, state) => byCommand(bracket('alternatives', [optionLabel(1), optionLabel(2)]))(context, state),
  }),
  brackets({
    name: 'optional',
    label: m.editor_bracket_optional,
    sign: '[ ]',
    isEnabled: (_context, { selection }) => !selection.empty,
    run: byCommand(bracket('optional', [''])),
  }),
  brackets({
    name: 'option',
    label: m.editor_option,
    sign: '+ [ ]',
    isEnabled: (_context, state) => bracketAt(state) !== null,
    run: (context, state) => {
      const open = bracketAt(state)
      return open !== null && byCommand(addOption(open, optionLabel(optionsOf(state.doc, open) + 1)))(context, state)
    },
  }),
]
