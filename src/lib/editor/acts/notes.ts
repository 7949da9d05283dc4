/** Acts on footnotes. */
import { m } from '#lib/paraglide/messages.js'
import { goAcross, insertNote } from '../commands/notes.ts'
import { byCommand, type Act } from './act.ts'

export const NOTE_ACTS: readonly Act[] = [
  {
    name: 'note',
    group: 'insert',
    label: m.note_insert,
    sign: '¹',
    keys: ['Mod-Alt-f'],
    // the block of its words is the original language's to make; calls are every language's own
    isStructure: true,
    isEnabled: (_, state) => insertNote(state),
    run: byCommand(insertNote),
  },
  {
    name: 'note-across',
    group: 'go',
    label: m.note_across,
    keys: ['Mod-Alt-g'],
    isForReaders: true,
    isEnabled: (_, state) => goAcross(state),
    run: byCommand(goAcross),
  },
  {
    name: 'notes',
    group: 'insert',
    label: m.note_panel,
    keys: ['Mod-Alt-n'],
    isForReaders: true,
    run: (context) => (context.show('notes'), true),
  },
]
