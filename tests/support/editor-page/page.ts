/** The editor alone in a page, joined to others of the same room by a channel that can be cut. Bundled by `serve.ts`; tests reach it as `window.desk`. */
import { Editor } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { nextLabel } from '#lib/domain/option-labels.ts'
import { articleSchema } from '#lib/domain/schema.ts'
import { deltaFromDoc, docFromDelta, TEXT_NAME, type DeltaInsert } from '#lib/domain/text.ts'
import type { ActContext } from '#lib/editor/acts/act.ts'
import { ACTS } from '#lib/editor/acts/registry.ts'
import { Binding } from '#lib/editor/binding/binding.ts'
import { AwarenessCarets } from '#lib/editor/binding/carets.ts'
import { insertReference } from '#lib/editor/commands/blocks.ts'
import { addOption, bracket, labelsOf } from '#lib/editor/commands/brackets.ts'
import { extensionsFor } from '#lib/editor/extensions.ts'
import { ReferenceLabels } from '#lib/editor/drawing/labels.ts'
import type { Stray } from '#lib/editor/binding/strays.ts'
import type {} from './page-types.ts'

interface Message {
  update?: Uint8Array
  presence?: Uint8Array
}

// an article too long for an address that travels stands in the fragment
const query = new URLSearchParams(`${location.search}&${location.hash.slice(1)}`)
const lang = query.get('lang') ?? 'en'
const channel = new BroadcastChannel(query.get('room')!)
const doc = new Y.Doc()
const text = doc.getText(TEXT_NAME)
const awareness = new Awareness(doc)
const carets = new AwarenessCarets(awareness)
const notices: Stray[] = []
const waiting: Message[] = []
const queued: Message[] = []
let isOnline = true
let updates = 0

// Everybody begins with the same bytes, as from a server.
const seed = new Y.Doc()
seed.clientID = 1
seed.getText(TEXT_NAME).applyDelta(deltaFromDoc(JSON.parse(query.get('article')!) as ArticleDoc))
Y.applyUpdate(doc, Y.encodeStateAsUpdate(seed), 'net')

const send = (message: Message): void => {
  if (isOnline) channel.postMessage(message)
  else waiting.push(message)
}
const receive = ({ update, presence }: Message): void => {
  if (update) Y.applyUpdate(doc, update, 'net')
  if (presence) applyAwarenessUpdate(awareness, presence, 'net')
}
doc.on('update', (update: Uint8Array, origin: unknown) => {
  if (origin === 'net') return
  updates++
  send({ update })
})
awareness.on('update', ({ added, updated }: Record<'added' | 'updated', number[]>, origin: unknown) => {
  if (origin !== 'net') send({ presence: encodeAwarenessUpdate(awareness, [...added, ...updated]) })
})
awareness.setLocalStateField('user', { name: query.get('name'), color: '#0f766e' })

const binding = new Binding(text, { onCaret: (caret) => carets.send(caret), onNotice: (stray) => notices.push(stray) })
const actContext: ActContext = {
  get editor() {
    return editor
  },
  binding,
  lang,
  isFollowing: false,
  isWritable: true,
  show: () => {},
  toToolbar: () => {},
}
const editor: Editor = new Editor({
  element: document.querySelector<HTMLElement>('#place')!,
  extensions: extensionsFor({
    lang,
    binding,
    carets,
    labels: new ReferenceLabels({ articleId: 'here', number: '4', round: null, lang }, {}, () => {}),
    notes: { call: (number) => `Footnote ${number}`, danglingCall: 'Missing footnote', back: 'Back to the text' },
    unknownLabel: 'unknown',
    isFollowing: false,
    acts: ACTS,
    actContext,
  }),
  content: binding.read(articleSchema).toJSON(),
  editorProps: { attributes: { role: 'textbox', 'aria-label': 'Text', lang, dir: lang === 'ar' ? 'rtl' : 'ltr' } },
})
channel.onmessage = ({ data }: MessageEvent<Message>) => (isOnline ? receive(data) : queued.push(data))

const select = (from: number, to = from): void => {
  const { state, view } = editor
  view.focus()
  view.dispatch(state.tr.setSelection(TextSelection.between(state.doc.resolve(from), state.doc.resolve(to))))
}
const placeIn = (id: string, offset: number): number => {
  let at = 0
  editor.state.doc.forEach((block, pos) => {
    if (block.attrs['id'] === id) at = pos + 1 + (offset < 0 ? block.content.size + 1 + offset : offset)
  })
  return at
}

export const desk = {
  /** Everything anew, for both pages of a room: another article, nothing to undo. */
  begin: (article: ArticleDoc) => {
    const delta = deltaFromDoc(article).map((op) => ({ attributes: {}, ...op }))
    doc.transact(() => text.applyDelta([{ delete: text.length }, ...delta]), 'begin')
  },
  forget: () => binding.undoManager.clear(),
  /** Selects in the block of this id, or of this index where it is gone; places in thousandths of its words. */
  aim: (id: string, index: number, from: number, to: number) => {
    const { doc: shown } = editor.state
    const known = shown.children.find((block) => block.attrs['id'] === id)
    const block = known ?? shown.child(Math.min(index, shown.childCount - 1))
    const place = (part: number): number =>
      placeIn(block.attrs['id'] as string, Math.round((part * block.content.size) / 1000))
    select(place(from), place(to))
  },
  paste: (html: string) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    editor.view.dom.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  },
  caret: (id: string, from: number, to = from) => select(placeIn(id, from), placeIn(id, to)),
  where: (): [string, number] => {
    const { $head } = editor.state.selection
    return [$head.parent.attrs['id'] as string, $head.parentOffset]
  },
  isFocused: () => editor.view.hasFocus(),
  isComposing: () => editor.view.composing,
  isHolding: () => binding.isHolding,
  /** What the editor shows and what the text says, for comparison. */
  shown: () => editor.state.doc.toJSON() as ArticleDoc,
  written: () => docFromDelta(text.toDelta() as DeltaInsert[]),
  agrees: () => {
    const shown = docFromDelta(deltaFromDoc(editor.state.doc.toJSON() as ArticleDoc))
    return JSON.stringify(shown) === JSON.stringify(docFromDelta(text.toDelta() as DeltaInsert[]))
  },
  plain: (id: string) => editor.state.doc.children.find((block) => block.attrs['id'] === id)?.textContent ?? null,
  notices: () => notices,
  updates: () => updates,
  offline: () => void (isOnline = false),
  online: () => {
    isOnline = true
    for (const message of waiting.splice(0)) send(message)
    for (const message of queued.splice(0)) receive(message)
  },
  /** Changes that have not left this page, or not come in. */
  pending: () => waiting.length + queued.length,
  bracket: () => bracket('alternatives', ['Alt 1', 'Alt 2'])(editor.state, editor.view.dispatch),
  option: (id: string) => addOption(id, nextLabel(labelsOf(editor.state.doc, id)))(editor.state, editor.view.dispatch),
  reference: (to: string) => insertReference(to)(editor.state, editor.view.dispatch),
}
window.desk = desk
