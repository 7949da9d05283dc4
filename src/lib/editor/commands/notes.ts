// Over 250 lines: numbers, commands and order of footnotes are one idea.
/**
 * Footnotes in the editor (rules NT*): their numbers, their commands, and what keeps them after all other blocks.
 * A call is an atom among words; the words of the note are a block of kind note (domain/notes.ts).
 */
import { Fragment, Slice, type Mark, type Node } from '@tiptap/pm/model'
import {
  NodeSelection,
  Plugin,
  PluginKey,
  TextSelection,
  type Command,
  type EditorState,
  type Transaction,
} from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { ArticleDoc, Inline } from '../../domain/article.ts'
import { noteNumbers, type NoteNumbers } from '../../domain/notes.ts'
import { termsOf } from '../../domain/terms.ts'
import { newId } from '../binding/ids.ts'
import { attrsOf } from '../binding/nodes.ts'
import { startOfBlock } from '../binding/positions.ts'

export const isNote = (node: Node): boolean => node.type.name === 'block' && attrsOf(node).kind === 'note'

/** Whether the caret, or one end of the selection, stands in a note. */
export const isInNote = ({ selection: { $from, $to } }: EditorState): boolean =>
  ($from.depth > 0 && isNote($from.node(1))) || ($to.depth > 0 && isNote($to.node(1)))

export interface NoteCall {
  /** Before the call. */
  pos: number
  id: string
  to: string
}

/** The calls of an article, in order. */
export function callsIn(doc: Node): NoteCall[] {
  const calls: NoteCall[] = []
  doc.descendants((node, pos) => {
    if (node.type.name === 'note') calls.push({ pos, id: node.attrs['id'] as string, to: node.attrs['to'] as string })
    return !node.isInline
  })
  return calls
}

/** Blocks with their calls alone: what numbers are computed from. */
const callsOnly = (doc: Node): ArticleDoc => ({
  type: 'doc',
  content: doc.children.map((block) => ({
    type: 'block',
    attrs: attrsOf(block),
    content: block.children
      .filter((node) => node.type.name === 'note')
      .map((node) => ({ type: 'note', attrs: node.attrs }) as Inline),
  })),
})

const numbered = new WeakMap<Node, NoteNumbers>()

/** Block id of a note -> its number. */
export function numbersOf(doc: Node): NoteNumbers {
  const known = numbered.get(doc)
  if (known) return known
  const numbers = noteNumbers(callsOnly(doc))
  numbered.set(doc, numbers)
  return numbers
}

export interface NoteState {
  id: string
  /** Null: nobody calls it. */
  number: number | null
  words: string
  /** Before the block. */
  pos: number
}

/** The notes of an article: by number, those that nobody calls last. */
export function notesIn(doc: Node): NoteState[] {
  const numbers = numbersOf(doc)
  const notes: NoteState[] = []
  doc.forEach((block, pos) => {
    const { id } = attrsOf(block)
    if (isNote(block)) notes.push({ id, number: numbers.get(id) ?? null, words: block.textContent, pos })
  })
  return notes.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || a.pos - b.pos)
}

const blockOf = (doc: Node, id: string): { node: Node; pos: number } | null => {
  let found: { node: Node; pos: number } | null = null
  doc.forEach((node, pos) => {
    if (found === null && attrsOf(node).id === id) found = { node, pos }
  })
  return found
}

/** Where in the text a call can stand: in a block that is no note, behind a word rather than behind the space after it. */
function placeOfCall({ selection: { $to, to } }: EditorState): number | null {
  if ($to.depth === 0 || isNote($to.node(1))) return null
  // of one piece: the space may stand outside of a bracket, and so may the call be meant to
  return to - (/[^ ]( +)$/.exec($to.nodeBefore?.text ?? '')?.[1]?.length ?? 0)
}

/** The call of note `to` at `pos`, inside the brackets that stand there (`stored`: those that typing here would continue). */
function insertCall(tr: Transaction, pos: number, to: string, stored: readonly Mark[] | null): void {
  const marks = (stored ?? tr.doc.resolve(pos).marks()).filter((mark) => mark.type.name === 'br')
  tr.insert(pos, tr.doc.type.schema.node('note', { id: newId(), to }, undefined, marks))
}

/** NT1: a call behind the selection, an empty note in its order among the others, and the caret there. False in a note. */
export const insertNote: Command = (state, dispatch) => {
  const at = placeOfCall(state)
  if (at === null) return false
  if (!dispatch) return true
  // Behind the last note that is called before this place; at first place among the notes where there is none.
  const before = new Set(callsIn(state.doc).flatMap(({ pos, to }) => (pos < at ? [to] : [])))
  const blocks = state.doc.children
  const last = blocks.findLastIndex((block) => isNote(block) && before.has(attrsOf(block).id))
  const text = blocks.findLastIndex((block) => !isNote(block))
  const index = Math.max(last, text) + 1
  const id = newId()
  const tr = state.tr
  tr.insert(startOfBlock(tr.doc, index), state.schema.node('block', { id, kind: 'note' }))
  insertCall(tr, at, id, state.storedMarks)
  const note = blockOf(tr.doc, id)!
  dispatch(tr.setSelection(TextSelection.create(tr.doc, note.pos + 1)).scrollIntoView())
  return true
}

/** NT2: calls a note that is there already: again, or anew where its call was deleted, or in a language that follows. */
export const callNote =
  (to: string): Command =>
  (state, dispatch) => {
    const at = placeOfCall(state)
    if (at === null || !blockOf(state.doc, to)) return false
    if (!dispatch) return true
    const tr = state.tr
    insertCall(tr, at, to, state.storedMarks)
    dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView())
    return true
  }

/** The call at the caret: selected, or right before or behind it. */
function callAt({ selection }: EditorState): Node | null {
  if (selection instanceof NodeSelection) return selection.node.type.name === 'note' ? selection.node : null
  if (!selection.empty || selection.$from.depth === 0) return null
  const { nodeBefore, nodeAfter } = selection.$from
  return [nodeBefore, nodeAfter].find((node) => node?.type.name === 'note') ?? null
}

/** The caret to the end of a note's words. */
export const goToNote =
  (id: string): Command =>
  (state, dispatch) => {
    const note = blockOf(state.doc, id)
    if (!note) return false
    dispatch?.(
      state.tr.setSelection(TextSelection.create(state.doc, note.pos + note.node.nodeSize - 1)).scrollIntoView(),
    )
    return true
  }

/** The caret behind the first call of a note. */
export const goToCall =
  (id: string): Command =>
  (state, dispatch) => {
    const call = callsIn(state.doc).find(({ to }) => to === id)
    if (!call) return false
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, call.pos + 1)).scrollIntoView())
    return true
  }

/** NT3: from a call to its note, from a note to its first call. False elsewhere. */
export const goAcross: Command = (state, dispatch) => {
  const { $from } = state.selection
  if (isInNote(state) && $from.depth > 0) return goToCall(attrsOf($from.node(1)).id)(state, dispatch)
  const call = callAt(state)
  return call ? goToNote(call.attrs['to'] as string)(state, dispatch) : false
}

/** NT4: a note with its calls, by a deliberate act alone. The caret goes to where its first call stood. */
export const removeNote =
  (id: string): Command =>
  (state, dispatch) => {
    const note = blockOf(state.doc, id)
    if (!note || !isNote(note.node)) return false
    const calls = callsIn(state.doc).filter(({ to }) => to === id)
    const tr = state.tr.delete(note.pos, note.pos + note.node.nodeSize)
    const back = calls[0]?.pos ?? Math.max(1, note.pos - 1)
    for (const { pos } of calls.reverse()) {
      const at = tr.mapping.map(pos)
      if (tr.doc.nodeAt(at)?.type.name === 'note') tr.delete(at, at + 1)
    }
    dispatch?.(
      tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(back, tr.doc.content.size)))).scrollIntoView(),
    )
    return true
  }

/** NT5: Enter in a note goes back behind its call; its words are one block. False elsewhere, and in a note that nobody calls. */
export const leaveNote: Command = (state, dispatch) => {
  const { $from } = state.selection
  return $from.depth > 0 && isNote($from.node(1)) && goToCall(attrsOf($from.node(1)).id)(state, dispatch)
}

/** NT5: Backspace in an empty note takes it away, with its call. */
export const leaveEmptyNote: Command = (state, dispatch) => {
  const { $from } = state.selection
  if ($from.depth === 0 || !isNote($from.node(1)) || $from.node(1).content.size > 0) return false
  return removeNote(attrsOf($from.node(1)).id)(state, dispatch)
}

export interface NoteWords {
  /** Names the call of note `number`. */
  call: (number: number) => string
  danglingCall: string
  back: string
}

function draw(doc: Node, lang: string, words: NoteWords): DecorationSet {
  const numbers = numbersOf(doc)
  const { refs } = termsOf(lang)
  const drawn: Decoration[] = []
  let isFirst = true
  doc.forEach((block, pos) => {
    block.forEach((node, offset) => {
      if (node.type.name !== 'note') return
      const at = pos + 1 + offset
      const number = numbers.get(node.attrs['to'] as string)
      drawn.push(
        Decoration.node(
          at,
          at + 1,
          number === undefined
            ? { class: 'dangling', 'data-number': refs.danglingNote, 'aria-label': words.danglingCall }
            : { 'data-number': String(number), 'aria-label': words.call(number) },
        ),
      )
    })
    if (!isNote(block)) return
    const { id } = attrsOf(block)
    const number = numbers.get(id)
    const first = isFirst ? ' first-note' : ''
    isFirst = false
    drawn.push(
      Decoration.node(
        pos,
        pos + block.nodeSize,
        number === undefined
          ? { class: `uncalled${first}` }
          : { class: `called${first}`, 'data-number': String(number) },
      ),
    )
    if (number === undefined)
      drawn.push(
        Decoration.widget(pos + 1, uncalledDom(refs.uncalledNote), {
          side: -1,
          key: `uncalled-${id}`,
          ignoreSelection: true,
          marks: [],
        }),
      )
    else
      drawn.push(
        Decoration.widget(pos + block.nodeSize - 1, backDom(id, words.back), {
          side: 1,
          key: `back-${id}`,
          ignoreSelection: true,
          marks: [],
        }),
      )
  })
  return DecorationSet.create(doc, drawn)
}

const uncalledDom = (words: string) => (): HTMLElement => {
  const span = document.createElement('span')
  span.className = 'note-uncalled'
  span.textContent = words
  return span
}

const backDom = (id: string, label: string) => (): HTMLElement => {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'note-back'
  button.tabIndex = -1
  button.dataset['back'] = id
  button.setAttribute('aria-label', label)
  button.title = label
  button.textContent = '↩'
  return button
}

/** What is pasted into a note is one run of words: its blocks are joined by spaces, their notes stay behind. */
function flat(slice: Slice): Slice {
  const inline: Node[] = []
  slice.content.forEach((block) => {
    if (block.isInline) return void inline.push(block)
    if (inline.length > 0 && block.content.size > 0) inline.push(block.type.schema.text(' '))
    block.forEach((node) => void (node.type.name !== 'note' && inline.push(node)))
  })
  return new Slice(Fragment.fromArray(inline.filter((node) => node.type.name !== 'note')), 0, 0)
}

/** Draws numbers of notes; a click on a call or on the way back goes there. */
export function notesPlugin(lang: string, words: NoteWords): Plugin<DecorationSet> {
  const key = new PluginKey<DecorationSet>('notes')
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_, state) => draw(state.doc, lang, words),
      apply: (tr, drawn) => (tr.docChanged ? draw(tr.doc, lang, words) : drawn),
    },
    props: {
      decorations: (state) => key.getState(state),
      transformPasted: (slice, view) => (isInNote(view.state) ? flat(slice) : slice),
      handleClickOn: (view, _pos, node) => {
        if (node.type.name !== 'note') return false
        return goToNote(node.attrs['to'] as string)(view.state, view.dispatch)
      },
      handleDOMEvents: {
        click(view, event) {
          const back = event.target instanceof HTMLElement ? event.target.dataset['back'] : undefined
          if (back === undefined) return false
          event.preventDefault()
          view.focus()
          return goToCall(back)(view.state, view.dispatch)
        },
      },
    },
  })
}
