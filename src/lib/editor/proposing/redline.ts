/**
 * A proposal as it is written, shown against the text that it is to change: what was put in is underlined, what was taken out stands struck at its place and is
 * no part of the text, and blocks that are others are marked beside it. Words are compared a moment after the last key (rule RL6), and what is drawn
 * moves with the text until then.
 */
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { m } from '#lib/paraglide/messages.js'
import type { ArticleDoc, Block, Inline } from '../../domain/article.ts'
import { Redliner, type Redline } from '../../domain/redline.ts'
import { readBrowser } from '../binding/browser.ts'

export interface RedlineSettings {
  lang: string
  /** What the text is to change. */
  base(): ArticleDoc
  /** Blocks of which something collides with the article as it is now. */
  held(): readonly string[]
  /** Calls back whenever either is another, until the returned function is called. */
  watch(run: () => void): () => void
  /** What an embed that is gone looked like. */
  say(inline: Inline): string
  /** It was compared anew. */
  onRedline?(redline: Redline): void
}

/** After the last key, and during a burst of keys at the latest. */
const FOLLOW_MS = 120
const AT_LATEST_MS = 500

const key = new PluginKey<DecorationSet>('redline')

/** Blocks as the domain knows them; a node that did not change is the same object again. */
const blocks = new WeakMap<Node, Block>()
function blockOf(node: Node): Block {
  let block = blocks.get(node)
  if (!block) blocks.set(node, (block = node.toJSON() as Block))
  return block
}

const unseen = (words: string): HTMLElement => {
  const span = document.createElement('span')
  span.className = 'unseen'
  span.textContent = `${words} `
  return span
}

const struckDom = (words: string) => (): HTMLElement => {
  const dom = document.createElement('del')
  dom.className = 'taken-out'
  dom.contentEditable = 'false'
  dom.append(unseen(m.compare_deleted()), words)
  return dom
}
const noteDom = (className: string, said: string, words: string | null) => (): HTMLElement => {
  const dom = document.createElement('div')
  dom.className = `redline-note ${className}`
  dom.contentEditable = 'false'
  const label = document.createElement('span')
  label.className = 'redline-label'
  label.textContent = said
  dom.append(label)
  if (words !== null) {
    const struck = document.createElement('del')
    struck.textContent = words
    dom.append(' ', struck)
  }
  return dom
}

function drawn(doc: Node, redline: Redline, held: readonly string[]): DecorationSet {
  const marks: Decoration[] = []
  const note = (pos: number, side: number, id: string, dom: () => HTMLElement): void =>
    void marks.push(Decoration.widget(pos, dom, { side, key: id, ignoreSelection: true }))
  const goneBehind = Map.groupBy(redline.gone, ({ behind }) => behind)
  const tellGone = (pos: number, behind: string | null): void =>
    goneBehind.get(behind)?.forEach(({ id, words }, n) => {
      if (words.trim() !== '') note(pos, -100 + n, `gone-${id}-${words}`, noteDom('gone', m.redline_gone(), words))
    })
  tellGone(0, null)
  doc.forEach((node, pos, i) => {
    const one = redline.blocks[i]!
    const isHeld = held.includes(one.id)
    if (one.change !== 'same' || one.isMoved || isHeld)
      marks.push(
        Decoration.node(pos, pos + node.nodeSize, {
          'data-change': one.change === 'same' && one.isMoved ? 'moved' : one.change,
          ...(isHeld && { 'data-held': '' }),
        }),
      )
    if (one.isMoved) note(pos, -10, `moved-${one.id}`, noteDom('moved', m.redline_moved(), null))
    if (one.splitFrom !== null) note(pos, -10, `split-${one.id}`, noteDom('moved', m.redline_split(), null))
    if (isHeld) note(pos, -9, `held-${one.id}`, noteDom('held', m.redline_held(), null))
    for (const [from, to] of one.putIn)
      marks.push(
        Decoration.inline(pos + 1 + from, pos + 1 + to, { nodeName: 'ins', class: 'put-in' }, { inclusiveEnd: true }),
      )
    for (const { at, words } of one.takenOut)
      marks.push(
        Decoration.widget(pos + 1 + at, struckDom(words), {
          side: -2,
          key: `del-${at}-${words}`,
          ignoreSelection: true,
          marks: [],
        }),
      )
    tellGone(pos + node.nodeSize, one.id)
  })
  return DecorationSet.create(doc, marks)
}

/** Draws the redline and keeps it true. */
export function redlinePlugin({ lang, base, held, watch, say, onRedline }: RedlineSettings): Plugin<DecorationSet> {
  let redliner = new Redliner(base(), lang, say)
  const compare = (doc: Node): DecorationSet => {
    const redline = redliner.of(doc.children.map(blockOf))
    onRedline?.(redline)
    return drawn(doc, redline, held())
  }
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_, { doc }) => compare(doc),
      apply(tr, before) {
        if (tr.getMeta(key) === true) return compare(tr.doc)
        return tr.docChanged ? before.map(tr.mapping, tr.doc) : before
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view: (view) => new Following(view, watch, () => (redliner = new Redliner(base(), lang, say))),
  })
}

/** When what is drawn is drawn anew. */
class Following {
  readonly #view: EditorView
  readonly #stop: () => void
  #timer: ReturnType<typeof setTimeout> | undefined
  /** When the first change was made that is not drawn; 0: none. */
  #since = 0

  constructor(view: EditorView, watch: RedlineSettings['watch'], again: () => void) {
    this.#view = view
    this.#stop = watch(() => {
      again()
      this.#follow(0)
    })
  }

  update(view: EditorView, { doc }: { doc: Node }): void {
    if (view.state.doc === doc) return
    if (this.#since === 0) this.#since = Date.now()
    this.#follow(Math.max(0, Math.min(FOLLOW_MS, this.#since + AT_LATEST_MS - Date.now())))
  }

  #follow(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      // what is drawn among the letters of an input method would end it
      if (this.#view.composing) return this.#follow(FOLLOW_MS)
      this.#since = 0
      readBrowser(this.#view)
      this.#view.dispatch(this.#view.state.tr.setMeta(key, true).setMeta('addToHistory', false))
    }, ms)
  }

  destroy(): void {
    clearTimeout(this.#timer)
    this.#stop()
  }
}
