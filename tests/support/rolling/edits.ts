/**
 * What people do to a text while they write, as a desk would leave it: sound before, sound after. Each answers the text after it, or null where there is
 * nothing to do it to.
 */
import type { ArticleDoc, Block, Inline } from '#lib/domain/article.ts'
import { lostOptions } from '#lib/domain/standing.ts'
import { faultsOf } from '#lib/domain/soundness.ts'
import { articleSchema } from '#lib/domain/schema.ts'
import { deltaFromDoc, docFromDelta } from '#lib/domain/text.ts'
import { para } from '../blocks.ts'
import type { Random } from '../random.ts'
import { wordsIn } from './words.ts'

export interface Writing {
  random: Random
  /** A word that nobody has written before. */
  fresh: () => string
  newId: () => string
}
type Edit = (doc: ArticleDoc, writing: Writing) => ArticleDoc | null

const withBlocks = (content: readonly Block[]): ArticleDoc => ({ type: 'doc', content: [...content] })
const replaced = (doc: ArticleDoc, at: number, ...blocks: Block[]): ArticleDoc =>
  withBlocks(doc.content.toSpliced(at, 1, ...blocks))
const withContent = ({ type, attrs }: Block, content: readonly Inline[]): Block => ({
  ...{ type, attrs },
  ...(content.length > 0 ? { content: [...content] } : {}),
})
const phrase = ({ random, fresh }: Writing): string =>
  Array.from({ length: 1 + random.below(2) }, () => `${fresh()} `).join('')

/** One word of the text: where it stands. */
interface Place {
  block: number
  node: number
  from: number
  to: number
  isPlain: boolean
}
const placesIn = ({ content }: ArticleDoc): Place[] =>
  content.flatMap(({ content: nodes = [] }, block) =>
    nodes.flatMap((piece, node) =>
      piece.type !== 'text'
        ? []
        : [...piece.text.matchAll(/\S+\s*/g)]
            .filter(([word]) => wordsIn(word).length > 0)
            .map((match) => ({
              ...{ block, node, from: match.index, to: match.index + match[0].length },
              isPlain: (piece.marks ?? []).length === 0,
            })),
    ),
  )
/** The text with other words in the place of a stretch of one piece. */
function spliced(doc: ArticleDoc, { block, node }: Place, from: number, to: number, words: string): ArticleDoc {
  const old = doc.content[block]!
  const pieces = old.content!.flatMap((piece, i): Inline[] => {
    if (i !== node || piece.type !== 'text') return [piece]
    const text = piece.text.slice(0, from) + words + piece.text.slice(to)
    return text === '' ? [] : [{ ...piece, text }]
  })
  return replaced(doc, block, withContent(old, pieces))
}

const type: Edit = (doc, writing) => {
  const places = placesIn(doc)
  if (places.length > 0) {
    const at = writing.random.pick(places)
    return spliced(doc, at, at.from, at.from, phrase(writing))
  }
  const empty = doc.content.findIndex(({ content = [] }) => content.length === 0)
  return empty < 0
    ? null
    : replaced(doc, empty, withContent(doc.content[empty]!, [{ type: 'text', text: phrase(writing).trim() }]))
}
/** Words for a paragraph that has none yet. */
const fill: Edit = (doc, writing) => {
  const empty = doc.content.findIndex(({ content = [] }) => content.length === 0)
  if (empty < 0) return type(doc, writing)
  return replaced(doc, empty, withContent(doc.content[empty]!, [{ type: 'text', text: phrase(writing).trim() }]))
}
const erase: Edit = (doc, { random }) => {
  const places = placesIn(doc)
  if (places.length === 0) return null
  const at = random.pick(places)
  return spliced(doc, at, at.from, at.to, '')
}
const rewrite: Edit = (doc, writing) => {
  const places = placesIn(doc)
  if (places.length === 0) return null
  const n = writing.random.below(places.length)
  const [first, next] = [places[n]!, places[n + 1]]
  const isNext = next !== undefined && next.node === first.node && next.block === first.block
  return spliced(doc, first, first.from, isNext ? next.to : first.to, phrase(writing))
}

const isHanging = (block: Block | undefined): boolean => block?.attrs.kind === 'item' || block?.attrs.kind === 'tail'
const blocksWhere = ({ content }: ArticleDoc, wanted: (block: Block, i: number) => boolean): number[] =>
  content.flatMap((block, i) => (i > 0 && wanted(block, i) ? [i] : []))

const add: Edit = (doc, writing) => {
  const places = [...blocksWhere(doc, (block) => !isHanging(block)), doc.content.length]
  return withBlocks(
    doc.content.toSpliced(writing.random.pick(places), 0, para(writing.newId(), phrase(writing) + phrase(writing))),
  )
}
const remove: Edit = (doc, { random }) => {
  const places = blocksWhere(doc, (_, i) => !isHanging(doc.content[i + 1]))
  return places.length < 2 ? null : withBlocks(doc.content.toSpliced(random.pick(places), 1))
}
const move: Edit = (doc, { random }) => {
  const places = blocksWhere(doc, (block, i) => !isHanging(block) && !isHanging(doc.content[i + 1]))
  if (places.length < 2) return null
  const from = random.pick(places)
  const left = doc.content.toSpliced(from, 1)
  const to = [...blocksWhere(withBlocks(left), (block) => !isHanging(block)), left.length]
  return withBlocks(left.toSpliced(random.pick(to), 0, doc.content[from]!))
}
const split: Edit = (doc, { random, newId }) => {
  const places = placesIn(doc).filter(({ block, isPlain, from }) => block > 0 && isPlain && from > 0)
  if (places.length === 0) return null
  const at = random.pick(places)
  const old = doc.content[at.block]!
  const piece = old.content![at.node] as Extract<Inline, { type: 'text' }>
  const [head, tail] = [piece.text.slice(0, at.from), piece.text.slice(at.from)]
  const first = withContent(old, [...old.content!.slice(0, at.node), { ...piece, text: head }])
  const rest = [{ ...piece, text: tail }, ...old.content!.slice(at.node + 1)]
  const { bracket: _b, bracketKind: _k, ...attrs } = old.attrs
  const second: Block = {
    type: 'block',
    attrs: { ...attrs, id: newId(), from: old.attrs.id, bracket: null, bracketKind: null },
    content: rest,
  }
  return replaced(doc, at.block, first, second)
}
const join: Edit = (doc, { random }) => {
  const places = blocksWhere(
    doc,
    (block, i) => i > 1 && block.attrs.bracket === null && doc.content[i - 1]!.attrs.bracket === null,
  )
  if (places.length < 2) return null
  const at = random.pick(places)
  const [before, block] = [doc.content[at - 1]!, doc.content[at]!]
  const joined = withContent(before, [...(before.content ?? []), { type: 'text', text: ' ' }, ...(block.content ?? [])])
  return withBlocks(doc.content.toSpliced(at - 1, 2, joined))
}
const shape: Edit = (doc, { random }) => {
  const places = blocksWhere(doc, ({ attrs: { kind } }, i) => i > 1 && (kind === 'item' || kind === 'para'))
  if (places.length === 0) return null
  const at = random.pick(places)
  const { attrs, ...rest } = doc.content[at]!
  const next = attrs.kind === 'item' ? { kind: 'para' as const, depth: 0 } : { kind: 'item' as const, depth: 1 }
  return replaced(doc, at, { ...rest, attrs: { ...attrs, ...next } })
}
const bracket: Edit = (doc, { random, newId }) => {
  const places = placesIn(doc).filter(({ isPlain, block }) => isPlain && block > 0)
  if (places.length === 0) return null
  const at = random.pick(places)
  const old = doc.content[at.block]!
  const piece = old.content![at.node] as Extract<Inline, { type: 'text' }>
  const id = newId()
  const marks = [{ type: 'br' as const, attrs: { id, option: `${id}.1` } }]
  const head: Inline = { type: 'opt', attrs: { id: `${id}.1`, br: id, kind: 'optional', label: '' }, marks }
  const [from, to] = [at.from, at.from + piece.text.slice(at.from, at.to).trimEnd().length]
  const text = (words: string): Inline[] => (words === '' ? [] : [{ type: 'text', text: words }])
  const pieces = [
    ...text(piece.text.slice(0, from)),
    head,
    { type: 'text' as const, text: piece.text.slice(from, to), marks },
    ...text(piece.text.slice(to)),
  ]
  return replaced(doc, at.block, withContent(old, old.content!.toSpliced(at.node, 1, ...pieces)))
}

const WORDS: readonly Edit[] = [type, type, type, erase, rewrite]
const SHAPES: readonly Edit[] = [add, add, remove, move, split, join, shape, bracket]

/** One change that a desk could make: to words alone, or to anything. Never an option that is there taken away. Null: it came to nothing. */
export function written(doc: ArticleDoc, writing: Writing, isLeading: boolean): ArticleDoc | null {
  const isWords = !isLeading || writing.random.below(5) < 3
  const edits = isLeading ? (isWords ? WORDS : SHAPES) : [fill, ...WORDS]
  const next = writing.random.pick(edits)(doc, writing)
  if (next === null) return null
  const read = docFromDelta(deltaFromDoc(next))
  articleSchema.nodeFromJSON(read).check()
  const isSound = faultsOf(read).length <= faultsOf(doc).length
  return isSound && lostOptions(doc, read).length === 0 ? read : null
}
