/**
 * The own text of a block (RN4, as anchors quote it) beside its content: which letters of the one are which of the other. In the own text references
 * are spelt out, options stand in `[…]`, and calls of notes are nothing; in the content each of these is one piece.
 */
import { ANCHOR_LIMITS, occurrences, type AnchoredBlock } from './anchor.ts'
import type { Block, Inline } from './article.ts'
import type { Anchor } from './contract.ts'
import { nestedContent, type Nested } from './nesting.ts'
import { anchorText, optionRanges, textOfPieces, piecesOf, type RenderContext } from './rendering.ts'
import type { StandingBlock } from './stand.ts'

interface Span {
  /** [from, to) in the own text, in normal form C. */
  own: [number, number]
  /** [from, to) in the content: a letter is one, any other piece is one. */
  content: [number, number]
  /** Null: no text, to be taken whole. */
  text: string | null
}

export interface OwnText {
  text: string
  spans: Span[]
}

const lengthC = (text: string): number => text.normalize('NFC').length

/** The own text of `block` and what of it stands where. */
export function ownText(block: Block, context: RenderContext): OwnText {
  const starts = new Map<Inline, number>()
  // a piece by itself does not stand in the brackets of its block
  const bare = { ...block, attrs: { ...block.attrs, bracket: null, bracketKind: null } }
  let size = 0
  for (const inline of block.content ?? []) {
    starts.set(inline, size)
    size += inline.type === 'text' ? inline.text.length : 1
  }
  const spans: Span[] = []
  const walk = (content: readonly Nested[], from: number): number => {
    let own = from
    for (const piece of content) {
      if (piece.type === 'option') {
        own = walk(piece.content, own + 1) + 1
        continue
      }
      const { inline } = piece
      const start = starts.get(inline)!
      const text = inline.type === 'text' ? inline.text : null
      const words = text ?? textOfPieces(piecesOf({ ...bare, content: [unmarked(inline)] }, context))
      const length = lengthC(words)
      spans.push({ own: [own, own + length], content: [start, start + (text?.length ?? 1)], text })
      own += length
    }
    return own
  }
  walk(nestedContent(block), 0)
  return { text: anchorText(block, context).normalize('NFC'), spans }
}

/** A piece by itself, without the options it stands in. */
const unmarked = (inline: Inline): Inline => {
  const { marks: _marks, ...rest } = inline
  return rest as Inline
}

/** The content that these letters of the own text are, [from, to); null: none. */
export function contentRange({ spans }: OwnText, [from, to]: readonly [number, number]): [number, number] | null {
  let range: [number, number] | null = null
  for (const { own, content, text } of spans) {
    if (own[1] <= from || own[0] >= to) continue
    const start = text === null ? content[0] : content[0] + backTo(text, Math.max(0, from - own[0]))
    const end = text === null ? content[1] : content[0] + backTo(text, Math.min(own[1], to) - own[0])
    range = range ? [Math.min(range[0], start), Math.max(range[1], end)] : [start, end]
  }
  return range
}

/** Index in `text` of what is index `c` of its normal form C. */
function backTo(text: string, c: number): number {
  if (lengthC(text) === text.length) return c
  let i = 0
  while (i < text.length && lengthC(text.slice(0, i)) < c) i++
  // what is put on a letter goes with it
  while (c > 0 && i < text.length && lengthC(text.slice(0, i + 1)) === c) i++
  return i
}

/** The letters of the own text that this part of the content is, [from, to), without spaces at its ends; null: none. */
export function ownRange({ text, spans }: OwnText, [from, to]: readonly [number, number]): [number, number] | null {
  let range: [number, number] | null = null
  for (const span of spans) {
    const { content, own } = span
    if (content[1] <= from || content[0] >= to || own[0] === own[1]) continue
    const start = span.text === null ? own[0] : own[0] + lengthC(span.text.slice(0, Math.max(0, from - content[0])))
    const end =
      span.text === null ? own[1] : own[0] + lengthC(span.text.slice(0, Math.min(content[1], to) - content[0]))
    range = range ? [Math.min(range[0], start), Math.max(range[1], end)] : [start, end]
  }
  if (!range) return null
  let [start, end] = range
  while (start < end && /\s/.test(text[start]!)) start++
  while (start < end && /\s/.test(text[end - 1]!)) end--
  return start < end ? [start, end] : null
}

/** A block as threads see it. */
export function standingBlock(block: Block, context: RenderContext): StandingBlock {
  let text: string | null = null
  return {
    id: block.attrs.id,
    from: block.attrs.from ?? null,
    get text() {
      return (text ??= anchorText(block, context).normalize('NFC'))
    },
    rangesOf: (optionId) => optionRanges(block, optionId, context),
  }
}

/** Units of the surroundings that are kept with a quote. */
export const SURROUNDINGS = 40

/** What stands right before and after a place. */
export const surroundingsOf = (text: string, [from, to]: readonly [number, number], reach = SURROUNDINGS) => ({
  prefix: text
    .slice(Math.max(0, from - reach), from)
    .toWellFormed()
    .replace(/^\uFFFD/, ''),
  suffix: text
    .slice(to, to + reach)
    .toWellFormed()
    .replace(/\uFFFD$/, ''),
})

/**
 * AN7: the anchor of words that somebody selected, as AN1 wants it: the innermost option that holds them, and as much of what surrounds them as tells
 * them from others. Words beyond 5,000 units are quoted by their beginning. Null: no words, or they cannot be told from others.
 */
export function anchorFor(block: Block, range: readonly [number, number], context: RenderContext): Anchor | null {
  const own = ownText(block, context)
  const words = ownRange(own, range)
  if (!words) return null
  const [from] = words
  let to = Math.min(words[1], from + ANCHOR_LIMITS.exact)
  if (to < words[1] && /[\uD800-\uDBFF]/.test(own.text[to - 1]!)) to--
  const ids = (block.content ?? []).flatMap(optionIdsOf)
  // a paragraph in brackets as a whole is its one option (RN3)
  if (block.attrs.bracket !== null) ids.push(`${block.attrs.bracket}.1`)
  const options = [...new Set(ids)]
    .flatMap((id) => optionRanges(block, id, context).map((at) => ({ id, at })))
    .filter(({ at }) => at[0] <= from && to <= at[1])
    .sort((a, b) => a.at[1] - a.at[0] - (b.at[1] - b.at[0]))
  const optionId = options[0]?.id
  const seen: AnchoredBlock = { text: own.text, rangesOf: (id) => optionRanges(block, id, context) }
  const exact = own.text.slice(from, to)
  for (const reach of [SURROUNDINGS, ANCHOR_LIMITS.context]) {
    const { prefix, suffix } = surroundingsOf(own.text, [from, to], reach)
    const anchor: Anchor = {
      blockId: block.attrs.id,
      exact,
      ...(prefix && { prefix }),
      ...(suffix && { suffix }),
      ...(optionId !== undefined && { optionId }),
    }
    if (occurrences(anchor, seen).length === 1) return anchor
  }
  return null
}

const optionIdsOf = (inline: Inline): string[] => [
  ...(inline.marks ?? []).flatMap((mark) => (mark.type === 'br' ? [mark.attrs.option] : [])),
  ...(inline.type === 'opt' ? [inline.attrs.id] : []),
]
