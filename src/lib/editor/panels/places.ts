/** Where one can go from the desk: paragraphs, brackets and notes of the open article, other articles, other pages. */
import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { pathsOf } from '../../domain/address.ts'
import type { ArticleDoc } from '../../domain/article.ts'
import type { RoundNumbers } from '../../domain/places.ts'

export interface ArticlePlace {
  id: string
  /** Null: the preamble. */
  number: string | null
  label: string
  heading: string
  href: string
}
export interface TextPlace {
  kind: 'block' | 'bracket' | 'note'
  /** Position in the document. */
  pos: number
  /** `2. (a)`; of a bracket, where it stands; null: no number. */
  label: string | null
  excerpt: string
}

/** Characters of a paragraph in a list. */
const EXCERPT = 70
const cut = (text: string): string => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text)

/** Blocks in their order, then the brackets opened in them, each at its first option. */
export function placesInText(
  doc: Node,
  { number, round }: { number: string | null; round: RoundNumbers | null },
  lang: string,
): TextPlace[] {
  const paths = pathsOf(doc.toJSON() as ArticleDoc, number, lang, round)
  const blocks: TextPlace[] = []
  const brackets: TextPlace[] = []
  const seen = new Set<string>()
  doc.forEach((block, pos, i) => {
    const kind = block.attrs['kind'] === 'note' ? 'note' : 'block'
    blocks.push({ kind, pos: pos + 1, label: paths[i] ?? null, excerpt: cut(block.textContent) })
    block.forEach((node, offset) => {
      const bracket = node.attrs['br'] as string | undefined
      if (node.type.name !== 'opt' || bracket === undefined || seen.has(bracket)) return
      seen.add(bracket)
      const words = block.textBetween(offset, block.content.size)
      brackets.push({ kind: 'bracket', pos: pos + 1 + offset, label: paths[i] ?? null, excerpt: cut(`[ ${words}`) })
    })
  })
  return [...blocks, ...brackets]
}

/** Puts the caret there, into view, with the focus. */
export function goToPlace(view: EditorView, pos: number): void {
  const { doc, tr } = view.state
  view.dispatch(tr.setSelection(TextSelection.near(doc.resolve(Math.min(pos, doc.content.size)))))
  view.focus()
  const { node } = view.domAtPos(view.state.selection.head)
  const element = node instanceof Element ? node : node.parentElement
  element?.closest('.block')?.scrollIntoView({ block: 'center', behavior: 'instant' })
}

/** Other pages: what the page's own navigation offers this person. */
export const pageLinks = (): { label: string; href: string }[] =>
  [...document.querySelectorAll<HTMLAnchorElement>('header nav a[href]')].map((link) => ({
    label: link.textContent.trim(),
    href: link.getAttribute('href')!,
  }))
