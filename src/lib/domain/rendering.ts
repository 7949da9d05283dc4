/**
 * What an article says, in words (rules RN*): the pieces of a block with brackets nested and references spelt out,
 * plain text of a whole article, and the own text of a block, which anchors quote.
 */
import type { ArticleDoc, Block, BracketKind, Inline } from './article.ts'
import { articleLabel, labelsOf } from './numbering.ts'
import { readReference, type ReferenceIndex } from './reference.ts'
import { termsOf } from './terms.ts'

export interface TextPiece {
  type: 'text'
  text: string
  isBold: boolean
  isItalic: boolean
}
export interface RefPiece {
  type: 'ref'
  text: string
  to: string
  /** Null: the target is gone. */
  target: { articleId: string; articleNumber: string | null } | null
}
/** One run of one option of a bracket; `[` and `]` stand around it. */
export interface OptionPiece {
  type: 'option'
  bracket: string
  kind: BracketKind
  option: string
  label: string
  pieces: Piece[]
}
/** Content written by a newer version of the schema. */
export interface UnknownPiece {
  type: 'unknown'
}
export type Piece = TextPiece | RefPiece | OptionPiece | UnknownPiece

/** What rendering needs to know besides the article. */
export interface RenderContext {
  lang: string
  index: ReferenceIndex
  /** The article rendered, as the index names it. */
  articleId: string
  /** Null: the preamble. */
  number: string | null
}

interface Open {
  bracket: string
  option: string
}

/** The content of a block with its brackets nested. */
export type Nested = { type: 'leaf'; inline: Exclude<Inline, { type: 'opt' }> } | NestedOption
export interface NestedOption {
  type: 'option'
  bracket: string
  kind: BracketKind
  option: string
  label: string
  content: Nested[]
}

/**
 * RN1: the content of a block, nested. An outer bracket is the one that begins first (then the one that ends last);
 * a bracket that overlaps another is closed and opened again, so that pieces always nest.
 * RN2: an option whose words were all deleted is still there.
 */
export function nestedContent(block: Block): Nested[] {
  const content = block.content ?? []
  const nesting = nestingOf(content)
  const heads = headsOf(content)
  const root: Nested[] = []
  let stack: (Open & { content: Nested[] })[] = []
  content.forEach((inline, i) => {
    const wanted = nesting[i]!
    let keep = 0
    while (keep < wanted.length && keep < stack.length && isSame(wanted[keep]!, stack[keep]!)) keep++
    // A head begins a run of its own, even right after a run of the same option.
    if (inline.type === 'opt') {
      const own = wanted.findIndex((open) => open.bracket === inline.attrs.br && open.option === inline.attrs.id)
      keep = Math.min(keep, own)
    }
    stack = stack.slice(0, keep)
    for (const open of wanted.slice(keep)) {
      const head = heads.get(key(open))
      const entered: NestedOption = {
        type: 'option',
        bracket: open.bracket,
        kind: head?.kind ?? (block.attrs.bracket === open.bracket ? block.attrs.bracketKind : null) ?? 'optional',
        option: open.option,
        label: head?.label ?? '',
        content: [],
      }
      ;(stack.at(-1)?.content ?? root).push(entered)
      stack.push({ ...open, content: entered.content })
    }
    if (inline.type !== 'opt') (stack.at(-1)?.content ?? root).push({ type: 'leaf', inline })
  })
  return isBracketedWhole(block) ? [wholeOption(block, root)] : root
}

/** The content of a block as a reader meets it. */
export const piecesOf = (block: Block, context: RenderContext): Piece[] => piecesOfNested(nestedContent(block), context)

function piecesOfNested(content: readonly Nested[], context: RenderContext): Piece[] {
  const pieces: Piece[] = []
  for (const nested of content) {
    if (nested.type === 'option') {
      const { content, ...option } = nested
      pieces.push({ ...option, pieces: piecesOfNested(content, context) })
      continue
    }
    const piece = pieceOf(nested.inline, context)
    const before = pieces.at(-1)
    if (piece.type === 'text' && before?.type === 'text' && hasSameLook(piece, before)) before.text += piece.text
    else pieces.push(piece)
  }
  return pieces
}

const key = (open: Open): string => JSON.stringify([open.bracket, open.option])
const isSame = (a: Open, b: Open): boolean => a.bracket === b.bracket && a.option === b.option
const hasSameLook = (a: TextPiece, b: TextPiece): boolean => a.isBold === b.isBold && a.isItalic === b.isItalic

/** The options that each inline stands in, outermost first. */
function nestingOf(content: readonly Inline[]): Open[][] {
  const opens = content.map(opensOf)
  const extent = new Map<string, { first: number; last: number }>()
  opens.forEach((list, i) => {
    for (const { bracket } of list) {
      const known = extent.get(bracket)
      if (known) known.last = i
      else extent.set(bracket, { first: i, last: i })
    }
  })
  const isOuter = (a: Open, b: Open): number => {
    const left = extent.get(a.bracket)!
    const right = extent.get(b.bracket)!
    return left.first - right.first || right.last - left.last
  }
  return opens.map((list) => list.sort(isOuter))
}

function opensOf(inline: Inline): Open[] {
  const opens: Open[] = []
  for (const mark of inline.marks ?? [])
    if (mark.type === 'br') opens.push({ bracket: mark.attrs.id, option: mark.attrs.option })
  if (inline.type !== 'opt') return opens
  // A head stands in its own option, whatever its marks say.
  return [
    ...opens.filter((open) => open.bracket !== inline.attrs.br),
    { bracket: inline.attrs.br, option: inline.attrs.id },
  ]
}

function headsOf(content: readonly Inline[]): Map<string, { label: string; kind: BracketKind }> {
  const heads = new Map<string, { label: string; kind: BracketKind }>()
  for (const inline of content)
    if (inline.type === 'opt') heads.set(key({ bracket: inline.attrs.br, option: inline.attrs.id }), inline.attrs)
  return heads
}

function pieceOf(inline: Exclude<Inline, { type: 'opt' }>, context: RenderContext): Piece {
  switch (inline.type) {
    case 'text':
      return {
        type: 'text',
        text: inline.text,
        isBold: inline.marks?.some((mark) => mark.type === 'bold') ?? false,
        isItalic: inline.marks?.some((mark) => mark.type === 'italic') ?? false,
      }
    case 'ref': {
      const { text, target } = readReference(inline.attrs, context.lang, context.index, context.articleId)
      return {
        type: 'ref',
        text,
        to: inline.attrs.to,
        target: target && { articleId: target.articleId, articleNumber: target.articleNumber },
      }
    }
    case 'unknown':
      return { type: 'unknown' }
  }
}

/** RN3: a block in brackets as a whole whose words name no option of its own: the one option is the block. Not a heading: that brackets its article. */
function isBracketedWhole(block: Block): boolean {
  const { bracket, kind } = block.attrs
  if (bracket === null || kind === 'heading') return false
  return !(block.content ?? []).some((inline) => opensOf(inline).some((open) => open.bracket === bracket))
}

const wholeOption = (block: Block, content: Nested[]): NestedOption => ({
  type: 'option',
  bracket: block.attrs.bracket!,
  kind: block.attrs.bracketKind ?? 'optional',
  option: `${block.attrs.bracket}.1`,
  label: '',
  content,
})

/** Stands for content that this version of the code cannot read. */
const UNKNOWN_TEXT = '⟨?⟩'

/** RN4: pieces as text: strings joined without added spaces, references spelt out, each option as `[…]`. */
export const textOfPieces = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      if (piece.type === 'option') return `[${textOfPieces(piece.pieces)}]`
      return piece.type === 'unknown' ? UNKNOWN_TEXT : piece.text
    })
    .join('')

/** The own text of a block, as anchors quote it: without its number. */
export const anchorText = (block: Block, context: RenderContext): string => textOfPieces(piecesOf(block, context))

/** Where the words of option `option` stand in the block's own text: [from, to) of each run, brackets excluded. */
export function optionRanges(block: Block, option: string, context: RenderContext): [number, number][] {
  const ranges: [number, number][] = []
  const walk = (pieces: readonly Piece[], from: number): number => {
    let at = from
    for (const piece of pieces)
      if (piece.type === 'option') {
        const end = walk(piece.pieces, at + 1)
        if (piece.option === option) ranges.push([at + 1, end])
        at = end + 1
      } else at += textOfPieces([piece]).length
    return at
  }
  walk(piecesOf(block, context), 0)
  return ranges
}

/**
 * RN5: an article as plain text, one block a line: `Article 14 bis. Heading`, `1. …`, `(a) …`; the preamble's heading alone.
 * An article in brackets as a whole begins with `[` and ends with `]`.
 */
export function plainText(doc: ArticleDoc, context: RenderContext): string {
  const labels = labelsOf(doc, context.lang)
  const lines = doc.content.map((block, i) => {
    const words = anchorText(block, context)
    if (block.attrs.kind === 'heading' && i === 0) return headingLine(words, context)
    return labels[i] === null ? words : `${labels[i]} ${words}`
  })
  const text = lines.join('\n')
  const first = doc.content[0]
  return first?.attrs.kind === 'heading' && first.attrs.bracket !== null ? `[${text}]` : text
}

function headingLine(words: string, { number, lang }: RenderContext): string {
  const label = articleLabel(number, lang)
  if (number === null) return words === '' ? label : words
  return words === '' ? label : label + termsOf(lang).afterLabel + words
}
