/** Acts of finding: in this article, and in the whole charter. */
import { m } from '#lib/paraglide/messages.js'
import { findingOf, step } from '../commands/finding.ts'
import type { Act } from './act.ts'

const stepping =
  (by: 1 | -1): Act['run'] =>
  (context, state) => {
    if (!findingOf(state).isOpen) context.show('find')
    else step(context.editor!.view, by)
    return true
  }

export const FINDING_ACTS: readonly Act[] = [
  {
    name: 'find',
    group: 'go',
    label: m.find_act,
    sign: '⌕',
    keys: ['Mod-f'],
    isForReaders: true,
    // the second time it is the browser's own
    run: (context, state) => !findingOf(state).isOpen && (context.show('find'), true),
  },
  { name: 'find-next', group: 'go', label: m.find_next, keys: ['F3'], isForReaders: true, run: stepping(1) },
  {
    name: 'find-previous',
    group: 'go',
    label: m.find_previous,
    keys: ['Shift-F3'],
    isForReaders: true,
    run: stepping(-1),
  },
]
