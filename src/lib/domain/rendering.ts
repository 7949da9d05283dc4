/**
 * What an article says, in words (rules RN*): the pieces of a block with brackets nested and references spelt out,
 * plain text of a whole article, and the own text of a block, which anchors quote.
 */
import type { ArticleDoc, Block, BracketKind, Inline } from './article.ts'
import type { TermIndex } from './defined-terms.ts'
import { nestedContent, type Nested } from './nesting.ts'
import { inNoteOrder, isNote, noteNumbers, superscript, type NoteNumbers } from './notes.ts'
import { articleLabel } from './numbering.ts'
import { printedLabelsOf, type RoundNumbers } from './places.ts'
import { readReference, type ReferenceIndex } from './reference.ts'
import { termsOf } from './terms.ts'

export interface TextPiece {
  type: 'text'
  text: string
  isBold: boolean
  isItalic: boolean
  /** The terms these words define (ids); absent where none. */
  defines?: string[]
  /** The term these words use. */
  term?: string
  /** What it means, where the context knows: the paragraph that defines it, and the way there. */
  meaning?: { text: string; ref: RefPiece }
}
export interface RefPiece {
  type: 'ref'
  text: string
  to: string
  /** Null: the target is gone. */
  target: { articleId: string; articleNumber: string | null } | null
  /** RF6: what is to be known of the target; absent: nothing. */
  doubt?: 'deleted' | 'not-agreed'
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
/** The call of a footnote. */
export interface NotePiece {
  type: 'note'
  /** Id of the call, to come back to. */
  id: string
  /** Block of the note. */
  to: string
  /** Null: the note is gone. */
  number: number | null
}
/** Content written by a newer version of the schema. */
export interface UnknownPiece {
  type: 'unknown'
}
export type Piece = TextPiece | RefPiece | OptionPiece | NotePiece | UnknownPiece

/** What rendering needs to know besides the article. */
export interface RenderContext {
  lang: string
  index: ReferenceIndex
  /** The article rendered, as the index names it. */
  articleId: string
  /** Null: the preamble. */
  number: string | null
  /** Numbers of the article's notes; without them calls have none. Whole articles find them themselves. */
  notes?: NoteNumbers
  /** What terms mean; without it linked words are words. */
  terms?: TermIndex
}

/** What rendering a whole article needs to know. */
export interface ArticleContext extends RenderContext {
  /** The numbers that its blocks had when the round began; null: they are numbered by position. */
  round: RoundNumbers | null
  /** NU16: as the public reads it: recitals show no number. */
  isPrinted?: boolean
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

const hasSameLook = (a: TextPiece, b: TextPiece): boolean =>
  a.isBold === b.isBold &&
  a.isItalic === b.isItalic &&
  a.term === b.term &&
  JSON.stringify(a.defines) === JSON.stringify(b.defines)

/** The terms that words define and use. */
function termsOfText(
  { marks = [], text }: Extract<Inline, { type: 'text' }>,
  { terms, index }: RenderContext,
): Pick<TextPiece, 'defines' | 'term' | 'meaning'> {
  const defines = marks.flatMap((mark) => (mark.type === 'def' ? [mark.attrs.id] : []))
  const term = marks.find((mark) => mark.type === 'term')?.attrs.to
  const definition = term === undefined ? undefined : terms?.get(term)
  const target = definition && index.get(definition.block)
  const meaning = definition &&
    target && {
      text: definition.text,
      ref: {
        type: 'ref' as const,
        text,
        to: definition.block,
        target: { articleId: target.articleId, articleNumber: target.articleNumber },
      },
    }
  return {
    ...(defines.length > 0 ? { defines } : {}),
    ...(term === undefined ? {} : { term }),
    ...(meaning ? { meaning } : {}),
  }
}

function pieceOf(inline: Exclude<Inline, { type: 'opt' }>, context: RenderContext): Piece {
  switch (inline.type) {
    case 'text':
      return {
        type: 'text',
        text: inline.text,
        isBold: inline.marks?.some((mark) => mark.type === 'bold') ?? false,
        isItalic: inline.marks?.some((mark) => mark.type === 'italic') ?? false,
        ...termsOfText(inline, context),
      }
    case 'ref': {
      const { text, target } = readReference(inline.attrs, context.lang, context.index, context.articleId)
      return {
        type: 'ref',
        text,
        to: inline.attrs.to,
        target: target && { articleId: target.articleId, articleNumber: target.articleNumber },
        ...(target?.doubt ? { doubt: target.doubt } : {}),
      }
    }
    case 'note':
      return { type: 'note', ...inline.attrs, number: context.notes?.get(inline.attrs.to) ?? null }
    case 'unknown':
      return { type: 'unknown' }
  }
}

/** Stands for content that this version of the code cannot read. */
const UNKNOWN_TEXT = '⟨?⟩'

/**
 * RN4: pieces as text: strings joined without added spaces, references spelt out, each option as `[…]`.
 * `callOf`: what stands for the call of a note; none by default, so that no comment loses its words to a renumbering (RN6).
 */
export const textOfPieces = (pieces: readonly Piece[], callOf: (call: NotePiece) => string = () => ''): string =>
  pieces
    .map((piece) => {
      if (piece.type === 'option') return `[${textOfPieces(piece.pieces, callOf)}]`
      if (piece.type === 'note') return callOf(piece)
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
 * RN6: calls of notes are superscript numbers there, and notes stand last, by number.
 * An article in brackets as a whole begins with `[` and ends with `]`.
 */
export function plainText(doc: ArticleDoc, context: ArticleContext): string {
  const notes = noteNumbers(doc)
  const { refs } = termsOf(context.lang)
  const content = inNoteOrder(doc, notes)
  const labels = printedLabelsOf({ ...doc, content }, context.lang, context.round)
  const callOf = ({ number }: NotePiece): string => (number === null ? refs.danglingNote : superscript(number))
  const lines = content.map((block, i) => {
    const words = textOfPieces(piecesOf(block, { ...context, notes }), callOf)
    if (block.attrs.kind === 'heading' && i === 0) return headingLine(words, context)
    if (!isNote(block)) return labels[i] === null ? words : `${labels[i]} ${words}`
    const number = notes.get(block.attrs.id)
    return `${number === undefined ? refs.uncalledNote : superscript(number)} ${words}`
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
