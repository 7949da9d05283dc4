/**
 * What leaves the editor for a clipboard (rules PA50-PA53): for other programs clean HTML and plain text with the numbers as they are shown,
 * for this one the pieces themselves, so that nothing is lost between two articles.
 */
import {
  DOMParser,
  Fragment,
  Slice,
  type DOMSerializer,
  type Node,
  type ParseOptions,
  type Schema,
} from '@tiptap/pm/model'
import type { EditorView } from '@tiptap/pm/view'
import type { ArticleDoc, Block } from '../../domain/article.ts'
import { directionOf } from '../../domain/language.ts'
import { nestedContent, type Nested } from '../../domain/nesting.ts'
import { noteNumbers, superscript, type NoteNumbers } from '../../domain/notes.ts'
import { articleLabel } from '../../domain/numbering.ts'
import { printedLabelsOf } from '../../domain/places.ts'
import { termsOf } from '../../domain/terms.ts'
import type { ReferenceLabels } from '../drawing/labels.ts'
import { attrsOf } from '../binding/nodes.ts'

/** The attribute that holds the pieces themselves, as JSON of a fragment. */
const OWN = 'data-concord'

type Leaf = Extract<Nested, { type: 'leaf' }>['inline']

/** One line as others get it. */
interface CopiedLine {
  block: Block
  label: string
}

export class Copying {
  private readonly labels: ReferenceLabels
  private readonly lang: string
  private view: EditorView | null = null
  /** Numbers of the article's notes when it was last copied from. */
  private notes: NoteNumbers = new Map()

  constructor(labels: ReferenceLabels, lang: string) {
    this.labels = labels
    this.lang = lang
  }

  /** Numbers are those of the whole article, so this needs to see it. */
  follow(view: EditorView): void {
    this.view = view
  }

  /** For ProseMirror's `clipboardSerializer`, which asks for nothing else of it. */
  get serializer(): DOMSerializer {
    const serializeFragment = (fragment: Fragment, options?: { document?: Document }): DocumentFragment =>
      this.html(fragment, options?.document ?? document)
    return { serializeFragment } as DOMSerializer
  }

  /** For ProseMirror's `clipboardParser`: reads back what this editor copied (PA50); anything else as the schema reads it. */
  get parser(): DOMParser {
    const parseSlice = (dom: HTMLElement, options?: ParseOptions): Slice => {
      const { schema } = this.view!.state
      const own = ownSlice(dom.querySelector(`[${OWN}]`)?.getAttribute(OWN) ?? null, schema)
      return own ?? DOMParser.fromSchema(schema).parseSlice(dom, options)
    }
    return { parseSlice } as DOMParser
  }

  /** PA51: one block a line, with its number. */
  text(fragment: Fragment): string {
    return this.lines(fragment)
      .map(({ block, label }) => label + this.wordsOf(nestedContent(block)))
      .join('\n')
  }

  private html(fragment: Fragment, page: Document): DocumentFragment {
    const root = page.createElement('div')
    root.setAttribute(OWN, JSON.stringify(fragment.toJSON() ?? []))
    root.setAttribute('lang', this.lang)
    root.setAttribute('dir', directionOf(this.lang))
    const isWords = fragment.firstChild?.isInline === true
    for (const { block, label } of this.lines(fragment)) {
      const { kind, depth } = block.attrs
      const line = isWords ? root : root.appendChild(page.createElement(kind === 'heading' ? 'h2' : 'p'))
      if (kind === 'item' && !isWords) line.setAttribute('style', `margin-inline-start: ${depth * 2}em`)
      if (label !== '') line.append(label)
      this.append(line, nestedContent(block), page)
    }
    const out = page.createDocumentFragment()
    out.append(root)
    return out
  }

  /** PA52: a block that was copied from its beginning has its number; words out of the midst of one have none. */
  private lines(fragment: Fragment): CopiedLine[] {
    if (fragment.firstChild?.isInline === true) return [{ block: asBlock(null, fragment), label: '' }]
    const doc = this.view?.state.doc
    const article: ArticleDoc = {
      type: 'doc',
      content: doc?.children.map((block) => asBlock(block, block.content)) ?? [],
    }
    this.notes = noteNumbers(article)
    const labels = printedLabelsOf(article, this.lang, this.labels.place.round)
    const places = new Map(article.content.map(({ attrs }, i) => [attrs.id, i]))
    return fragment.content.map((copied, i) => {
      const block = asBlock(copied, copied.content)
      const place = places.get(block.attrs.id)
      if (place === undefined || (i === 0 && !isFromStart(doc!.child(place), copied))) return { block, label: '' }
      if (block.attrs.kind === 'heading' && place === 0) return { block, label: this.headingLabel(copied) }
      const note = this.notes.get(block.attrs.id)
      const label = note === undefined ? labels[place] : superscript(note)
      return { block, label: label ? `${label} ` : '' }
    })
  }

  private headingLabel(heading: Node): string {
    const { number } = this.labels.place
    if (number === null) return ''
    return articleLabel(number, this.lang) + (heading.content.size > 0 ? termsOf(this.lang).afterLabel : '')
  }

  /** PA53: a reference says what it says on the screen, a call its number; an option stands in square brackets. */
  private leaf(inline: Leaf): string {
    if (inline.type === 'text') return inline.text
    if (inline.type === 'ref') return this.labels.labelOf(inline.attrs) ?? this.labels.dangling
    const number = inline.type === 'note' ? this.notes.get(inline.attrs.to) : undefined
    return number === undefined ? '' : superscript(number)
  }

  private wordsOf(content: readonly Nested[]): string {
    return content
      .map((nested) => (nested.type === 'option' ? `[${this.wordsOf(nested.content)}]` : this.leaf(nested.inline)))
      .join('')
  }

  private append(to: Element, content: readonly Nested[], page: Document): void {
    for (const nested of content) {
      if (nested.type === 'option') {
        to.append('[')
        this.append(to, nested.content, page)
        to.append(']')
        continue
      }
      let at = to
      for (const mark of nested.inline.marks ?? []) {
        const name = mark.type === 'bold' ? 'strong' : mark.type === 'italic' ? 'em' : null
        if (name) at = at.appendChild(page.createElement(name))
      }
      at.append(this.leaf(nested.inline))
    }
  }
}

const asBlock = (block: Node | null, content: Fragment): Block => ({
  type: 'block',
  attrs: block
    ? attrsOf(block)
    : { id: '', kind: 'para', depth: 0, bracket: null, bracketKind: null, from: null, extra: null },
  content: (content.toJSON() as Block['content'] | null) ?? [],
})

const isFromStart = (original: Node, copied: Node): boolean =>
  original.content.size >= copied.content.size && original.content.cut(0, copied.content.size).eq(copied.content)

/** Null: not ours, or forged. */
function ownSlice(json: string | null, schema: Schema): Slice | null {
  if (json === null) return null
  try {
    const fragment = Fragment.fromJSON(schema, JSON.parse(json))
    let isSound = true
    fragment.descendants((node) => {
      node.check()
      for (const attrs of [node.attrs, ...node.marks.map((mark) => mark.attrs)])
        isSound &&= Object.values(attrs).every((value) => value === null || ['string', 'number'].includes(typeof value))
    })
    return isSound ? Slice.maxOpen(fragment) : null
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) return null // pieces of another version of this editor
    throw error
  }
}
