/** What is drawn around the words and is no part of them: numbers in the start margin, the closing brackets of options, brackets around whole blocks. */
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { m } from '#lib/paraglide/messages.js'
import type { ArticleDoc } from '../../domain/article.ts'
import { labelsOf, tombstonesOf, type RoundNumbers } from '../../domain/places.ts'
import { attrsOf } from '../binding/nodes.ts'

interface Drawn {
  offset: number
  sign: '[' | ']'
  key: string
}

/** Options that end in a block, and options that begin without a head: where their brackets stand. */
function bracketsOf(block: Node): Drawn[] {
  const drawn: Drawn[] = []
  let open: { id: string; option: string }[] = []
  let offset = 0
  const close = (leaves: (entry: { id: string; option: string }) => boolean): void => {
    for (const { id, option } of open.filter(leaves)) drawn.push({ offset, sign: ']', key: `${id}/${option}` })
    open = open.filter((entry) => !leaves(entry))
  }
  block.forEach((node) => {
    const here = node.marks
      .filter((mark) => mark.type.name === 'br')
      .map((mark) => ({ id: mark.attrs['id'] as string, option: mark.attrs['option'] as string }))
    const head = node.type.name === 'opt' ? (node.attrs['br'] as string) : null
    close((entry) => entry.id === head || !here.some((b) => b.id === entry.id && b.option === entry.option))
    for (const b of here) {
      if (open.some((entry) => entry.id === b.id)) continue
      open.push(b)
      if (b.id !== head) drawn.push({ offset, sign: '[', key: `${b.id}/${b.option}` })
    }
    offset += node.nodeSize
  })
  close(() => true)
  return drawn
}

const cache = new WeakMap<Node, Drawn[]>()
function cachedBrackets(block: Node): Drawn[] {
  const known = cache.get(block)
  if (known) return known
  const drawn = bracketsOf(block)
  cache.set(block, drawn)
  return drawn
}

const signDom = (sign: string) => (): HTMLElement => {
  const span = document.createElement('span')
  span.className = 'bracket-sign'
  span.textContent = sign
  return span
}

/** Whether a block's own bracket is not shown by options in it. */
const isWhole = (block: Node): boolean =>
  attrsOf(block).bracket !== null &&
  !block.children.some((node) => node.type.name === 'opt' && node.attrs['br'] === attrsOf(block).bracket)

function draw(doc: Node, lang: string, round: RoundNumbers | null): DecorationSet {
  const blocks = doc.children.map((block) => ({ type: 'block' as const, attrs: attrsOf(block) }))
  const article: ArticleDoc = { type: 'doc', content: blocks }
  const labels = labelsOf(article, lang, round)
  const gone = Map.groupBy(tombstonesOf(article, round, lang), ({ after }) => after ?? blocks[0]?.attrs.id)
  const drawn: Decoration[] = []
  const sign = (pos: number, text: string, key: string): void => {
    // A closing sign leans to what it closes, so that the caret after it stands outside; see `stepOut`.
    drawn.push(
      Decoration.widget(pos, signDom(text), {
        side: text === '[' ? -1 : 1,
        key: `${text}${key}`,
        ignoreSelection: true,
        marks: [],
      }),
    )
  }
  doc.forEach((block, pos, i) => {
    const label = labels[i]
    if (label) drawn.push(Decoration.node(pos, pos + block.nodeSize, { 'data-number': label }))
    const stones = gone.get(attrsOf(block).id)?.map((stone) => m.number_gone({ label: stone.label }))
    if (stones) drawn.push(Decoration.node(pos, pos + block.nodeSize, { 'data-gone': stones.join(m.list_comma()) }))
    for (const { offset, sign: text, key } of cachedBrackets(block)) sign(pos + 1 + offset, text, key)
    if (!isWhole(block)) return
    const isArticle = i === 0 && attrsOf(block).kind === 'heading'
    const end = isArticle ? doc.content.size - 1 : pos + block.nodeSize - 1
    sign(pos + 1, '[', `whole-${attrsOf(block).id}`)
    sign(end, ']', `whole-${attrsOf(block).id}`)
  })
  return DecorationSet.create(doc, drawn)
}

/** Draws numbers as this language writes them; `round`: those that blocks had when the round began. Nothing of it can be edited or copied. */
export function drawingPlugin(lang: string, round: RoundNumbers | null): Plugin<DecorationSet> {
  const key = new PluginKey<DecorationSet>('drawing')
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_, state) => draw(state.doc, lang, round),
      apply: (tr, drawn) => (tr.docChanged ? draw(tr.doc, lang, round) : drawn),
    },
    props: { decorations: (state) => key.getState(state) },
  })
}
