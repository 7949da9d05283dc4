/** Builders of articles for tests: `doc(heading('h', 'Purpose'), para('p1', 'Words ', ref('p2')))`. */
import type {
  ArticleDoc,
  Block,
  BlockAttrs,
  BlockKind,
  BracketKind,
  Inline,
  Mark,
} from '../../src/lib/domain/article.ts'

type Content = string | Inline | Inline[]

export const doc = (...content: Block[]): ArticleDoc => ({ type: 'doc', content })

export function block(kind: BlockKind, id: string, content: Content[] = [], more: Partial<BlockAttrs> = {}): Block {
  const inlines = content.flatMap((part): Inline[] =>
    typeof part === 'string' ? [{ type: 'text', text: part }] : Array.isArray(part) ? part : [part],
  )
  return {
    type: 'block',
    attrs: { id, kind, depth: kind === 'item' ? 1 : 0, bracket: null, bracketKind: null, extra: null, ...more },
    ...(inlines.length > 0 ? { content: inlines } : {}),
  }
}

export const heading = (id: string, ...content: Content[]): Block => block('heading', id, content)
export const para = (id: string, ...content: Content[]): Block => block('para', id, content)
export const item = (id: string, ...content: Content[]): Block => block('item', id, content)
export const subitem = (id: string, ...content: Content[]): Block => block('item', id, content, { depth: 2 })
export const tail = (id: string, ...content: Content[]): Block => block('tail', id, content)
export const recital = (id: string, ...content: Content[]): Block => block('recital', id, content)

export const ref = (to: string, form: 'full' | 'relative' | null = null, as: string | null = null): Inline => ({
  type: 'ref',
  attrs: { id: `to-${to}`, to, form, as },
})

/** One option of a bracket: its head and its words, all marked with it. */
export function option(br: string, id: string, label: string, ...content: Content[]): Inline[] {
  const own: Mark = { type: 'br', attrs: { id: br, option: id } }
  const words = content.flatMap((part): Inline[] =>
    typeof part === 'string' ? [{ type: 'text', text: part }] : Array.isArray(part) ? part : [part],
  )
  const kind: BracketKind = label === 'text' ? 'optional' : 'alternatives'
  const head: Inline = { type: 'opt', attrs: { id, br, kind, label } }
  return [head, ...words].map((inline) => ({ ...inline, marks: [own, ...(inline.marks ?? [])] }))
}
