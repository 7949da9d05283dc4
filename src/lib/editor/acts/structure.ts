/** Acts on paragraphs and items: what they are, their level and their place. */
import type { EditorState } from '@tiptap/pm/state'
import { m } from '#lib/paraglide/messages.js'
import type { BlockKind } from '../../domain/article.ts'
import { convert, move, shift } from '../commands/blocks.ts'
import { attrsOf } from '../binding/nodes.ts'
import { isPreamble } from '../commands/structure.ts'
import { byCommand, type Act } from './act.ts'

const structure = (act: Omit<Act, 'group' | 'isStructure'>): Act => ({ ...act, group: 'structure', isStructure: true })

/** One kind of paragraph: pressed where the caret stands in one. `part`: where it is written. */
function kindAct(
  name: string,
  kind: BlockKind,
  depth: number,
  part: 'article' | 'preamble',
  face: Pick<Act, 'label' | 'sign' | 'keys'>,
): Act {
  return structure({
    name,
    ...face,
    isHere: ({ doc }) => isPreamble(doc) === (part === 'preamble'),
    isOn: (_context, { selection: { $head } }: EditorState) => {
      if ($head.depth === 0) return false
      const attrs = attrsOf($head.parent)
      return attrs.kind === kind && attrs.depth === depth
    },
    isEnabled: (_context, state) => convert(kind, depth)(state),
    run: byCommand(convert(kind, depth)),
  })
}

export const STRUCTURE_ACTS: readonly Act[] = [
  kindAct('paragraph', 'para', 0, 'article', { label: m.structure_paragraph, sign: '1.', keys: ['Alt-Shift-1'] }),
  kindAct('item', 'item', 1, 'article', { label: m.structure_item, sign: '(a)', keys: ['Alt-Shift-2'] }),
  kindAct('sub-item', 'item', 2, 'article', { label: m.structure_sub_item, sign: '(i)', keys: ['Alt-Shift-3'] }),
  kindAct('tail', 'tail', 0, 'article', { label: m.structure_tail, sign: '⁋', keys: ['Alt-Shift-4'] }),
  kindAct('chapeau', 'chapeau', 0, 'preamble', { label: m.structure_chapeau, sign: '¶:', keys: ['Alt-Shift-5'] }),
  kindAct('recital', 'recital', 0, 'preamble', { label: m.structure_recital, sign: '¶,', keys: ['Alt-Shift-6'] }),
  kindAct('formula', 'formula', 0, 'preamble', { label: m.structure_formula, sign: '¶.', keys: ['Alt-Shift-7'] }),
  structure({ name: 'deeper', label: m.editor_deeper, sign: '¶+', keys: ['Tab'], run: byCommand(shift(1)) }),
  structure({ name: 'back', label: m.editor_back, sign: '¶−', keys: ['Shift-Tab'], run: byCommand(shift(-1)) }),
  structure({ name: 'up', label: m.editor_up, sign: '↑', keys: ['Alt-ArrowUp'], run: byCommand(move(-1)) }),
  structure({ name: 'down', label: m.editor_down, sign: '↓', keys: ['Alt-ArrowDown'], run: byCommand(move(1)) }),
  structure({
    name: 'move-article',
    label: m.structure_move_article,
    sign: '⇥§',
    keys: ['Alt-Shift-m'],
    isEnabled: ({ isProposal }, { selection }) => isProposal !== true && selection.$to.index(0) > 0,
    run: (context) => (context.show('move'), true),
  }),
]
