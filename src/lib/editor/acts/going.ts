/** Acts that insert something from elsewhere, or go elsewhere. */
import { NodeSelection, type EditorState } from '@tiptap/pm/state'
import { m } from '#lib/paraglide/messages.js'
import { attrsOf } from '../binding/nodes.ts'
import { bracketMeant } from '../commands/brackets.ts'
import type { Act } from './act.ts'

/** Where the reference points that is selected, or stands beside the caret. */
function referenceAt({ selection }: EditorState): string | null {
  const nodes =
    selection instanceof NodeSelection ? [selection.node] : [selection.$head.nodeAfter, selection.$head.nodeBefore]
  const found = nodes.find((node) => node?.type.name === 'ref')
  return found ? (found.attrs['to'] as string) : null
}

export const GOING_ACTS: readonly Act[] = [
  {
    name: 'reference',
    group: 'insert',
    label: m.editor_reference,
    sign: '§',
    keys: ['Alt-Shift-r'],
    run: (context) => (context.show('reference'), true),
  },
  {
    name: 'reference-open',
    group: 'go',
    label: m.reference_open,
    keys: ['Alt-Enter'],
    isForReaders: true,
    isEnabled: (context, state) => context.openReference !== undefined && referenceAt(state) !== null,
    run: (context, state) => (context.openReference?.(referenceAt(state)!), true),
  },
  {
    name: 'reference-back',
    group: 'go',
    label: m.reference_back,
    keys: ['Alt-Shift-Enter'],
    isForReaders: true,
    isEnabled: (context) => context.hasWayBack === true,
    run: (context) => (context.goBack?.(), true),
  },
  {
    name: 'comment',
    group: 'insert',
    label: m.comment_act,
    sign: '❝',
    keys: ['Mod-Shift-e'],
    isForReaders: true,
    isForPage: true,
    isEnabled: ({ comments }) => comments != null,
    run: ({ comments }) => (comments?.fromKey(), true),
  },
  {
    name: 'propose',
    group: 'insert',
    label: m.propose_act,
    keys: ['Mod-Alt-Shift-p'],
    isForReaders: true,
    isForPage: true,
    isEnabled: ({ propose }) => propose !== undefined,
    run: ({ propose }, { selection, doc }) => (propose?.(attrsOf(doc.child(selection.$head.index(0))).id), true),
  },
  {
    name: 'propose-bracket',
    group: 'brackets',
    label: m.propose_bracket,
    isForReaders: true,
    isEnabled: ({ propose }, state) => propose !== undefined && bracketMeant(state) !== null,
    run({ propose }, state) {
      const { selection, doc } = state
      propose?.(attrsOf(doc.child(selection.$head.index(0))).id, bracketMeant(state))
      return true
    },
  },
  {
    name: 'comment-next',
    group: 'go',
    label: m.comments_next,
    keys: ['F8'],
    isForReaders: true,
    isForPage: true,
    isEnabled: ({ comments }) => comments != null,
    run: ({ comments }) => (comments?.step(1), true),
  },
  {
    name: 'comment-previous',
    group: 'go',
    label: m.comments_previous,
    keys: ['Shift-F8'],
    isForReaders: true,
    isForPage: true,
    isEnabled: ({ comments }) => comments != null,
    run: ({ comments }) => (comments?.step(-1), true),
  },
  {
    name: 'bracket-next',
    group: 'go',
    label: m.brackets_next,
    keys: ['F2'],
    isForReaders: true,
    isForPage: true,
    isEnabled: ({ brackets }) => brackets !== undefined,
    run: ({ brackets }) => (brackets?.step(1), true),
  },
  {
    name: 'bracket-previous',
    group: 'go',
    label: m.brackets_previous,
    keys: ['Shift-F2'],
    isForReaders: true,
    isForPage: true,
    isEnabled: ({ brackets }) => brackets !== undefined,
    run: ({ brackets }) => (brackets?.step(-1), true),
  },
  {
    name: 'cite',
    group: 'go',
    label: m.cite_copy,
    isForReaders: true,
    isEnabled: ({ cite }) => typeof cite === 'function',
    run: (context) => (context.cite?.(), true),
  },
  {
    name: 'typed-references',
    group: 'insert',
    label: m.typed_find,
    run: (context) => (context.show('typed'), true),
  },
  {
    name: 'pause-incoming',
    group: 'view',
    label: m.pause_incoming,
    keys: ['Mod-Alt-p'],
    isForReaders: true,
    isOn: (context) => context.isPaused ?? false,
    isEnabled: (context) => context.togglePause !== undefined,
    run: (context) => (context.togglePause?.(), true),
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
