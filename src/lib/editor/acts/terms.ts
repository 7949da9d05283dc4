/** Acts on defined terms. */
import { m } from '#lib/paraglide/messages.js'
import { defineTerm, hasSelectedWords, unlinkTerm } from '../commands/terms.ts'
import { byCommand, type Act } from './act.ts'

export const TERM_ACTS: readonly Act[] = [
  {
    name: 'terms',
    group: 'insert',
    label: m.term_panel,
    sign: 'A≡',
    keys: ['Mod-Alt-t'],
    isForReaders: true,
    run: (context) => (context.show('terms'), true),
  },
  {
    name: 'define-term',
    group: 'insert',
    label: m.term_define,
    keys: ['Mod-Alt-d'],
    // a new term begins in the original language; others define the terms there are, from the panel
    isStructure: true,
    isEnabled: (_, state) => hasSelectedWords(state),
    run: (context, state) => byCommand(defineTerm())(context, state),
  },
  {
    name: 'unlink-term',
    group: 'insert',
    label: m.term_unlink,
    isEnabled: (_, state) => unlinkTerm(state),
    run: byCommand(unlinkTerm),
  },
]
