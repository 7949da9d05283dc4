/** Acts that insert something from elsewhere, or go elsewhere. */
import { m } from '#lib/paraglide/messages.js'
import type { Act } from './act.ts'

export const GOING_ACTS: readonly Act[] = [
  {
    name: 'reference',
    group: 'insert',
    label: m.editor_reference,
    sign: '§',
    run: (context) => (context.show('reference'), true),
  },
  {
    name: 'typed-references',
    group: 'insert',
    label: m.typed_find,
    run: (context) => (context.show('typed'), true),
  },
  {
    name: 'toolbar',
    group: 'go',
    label: m.editor_to_toolbar,
    keys: ['Alt-F10'],
    isForReaders: true,
    run: (context) => (context.toToolbar(), true),
  },
]
