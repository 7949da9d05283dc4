/** Acts on paragraphs and items: their level and their place. */
import { m } from '#lib/paraglide/messages.js'
import { move, shift } from '../commands.ts'
import { byCommand, type Act } from './act.ts'

const structure = (act: Omit<Act, 'group' | 'isStructure'>): Act => ({ ...act, group: 'structure', isStructure: true })

export const STRUCTURE_ACTS: readonly Act[] = [
  structure({ name: 'deeper', label: m.editor_deeper, sign: '(a)', keys: ['Tab'], run: byCommand(shift(1)) }),
  structure({ name: 'back', label: m.editor_back, sign: '¶', keys: ['Shift-Tab'], run: byCommand(shift(-1)) }),
  structure({ name: 'up', label: m.editor_up, sign: '↑', keys: ['Alt-ArrowUp'], run: byCommand(move(-1)) }),
  structure({ name: 'down', label: m.editor_down, sign: '↓', keys: ['Alt-ArrowDown'], run: byCommand(move(1)) }),
]
