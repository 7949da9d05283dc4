/** Acts every editor has: undo, emphasis, and the keys of typing. */
import { chainCommands, toggleMark } from '@tiptap/pm/commands'
import { m } from '#lib/paraglide/messages.js'
import { directionOf, hasItalic } from '../../domain/language.ts'
import { join, joinNext, split, stepOut } from '../commands/blocks.ts'
import { leaveEmptyNote, leaveNote } from '../commands/notes.ts'
import { byCommand, type Act } from './act.ts'

export const BASIC_ACTS: readonly Act[] = [
  {
    name: 'undo',
    group: 'history',
    label: m.editor_undo,
    sign: '↶',
    isAlwaysShown: true,
    keys: ['Mod-z'],
    run: ({ binding }) => (binding.undo(), true),
  },
  {
    name: 'redo',
    group: 'history',
    label: m.editor_redo,
    sign: '↷',
    isAlwaysShown: true,
    keys: ['Mod-y', 'Shift-Mod-z'],
    run: ({ binding }) => (binding.redo(), true),
  },
  {
    name: 'bold',
    group: 'words',
    label: m.editor_bold,
    sign: 'B',
    isAlwaysShown: true,
    keys: ['Mod-b'],
    isOn: ({ editor }) => editor?.isActive('bold') ?? false,
    run: byCommand((state, dispatch) => toggleMark(state.schema.marks['bold']!)(state, dispatch)),
  },
  {
    name: 'italic',
    group: 'words',
    label: m.editor_italic,
    sign: 'I',
    isAlwaysShown: true,
    keys: ['Mod-i'],
    // practice 10.4: Arabic has no italics
    isFor: hasItalic,
    isOn: ({ editor }) => editor?.isActive('italic') ?? false,
    run: byCommand((state, dispatch) => toggleMark(state.schema.marks['italic']!)(state, dispatch)),
  },
  {
    name: 'split',
    group: 'typing',
    label: m.editor_split,
    keys: ['Enter'],
    run: byCommand(chainCommands(leaveNote, split)),
  },
  {
    name: 'join',
    group: 'typing',
    label: m.editor_join,
    keys: ['Backspace'],
    run: byCommand(chainCommands(leaveEmptyNote, join)),
  },
  { name: 'join-next', group: 'typing', label: m.editor_join_next, keys: ['Delete'], run: byCommand(joinNext) },
  {
    name: 'step-out',
    group: 'typing',
    label: m.editor_step_out,
    keys: (lang) => [directionOf(lang) === 'rtl' ? 'ArrowLeft' : 'ArrowRight', 'Mod-Enter'],
    run: byCommand(stepOut),
  },
]
