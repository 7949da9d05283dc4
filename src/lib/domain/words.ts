/**
 * What a reader meets in one block, in order: words, references, and the edges of bracket options (rule TX7).
 * The base of plain text, of anchors and of public HTML.
 */
import type { Block, BracketKind, Inline, Mark } from './article.ts'

export type Reference = Extract<Inline, { type: 'ref' }>['attrs']

export type Piece =
  | { type: 'text'; text: string; bold: boolean; italic: boolean }
  | { type: 'ref'; reference: Reference }
  /** Option `option` of bracket `bracket` begins; kind and label are null where its head is gone. */
  | { type: 'open'; bracket: string; option: string; kind: BracketKind | null; label: string | null }
  | { type: 'close'; bracket: string; option: string }
  | { type: 'unknown'; raw: string }

const bracketsOf = (marks: readonly Mark[] = []): { id: string; option: string }[] =>
  marks.flatMap((mark) => (mark.type === 'br' ? [mark.attrs] : []))

/** The pieces of a block. Every `open` has its `close`; those of overlapping brackets need not nest. */
export function piecesOf(block: Pick<Block, 'content'>): Piece[] {
  const pieces: Piece[] = []
  let open: { id: string; option: string }[] = []
  const close = (leaves: (entry: { id: string; option: string }) => boolean): void => {
    for (const entry of open.filter(leaves).reverse())
      pieces.push({ type: 'close', bracket: entry.id, option: entry.option })
    open = open.filter((entry) => !leaves(entry))
  }
  for (const node of block.content ?? []) {
    const here = bracketsOf(node.marks)
    const head = node.type === 'opt' ? { id: node.attrs.br, option: node.attrs.id } : null
    if (head !== null && !here.some((b) => b.id === head.id && b.option === head.option)) here.push(head)
    close((entry) => entry.id === head?.id || !here.some((b) => b.id === entry.id && b.option === entry.option))
    for (const b of here)
      if (b.option !== head?.option && !open.some((entry) => entry.id === b.id)) {
        open.push(b)
        pieces.push({ type: 'open', bracket: b.id, option: b.option, kind: null, label: null })
      }
    if (node.type === 'opt') {
      open.push({ id: node.attrs.br, option: node.attrs.id })
      const { br, id, kind, label } = node.attrs
      pieces.push({ type: 'open', bracket: br, option: id, kind, label })
    } else if (node.type === 'text') {
      const has = (type: 'bold' | 'italic'): boolean => (node.marks ?? []).some((mark) => mark.type === type)
      pieces.push({ type: 'text', text: node.text, bold: has('bold'), italic: has('italic') })
    } else if (node.type === 'ref') pieces.push({ type: 'ref', reference: node.attrs })
    else pieces.push({ type: 'unknown', raw: node.attrs.raw })
  }
  close(() => true)
  return pieces
}

/**
 * A block's own text: words, references as `labelOf` says them, each bracket option as `[words]`; no number, no label of options.
 * Anchors are matched against this (contract: comments).
 */
export function blockText(block: Pick<Block, 'content'>, labelOf: (reference: Reference) => string): string {
  const show = (piece: Piece): string => {
    if (piece.type === 'text') return piece.text
    if (piece.type === 'ref') return labelOf(piece.reference)
    return piece.type === 'open' ? '[' : piece.type === 'close' ? ']' : ''
  }
  return piecesOf(block).map(show).join('')
}

/** Block ids in order. */
export const blockIds = (doc: { content: readonly Block[] }): string[] => doc.content.map((block) => block.attrs.id)
