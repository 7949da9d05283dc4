/** What a key costs without a screen: a plain ProseMirror state beside the same with binding, numbers and finding. */
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import * as Y from 'yjs'
import type { ArticleDoc } from '../../src/lib/domain/article.ts'
import { articleSchema } from '../../src/lib/domain/schema.ts'
import { TEXT_NAME } from '../../src/lib/domain/text.ts'
import { Binding, type Host } from '../../src/lib/editor/binding/binding.ts'
import { drawingPlugin } from '../../src/lib/editor/drawing/numbers.ts'
import { bindingPlugin } from '../../src/lib/editor/binding/plugin.ts'
import { firstUpdate } from '../../server/text/write.ts'

const KEYS = 1_000

/** Milliseconds a key, the median of many; typed into the middle of the article. */
function type(host: Host): number {
  let middle = 0
  host.state.doc.forEach((block, pos, i) => {
    if (i === Math.floor(host.state.doc.childCount / 2)) middle = pos + 1 + block.content.size
  })
  host.dispatch(host.state.tr.setSelection(TextSelection.create(host.state.doc, middle)))
  const times: number[] = []
  for (let i = 0; i < KEYS; i++) {
    const begun = performance.now()
    host.dispatch(host.state.tr.insertText(i % 6 === 5 ? ' ' : 'x'))
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[KEYS / 2]!
}

/** `plain`: ProseMirror alone; `whole`: with everything of ours that takes part in a key. Milliseconds. */
export function measureState(article: ArticleDoc): { plain: number; whole: number } {
  const doc = articleSchema.nodeFromJSON(article)
  const plain: Host = {
    state: EditorState.create({ doc }),
    composing: false,
    dispatch: (tr: Transaction) => Object.assign(plain, { state: plain.state.apply(tr) }),
  }
  const ydoc = new Y.Doc()
  Y.applyUpdate(ydoc, firstUpdate(article, 1))
  const binding = new Binding(ydoc.getText(TEXT_NAME))
  const whole: Host = {
    state: EditorState.create({
      doc: binding.read(articleSchema),
      plugins: [bindingPlugin(binding), drawingPlugin('en', null)],
    }),
    composing: false,
    dispatch(tr: Transaction) {
      Object.assign(whole, { state: whole.state.applyTransaction(tr).state })
      binding.update(whole.state)
    },
  }
  binding.attach(whole)
  return { plain: type(plain), whole: type(whole) }
}
