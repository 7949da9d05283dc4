/** Finding in the open article (rules FI*): which matches there are, drawn over the words, and their replacement as one step of undo. */
import { Node as PmNode } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import type { Block } from '../../domain/article.ts'
import {
  queryOf,
  replacementFor,
  replacementText,
  spansIn,
  type FindOptions,
  type Query,
  type Span,
} from '../../domain/find.ts'
import type { Binding } from '../binding/binding.ts'

/** What was typed into the bar. */
export interface Sought {
  text: string
  options: FindOptions
}
interface Finding {
  isOpen: boolean
  sought: Sought
  query: Query | null
  /** Positions in the document. */
  hits: readonly Span[]
  /** Index of the match in hand; -1: none. */
  current: number
  drawn: DecorationSet
}
interface FindingMeta {
  isOpen?: boolean
  sought?: Sought
  current?: number
}

export const findingKey = new PluginKey<Finding>('finding')

const NOTHING: Finding = {
  isOpen: false,
  sought: { text: '', options: {} },
  query: null,
  hits: [],
  current: -1,
  drawn: DecorationSet.empty,
}

/** Matches by block, for the query of the key: a block that did not change is not looked through again. */
const known = new WeakMap<Query, WeakMap<PmNode, readonly Span[]>>()

function spansOf(block: PmNode, query: Query): readonly Span[] {
  let ofQuery = known.get(query)
  if (!ofQuery) known.set(query, (ofQuery = new WeakMap()))
  const found = ofQuery.get(block)
  if (found) return found
  const spans = spansIn(block.toJSON() as Block, query)
  ofQuery.set(block, spans)
  return spans
}

function hitsIn(doc: PmNode, query: Query | null): Span[] {
  const hits: Span[] = []
  if (query)
    doc.forEach((block, pos) => {
      for (const { from, to } of spansOf(block, query)) hits.push({ from: pos + 1 + from, to: pos + 1 + to })
    })
  return hits
}

const draw = (doc: PmNode, hits: readonly Span[], current: number): DecorationSet =>
  DecorationSet.create(
    doc,
    hits.map(({ from, to }, i) => Decoration.inline(from, to, { class: i === current ? 'found current' : 'found' })),
  )

/** The first match at or behind `pos`, else the first of all. */
const hitFrom = (hits: readonly Span[], pos: number): number => {
  const at = hits.findIndex(({ from }) => from >= pos)
  return at >= 0 ? at : hits.length > 0 ? 0 : -1
}

export function findingPlugin(lang: string): Plugin<Finding> {
  return new Plugin<Finding>({
    key: findingKey,
    state: {
      init: () => NOTHING,
      apply(tr, value) {
        const meta = tr.getMeta(findingKey) as FindingMeta | undefined
        const isOpen = meta?.isOpen ?? value.isOpen
        const sought = meta?.sought ?? value.sought
        if (!isOpen) return value.isOpen || meta ? { ...NOTHING, sought } : value
        const hasNewQuery = meta?.sought !== undefined || !value.isOpen
        if (!meta && !tr.docChanged) return value
        const query = hasNewQuery ? queryOf(sought.text, lang, sought.options) : value.query
        const hits = hasNewQuery || tr.docChanged ? hitsIn(tr.doc, query) : value.hits
        let current = meta?.current ?? value.current
        if (hasNewQuery) current = hitFrom(hits, tr.selection.from)
        else if (tr.docChanged) {
          const was = value.hits[value.current]
          current = was ? hitFrom(hits, tr.mapping.map(was.from, -1)) : hitFrom(hits, 0)
        }
        return { isOpen, sought, query, hits, current, drawn: draw(tr.doc, hits, current) }
      },
    },
    props: { decorations: (state) => findingKey.getState(state)?.drawn },
  })
}

export const findingOf = (state: EditorState): Finding => findingKey.getState(state) ?? NOTHING

const tell = (tr: Transaction, meta: FindingMeta): Transaction =>
  tr.setMeta(findingKey, meta).setMeta('addToHistory', false)

/** Opens (with what is to be found, where given) or closes; the marks go with it. */
export const setFinding = (view: EditorView, meta: { isOpen?: boolean; sought?: Sought }): void =>
  view.dispatch(tell(view.state.tr, meta))

/** Words of the selection, where they stand in one block and are short enough to be looked for. */
export function selectedWords({ selection, doc }: EditorState): string {
  const { from, to, $from, $to } = selection
  if (from === to || !$from.sameParent($to)) return ''
  const words = doc.textBetween(from, to, '\n', '\n')
  return queryOf(words, 'en') ? words : ''
}

/** Takes the match in hand into view and selects it, wherever the focus is. */
export function showHit(view: EditorView): void {
  const { hits, current } = findingOf(view.state)
  const hit = hits[current]
  if (!hit) return
  const { doc, tr } = view.state
  view.dispatch(tr.setSelection(TextSelection.create(doc, hit.from, hit.to)))
  const { node } = view.domAtPos(hit.from)
  const element = node instanceof Element ? node : node.parentElement
  // `instant`: who holds down the key must not be carried away
  element?.scrollIntoView({ block: 'center', behavior: 'instant' })
}

/** To the next match or the one before, round and round. */
export function step(view: EditorView, by: 1 | -1): void {
  const { hits, current } = findingOf(view.state)
  if (hits.length === 0) return
  const next = (current + by + hits.length) % hits.length
  view.dispatch(tell(view.state.tr, { current: current < 0 ? 0 : next }))
  showHit(view)
}

/** Replaces these matches in one transaction, from the last, so that earlier places do not move. */
function replaceHits(tr: Transaction, hits: readonly Span[], text: string): void {
  const words = replacementText(text)
  for (const { from, to } of hits.toReversed()) {
    const $from = tr.doc.resolve(from)
    const start = $from.start()
    const content = ($from.parent.toJSON() as Block).content ?? []
    const fresh = replacementFor(content, { from: from - start, to: to - start }, words).map((inline) =>
      PmNode.fromJSON(tr.doc.type.schema, inline),
    )
    tr.replaceWith(from, to, fresh)
  }
}

function replace(view: EditorView, binding: Binding, hits: readonly Span[], text: string): void {
  const tr = view.state.tr
  replaceHits(tr, hits, text)
  // what was typed just before, and what is typed next, are undone on their own
  binding.undoManager.stopCapturing()
  view.dispatch(tr)
  binding.undoManager.stopCapturing()
}

/** Replaces the match in hand and goes to the next. False: there is none. */
export function replaceOne(view: EditorView, binding: Binding, text: string): boolean {
  const { hits, current } = findingOf(view.state)
  const hit = hits[current]
  if (!hit) return false
  const length = replacementText(text).length
  replace(view, binding, [hit], text)
  const after = findingOf(view.state).hits
  // not the replacement itself, where it holds the words again
  view.dispatch(tell(view.state.tr, { current: hitFrom(after, hit.from + length) }))
  showHit(view)
  return true
}

/** Replaces every match as one step of undo; how many there were. */
export function replaceEvery(view: EditorView, binding: Binding, text: string): number {
  const { hits } = findingOf(view.state)
  if (hits.length > 0) replace(view, binding, hits, text)
  return hits.length
}
