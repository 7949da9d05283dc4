/** Words that somebody commented on, lit in the text; those of the thread in hand more than others. Where they stand is told from outside. */
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'

export interface CommentedWords {
  id: string
  from: number
  to: number
}
/** Stands for the words of a comment that is being written. */
export const DRAFT = ''

interface Drawn {
  words: readonly CommentedWords[]
  current: string | null
  set: DecorationSet
}

const key = new PluginKey<Drawn>('comments')

/** Draws these words from now on. */
export function drawComments(view: EditorView, words: readonly CommentedWords[], current: string | null): void {
  view.dispatch(view.state.tr.setMeta(key, { words, current }).setMeta('addToHistory', false))
}

/** The threads whose words hold a position, the shortest first. */
export function threadsAt(view: EditorView, pos: number): string[] {
  const { set } = key.getState(view.state)!
  return set
    .find(pos, pos)
    .sort((a, b) => a.to - a.from - (b.to - b.from))
    .map(({ spec }) => (spec as { thread: string }).thread)
    .filter((thread) => thread !== DRAFT)
}

/** `onCaret`: the caret came into words of these threads, or out of them. */
export function commentsPlugin(onCaret: (threads: readonly string[]) => void): Plugin<Drawn> {
  return new Plugin<Drawn>({
    key,
    state: {
      init: () => ({ words: [], current: null, set: DecorationSet.empty }),
      apply(tr, drawn) {
        const told = tr.getMeta(key) as Pick<Drawn, 'words' | 'current'> | undefined
        if (!told) return tr.docChanged ? { ...drawn, set: drawn.set.map(tr.mapping, tr.doc) } : drawn
        const set = DecorationSet.create(
          tr.doc,
          told.words.map(({ id, from, to }) =>
            Decoration.inline(
              from,
              to,
              { class: id === told.current ? 'commented in-hand' : 'commented', 'data-thread': id },
              { thread: id },
            ),
          ),
        )
        return { ...told, set }
      },
    },
    props: { decorations: (state) => key.getState(state)?.set },
    view: () => ({
      update(view, before) {
        if (view.state.selection.eq(before.selection)) return
        onCaret(view.state.selection.empty ? threadsAt(view, view.state.selection.head) : [])
      },
    }),
  })
}
