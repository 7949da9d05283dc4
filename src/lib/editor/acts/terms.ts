/** Acts on defined terms. */
import type { EditorState } from '@tiptap/pm/state'
import { m } from '#lib/paraglide/messages.js'
import { defineTerm, hasSelectedWords, unlinkTerm } from '../commands/terms.ts'
import { byCommand, type Act } from './act.ts'

/** The term that is used at the caret, beside it or around it. */
function termAt({ selection: { $head } }: EditorState): string | null {
  const marks = [$head.nodeAfter, $head.nodeBefore].flatMap((node) => node?.marks ?? [])
  return (marks.find(({ type }) => type.name === 'term')?.attrs['to'] as string | undefined) ?? null
}

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
  {
    // what the pointer is told, for the keyboard and the screen reader
    name: 'term-meaning',
    group: 'go',
    label: m.term_meaning,
    keys: ['Mod-Alt-m'],
    isForReaders: true,
    isEnabled: (context, state) => {
      const term = termAt(state)
      return term !== null && context.meaningOf?.(term) !== undefined
    },
    run: (context, state) => (context.say?.(context.meaningOf?.(termAt(state)!) ?? m.term_dangling()), true),
  },
]
