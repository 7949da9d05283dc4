/** Clipboards of other programs as tests have them (in jsdom), blocks written in one line each. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EditorState, TextSelection } from '@tiptap/pm/state'
import type { Node } from '@tiptap/pm/model'
import { articleSchema } from '#lib/domain/schema.ts'
import { blocksOfLines, Findings, type PastedBlock, type PasteFindings, type PastePlace } from '#lib/domain/pasting.ts'
import { pasteFromOutside, type Carried, type Pasted } from '#lib/editor/pasting/clipboard.ts'
import { readPage } from '#lib/editor/pasting/reading.ts'

export const parse = (html: string): Document => new DOMParser().parseFromString(html, 'text/html')
export const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../editor/fixtures/paste', name), 'utf8')

const LEVELS = ['', '(a) ', '(i) ']

/** `para Words with **bold** and _italic_`, `(a) an item`, `(i) a sub-item`, `tail words`; a footnote's call is `{name}`. */
export const notated = ({ kind, depth, pieces }: PastedBlock): string =>
  (kind === 'item' ? LEVELS[depth]! : `${kind} `) +
  pieces
    .map((piece) => {
      if (piece.type === 'note') return `{${piece.note}}`
      const words = piece.isItalic ? `_${piece.text}_` : piece.text
      return piece.isBold ? `**${words}**` : words
    })
    .join('')

export const listed = (findings: PasteFindings): Record<string, [number, ...string[]]> =>
  Object.fromEntries([...findings].map(([kind, { count, words }]) => [kind, [count, ...words]]))

/** What HTML becomes in an empty paragraph. */
export function pasted(html: string, lang = 'en', place: Partial<PastePlace> = {}) {
  const findings = new Findings()
  const { lines, notes } = readPage(parse(html), findings)
  const where: PastePlace = { lang, plain: { kind: 'para', depth: 0 }, top: 'para', ...place }
  const blocks = blocksOfLines(lines, where, findings).map(notated)
  const noteWords = [...notes].map(([name, words]) => [name, blocksOfLines(words, where, new Findings()).map(notated)])
  return { blocks, notes: Object.fromEntries(noteWords) as Record<string, string[]>, findings: listed(findings.all) }
}

export const block = (id: string, kind = 'para', words = '', depth = kind === 'item' ? 1 : 0): Node =>
  articleSchema.node('block', { id, kind, depth }, words === '' ? [] : [articleSchema.text(words)])

/** An article of these blocks with the caret this far into one of them. */
export function editorWith(blocks: Node[], id: string, from: number, to = from): EditorState {
  const doc = articleSchema.node('doc', null, blocks)
  let start = 0
  doc.forEach((node, pos) => void (node.attrs['id'] === id && (start = pos + 1)))
  return EditorState.create({ doc, selection: TextSelection.create(doc, start + from, start + to) })
}

/** What a paste makes of an article: each block as `id kind: words`. */
export function afterPaste(
  state: EditorState,
  carried: Partial<Carried>,
  { lang = 'en', isFollowing = false } = {},
): { blocks: string[]; state: EditorState; pasted: Pasted } {
  let count = 0
  const makeId = (): string => `n${++count}`
  const all = { html: '', text: '', files: [], ...carried }
  const { tr, pasted } = pasteFromOutside(state, all, { lang, isFollowing, makeId, parse })
  const after = tr ? state.apply(tr) : state
  after.doc.check()
  const blocks = after.doc.children.map(({ attrs, textContent }) => {
    const kind = attrs['kind'] === 'item' ? LEVELS[attrs['depth'] as number]!.trim() : (attrs['kind'] as string)
    return `${attrs['id'] as string} ${kind}: ${textContent}`
  })
  return { blocks, state: after, pasted }
}
