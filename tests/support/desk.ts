/** Desks: editors over one article without a screen, joined by links that can be cut. What the browser's view does is done here in three lines. */
import { EditorState, TextSelection, type Command, type Transaction } from '@tiptap/pm/state'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { articleSchema } from '#lib/domain/schema.ts'
import { docFromDelta, TEXT_NAME, type DeltaInsert } from '#lib/domain/text.ts'
import { Binding, type BindingOptions } from '#lib/editor/binding/binding.ts'
import { Incoming } from '#lib/editor/binding/incoming.ts'
import { bindingPlugin } from '#lib/editor/binding/plugin.ts'
import { firstUpdate } from '#server/text/write.ts'

/** The same numbers for the same seed, on every machine (mulberry32). */
export function randomOf(seed: number): () => number {
  let a = seed >>> 0 || 1
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export class Desk {
  state: EditorState
  composing = false
  readonly ydoc: Y.Doc
  readonly text: Y.Text
  readonly binding: Binding
  /** Updates of others that have not arrived yet. */
  readonly inbox: Uint8Array[] = []
  /** Pauses what others write. */
  readonly incoming: Incoming
  private peers: Desk[] = []

  constructor(start: Uint8Array, clientID: number, options: BindingOptions = {}) {
    this.ydoc = new Y.Doc()
    this.ydoc.clientID = clientID
    Y.applyUpdate(this.ydoc, start, 'net')
    this.text = this.ydoc.getText(TEXT_NAME)
    this.incoming = new Incoming((updates) =>
      this.ydoc.transact(() => {
        for (const update of updates) Y.applyUpdate(this.ydoc, update, 'net')
      }, 'net'),
    )
    let count = 0
    this.binding = new Binding(this.text, { makeId: () => `n${clientID}x${++count}`, ...options })
    this.state = EditorState.create({ doc: this.binding.read(articleSchema), plugins: [bindingPlugin(this.binding)] })
    this.binding.attach(this)
    this.ydoc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'net') for (const peer of this.peers) peer.inbox.push(update)
    })
  }

  join(...peers: Desk[]): void {
    this.peers = peers
  }

  dispatch = (tr: Transaction): void => {
    this.state = this.state.apply(tr)
    this.binding.update(this.state)
  }

  run(command: Command): boolean {
    return command(this.state, this.dispatch)
  }

  /** Receives the oldest update. */
  receive(): void {
    const update = this.inbox.shift()
    if (update) this.incoming.take(update)
  }

  block(id: string): { node: Node; pos: number; index: number } | null {
    let found: { node: Node; pos: number; index: number } | null = null
    this.state.doc.forEach((node, pos, index) => {
      if (node.attrs['id'] === id) found = { node, pos, index }
    })
    return found
  }

  select(from: number, to = from): void {
    const { doc } = this.state
    this.dispatch(this.state.tr.setSelection(TextSelection.between(doc.resolve(from), doc.resolve(to))))
  }

  /** Puts the caret into a block, this far from its beginning; negative: from its end. */
  caret(id: string, offset: number, to = offset): void {
    const { pos, node } = this.block(id)!
    const at = (o: number): number => pos + 1 + (o < 0 ? node.content.size + 1 + o : o)
    this.select(at(offset), at(to))
  }

  /** Types as a keyboard does: with the marks of the place. */
  type(words: string): void {
    for (const char of words) {
      const { from, to } = this.state.selection
      this.dispatch(this.state.tr.insertText(char, from, to))
    }
  }

  /** The article as the editor shows it. */
  get shown(): ArticleDoc {
    return canonical(this.state.doc)
  }
  /** The article as the text says it. */
  get written(): ArticleDoc {
    return docFromDelta(this.text.toDelta() as DeltaInsert[])
  }
  get ids(): string[] {
    return this.shown.content.map((block) => block.attrs.id)
  }
  plain(id: string): string {
    return this.block(id)!.node.textContent
  }
  get all(): string {
    return this.state.doc.textBetween(0, this.state.doc.content.size, '\n', '*')
  }
}

/** JSON of an editor's document as the text has it: marks in their one order, neighbours of equal marks joined, no `from` where there is none. */
export const canonical = (doc: Node): ArticleDoc => {
  const json = doc.toJSON() as ArticleDoc
  for (const block of json.content) {
    if (block.attrs.from === null) delete block.attrs.from
    const joined: NonNullable<typeof block.content> = []
    for (const node of block.content ?? []) {
      node.marks?.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
      const last = joined.at(-1)
      if (node.type === 'text' && last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks))
        last.text += node.text
      else joined.push(node)
    }
    if (joined.length > 0) block.content = joined
  }
  return json
}
const rank = (mark: { type: string; attrs?: object }): string =>
  ['bold', 'italic', 'br', 'def', 'term', 'unknownMark'].indexOf(mark.type) + JSON.stringify(mark.attrs ?? '')

/** Delivers everything everywhere, merges of doubles and their consequences included. */
export async function settle(...desks: Desk[]): Promise<void> {
  do {
    for (const desk of desks) while (desk.inbox.length > 0) desk.receive()
    await Promise.resolve()
    await Promise.resolve()
  } while (desks.some((desk) => desk.inbox.length > 0))
}

/** Two desks over one article. Whose client id is greater decides who wins at one place: `swap` turns it round. */
export function pair(
  doc: ArticleDoc,
  { swap = false, ...options }: BindingOptions & { swap?: boolean } = {},
): [Desk, Desk] {
  const start = firstUpdate(doc, 1)
  const [a, b] = [new Desk(start, swap ? 900 : 100, options), new Desk(start, 500, options)]
  a.join(b)
  b.join(a)
  return [a, b]
}

export const numbered = (prefix: string, count: number): string =>
  Array.from({ length: count }, (_, i) => `${prefix}w${i} `).join('')
