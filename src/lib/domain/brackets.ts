// Over 250 lines: what brackets are in a text, found and made, in one place.
/**
 * Square brackets as objects of a text (rules BD*; practice 6.2): where one stands and what its options say, making one, adding to it, the texts of a
 * charter without what is still open. Twins of the editor's commands (BR*), for acts that no editor makes; settling is in settling.ts.
 * Places are units of a block's content: a letter (UTF-16) is one, every other piece is one.
 */
import { bracketsIn } from './agreement.ts'
import type { ArticleDoc, Block, BracketKind, Inline, Mark } from './article.ts'
import { MAX_NESTING } from './soundness.ts'
import { deltaFromBlock, docFromDelta } from './text.ts'

export type Head = Extract<Inline, { type: 'opt' }>
type Br = Extract<Mark, { type: 'br' }>

/** Why an act on brackets would do nothing. */
export type BracketRefusal =
  /** There is no such bracket in this text, or no such block. */
  | 'no-bracket'
  /** The bracket has no such option. */
  | 'no-option'
  /** It has several options: one is to be chosen. */
  | 'several-options'
  /** The words begin in a bracket and end outside of it, or in another option. */
  | 'crosses'
  /** Some word would stand in more than three brackets (BR2). */
  | 'too-deep'
  /** The block is in brackets as a whole already. */
  | 'already'
  /** Not of this kind of bracket, or not in this kind of block. */
  | 'not-here'

export interface BracketOption {
  id: string
  label: string
  /** Its words as they stand in the text, without this bracket; brackets within them stay. */
  content: Inline[]
}

export interface FoundBracket {
  id: string
  kind: BracketKind
  level: 'inline' | 'block' | 'article'
  /** The block in which or around which it stands; of the article its heading. */
  blockId: string
  /** In the order of this text. A block or an article as a whole is its one option `<id>.1` (RN3). */
  options: BracketOption[]
}

/** Where a bracket's options stand in the content of one block. */
export interface Extent {
  from: number
  to: number
  heads: { at: number; node: Head }[]
}

/** A piece of content and where it stands. */
interface Placed {
  from: number
  to: number
  node: Inline
}

const sizeOf = (node: Inline): number => (node.type === 'text' ? node.text.length : 1)
export const contentOf = (block: Block): readonly Inline[] => block.content ?? []
export const brMarks = (node: Inline): Br[] => (node.marks ?? []).filter((mark) => mark.type === 'br')
export const sizeOfContent = (content: readonly Inline[]): number =>
  content.reduce((sum, node) => sum + sizeOf(node), 0)

/** The option of bracket `id` in which a piece stands; a head stands in its own. Null: in none. */
export function optionOf(node: Inline, id: string): string | null {
  if (node.type === 'opt' && node.attrs.br === id) return node.attrs.id
  return brMarks(node).find((mark) => mark.attrs.id === id)?.attrs.option ?? null
}

/** The piece outside of bracket `id`. */
export function outsideOf(node: Inline, id: string): Inline {
  const { marks = [], ...rest } = node
  const left = marks.filter((mark) => mark.type !== 'br' || mark.attrs.id !== id)
  return left.length === 0 ? (rest as Inline) : { ...node, marks: left }
}

/** The piece within this option, beside the brackets it stands in. */
export const insideOf = (node: Inline, id: string, option: string): Inline => {
  const bare = outsideOf(node, id)
  return { ...bare, marks: [...(bare.marks ?? []), { type: 'br', attrs: { id, option } }] }
}

/** Content in pieces that begin and end at each of these places. */
export function cut(content: readonly Inline[], ...places: number[]): Placed[] {
  const out: Placed[] = []
  let at = 0
  for (const node of content) {
    const end = at + sizeOf(node)
    const stops = [...new Set(places.filter((place) => place > at && place < end))].sort((a, b) => a - b)
    for (const stop of [...stops, end]) {
      const from = out.at(-1)?.to ?? 0
      const part = node.type === 'text' ? { ...node, text: node.text.slice(from - at, stop - at) } : node
      out.push({ from, to: stop, node: part })
    }
    at = end
  }
  return out
}

/** A block with this content as a text has it: marks in their one order, neighbours of equal marks joined (TX6). */
export function withContent(block: Block, content: readonly Inline[]): Block {
  const { content: _old, ...bare } = block
  if (content.length === 0) return bare
  const [read] = docFromDelta(deltaFromBlock({ ...bare, content: [...content] })).content
  return { ...bare, ...(read!.content ? { content: read!.content } : {}) }
}

export const withBlock = (doc: ArticleDoc, index: number, block: Block): ArticleDoc => ({
  type: 'doc',
  content: doc.content.map((one, i) => (i === index ? block : one)),
})

/** Every bracket among the words of a block, by its marks. */
export function extentsIn(content: readonly Inline[]): Map<string, Extent> {
  const found = new Map<string, Extent>()
  for (const { from, to, node } of cut(content)) {
    for (const { attrs } of brMarks(node)) {
      const extent = found.get(attrs.id)
      if (extent) extent.to = to
      else found.set(attrs.id, { from, to, heads: [] })
    }
    if (node.type === 'opt') found.get(node.attrs.br)?.heads.push({ at: from, node })
  }
  return found
}

const isWithin = (block: Block, id: string): boolean => contentOf(block).some((node) => optionOf(node, id) !== null)
/** Whether a bracket stands in or around a block. */
export const standsAt = (block: Block, id: string): boolean => block.attrs.bracket === id || isWithin(block, id)

/** Words of a text as they are told: those in brackets within them too, references and the like as one sign. */
export const wordsOf = (content: readonly Inline[]): string =>
  content
    .map((node) => (node.type === 'text' ? node.text : node.type === 'ref' || node.type === 'unknown' ? '\uFFFC' : ''))
    .join('')

/** The options of a bracket in one block, in its order. */
export function optionsIn(block: Block, id: string): BracketOption[] {
  const content = contentOf(block)
  const options = new Map<string, BracketOption>()
  for (const node of content) {
    const option = optionOf(node, id)
    if (option === null) continue
    const known = options.get(option) ?? { id: option, label: '', content: [] }
    options.set(option, known)
    if (node.type === 'opt' && node.attrs.br === id) known.label = node.attrs.label
    else known.content.push(outsideOf(node, id))
  }
  if (options.size > 0) return [...options.values()]
  return [{ id: `${id}.1`, label: '', content: block.attrs.kind === 'heading' ? [] : [...content] }]
}

/** BD1: where a bracket stands in a text, of which kind it is and what its options say. Null: not in this text. */
export function bracketAt(doc: ArticleDoc, id: string): FoundBracket | null {
  const index = doc.content.findIndex((block) => standsAt(block, id))
  const block = doc.content[index]
  if (!block) return null
  const head = contentOf(block).find((node): node is Head => node.type === 'opt' && node.attrs.br === id)
  const isWhole = block.attrs.bracket === id
  return {
    id,
    kind: (isWhole ? block.attrs.bracketKind : null) ?? head?.attrs.kind ?? 'optional',
    level: !isWhole ? 'inline' : block.attrs.kind === 'heading' ? 'article' : 'block',
    blockId: block.attrs.id,
    options: optionsIn(block, id),
  }
}

/** BD8: brackets that stand in any of these texts, which are the languages of an article. */
export const openBrackets = (docs: Iterable<ArticleDoc>): Set<string> =>
  new Set([...docs].flatMap((doc) => [...bracketsIn(doc)]))

/** Where a bracket stands in a text: from unit `from` to `to` of its block's content; `from` -1: around the block, or the article. */
export interface BracketPlace {
  id: string
  blockId: string
  from: number
  to: number
}

/** The brackets of a text in the order in which a reader meets them, the one around the article first. */
export function bracketsInOrder(doc: ArticleDoc): BracketPlace[] {
  const seen = new Set<string>()
  return doc.content.flatMap((block) => {
    const content = contentOf(block)
    const { id: blockId, bracket } = block.attrs
    const places = [
      ...(bracket === null ? [] : [{ id: bracket, blockId, from: -1, to: sizeOfContent(content) }]),
      ...[...extentsIn(content)]
        .sort(([, a], [, b]) => a.from - b.from || b.to - a.to)
        .map(([id, { from, to }]) => ({ id, blockId, from, to })),
    ]
    return places.filter(({ id }) => {
      const isNew = !seen.has(id)
      seen.add(id)
      return isNew
    })
  })
}

/** From where one looks for a bracket: another one, or unit `at` of a block's content. */
export type FromBracket = { bracketId: string } | { blockId: string; at: number }

/** BD9: the bracket of a text behind `from` (or, `back`, before it); null: there is none further, or none at all. `from` null: the first, or the last. */
export function nextBracket(doc: ArticleDoc, from: FromBracket | null, back = false): BracketPlace | null {
  const places = bracketsInOrder(doc)
  if (from === null) return places.at(back ? -1 : 0) ?? null
  if ('bracketId' in from) {
    const here = places.findIndex(({ id }) => id === from.bracketId)
    return here < 0 ? null : (places[here + (back ? -1 : 1)] ?? null)
  }
  const rank = (blockId: string): number => doc.content.findIndex(({ attrs }) => attrs.id === blockId)
  const block = rank(from.blockId)
  const isBefore = (place: BracketPlace): boolean => {
    const at = rank(place.blockId)
    return at < block || (at === block && place.from < from.at)
  }
  return (back ? places.findLast(isBefore) : places.find((place) => !isBefore(place))) ?? null
}

/** BD9: the article in which one goes on behind `from`, round the end; `from` itself where it alone has brackets; null where none has. */
export function nextBracketed(
  articles: readonly { id: string; openBrackets: number }[],
  from: string,
  back = false,
): string | null {
  const here = articles.findIndex(({ id }) => id === from)
  const behind = [...articles.slice(here + 1), ...articles.slice(0, here + 1)]
  const before = [...articles.slice(0, Math.max(here, 0)).reverse(), ...articles.slice(Math.max(here, 0)).reverse()]
  return (back ? before : behind).find(({ openBrackets }) => openBrackets > 0)?.id ?? null
}

/** What stands in the clean text where words are open. */
export const GAP = '[…]'

/**
 * BD10: the text without what is still open, each bracket a gap: shown, never stored. A block in brackets is one gap, an article in brackets its heading
 * with one.
 */
export function cleanText(doc: ArticleDoc): ArticleDoc {
  const [first] = doc.content
  if (first && first.attrs.kind === 'heading' && first.attrs.bracket !== null)
    return {
      type: 'doc',
      content: [closed(first, [...cleanContent(contentOf(first)), { type: 'text', text: ` ${GAP}` }])],
    }
  return {
    type: 'doc',
    content: doc.content.map((block) =>
      closed(block, block.attrs.bracket === null ? cleanContent(contentOf(block)) : [{ type: 'text', text: GAP }]),
    ),
  }
}

const closed = (block: Block, content: readonly Inline[]): Block =>
  withContent({ ...block, attrs: { ...block.attrs, bracket: null, bracketKind: null } }, content)

function cleanContent(content: readonly Inline[]): Inline[] {
  const outer = [...extentsIn(content)].sort(([, a], [, b]) => a.from - b.from || b.to - a.to)
  const gaps = new Set<string>()
  return content.flatMap((node): Inline[] => {
    const own = node.type === 'opt' ? [node.attrs.br] : []
    const inside = [...own, ...brMarks(node).map(({ attrs }) => attrs.id)]
    if (inside.length === 0) return [node]
    const outermost = outer.find(([id]) => inside.includes(id))?.[0] ?? inside[0]!
    if (gaps.has(outermost)) return []
    gaps.add(outermost)
    return [{ type: 'text', text: GAP }]
  })
}

/** What is read before units [from, to) of a block's content, in them and behind them. */
export function readAround(block: Block, from: number, to: number): { before: string; within: string; after: string } {
  const pieces = cut(contentOf(block), from, to)
  const read = (isMeant: (piece: Placed) => boolean): string => wordsOf(pieces.filter(isMeant).map(({ node }) => node))
  return {
    before: read((piece) => piece.to <= from),
    within: read((piece) => piece.from >= from && piece.to <= to),
    after: read((piece) => piece.from >= to),
  }
}

/** And before and behind a bracket among its words; nothing where it stands around the block. */
export function readBeside(block: Block, id: string): { before: string; after: string } {
  const extent = extentsIn(contentOf(block)).get(id)
  return extent ? readAround(block, extent.from, extent.to) : { before: '', after: '' }
}

/** Words without marks, as content. */
export const plainWords = (text: string): Inline[] => (text === '' ? [] : [{ type: 'text', text }])

/** A bracket that is to be made: alternatives have two options or more, any other kind one. `words`: of options beside the first. */
export interface FreshBracket {
  id: string
  kind: BracketKind
  options: readonly FreshOption[]
}
export interface FreshOption {
  id: string
  label: string
  words?: readonly Inline[]
}

const headOf = (id: string, kind: BracketKind, { id: option, label }: FreshOption, outer: readonly Br[]): Head => ({
  type: 'opt',
  attrs: { id: option, br: id, kind, label },
  marks: [...outer, { type: 'br', attrs: { id, option } }],
})

/** An option that is put into a text: its head, then its words, all within `outer`. */
const optionNodes = (id: string, kind: BracketKind, fresh: FreshOption, outer: readonly Br[]): Inline[] => [
  headOf(id, kind, fresh, outer),
  ...(fresh.words ?? []).map((node) => {
    const within = insideOf(node, id, fresh.id)
    return { ...within, marks: [...(within.marks ?? []), ...outer] }
  }),
]

export const deepest = (content: readonly Inline[], from = 0, to = sizeOfContent(content)): number =>
  cut(content, from, to)
    .filter((piece) => piece.from >= from && piece.to <= to)
    .reduce((most, { node }) => Math.max(most, brMarks(node).length), 0)

/** BR1: the brackets around a stretch of content, outermost anywhere; null where it cuts one. */
export function around(content: readonly Inline[], from: number, to: number): Br[] | null {
  const pieces = cut(content, from, to)
  const before = (place: number): Inline | undefined => pieces.find((piece) => piece.to === place)?.node
  const after = (place: number): Inline | undefined => pieces.find((piece) => piece.from === place)?.node
  const outer: Br[] = []
  for (const [id, extent] of extentsIn(content)) {
    const isDisjoint = to <= extent.from || from >= extent.to
    const isEnclosed = from <= extent.from && extent.to <= to && from < to
    if (isDisjoint || isEnclosed) continue
    const markOf = (node: Inline | undefined): Br | undefined =>
      node && brMarks(node).find(({ attrs }) => attrs.id === id)
    const first = markOf(from === to ? before(from) : after(from))
    const last = markOf(before(to))
    const holdsHead = extent.heads.some(({ at }) => at >= from && at < to)
    if (!first || !last || first.attrs.option !== last.attrs.option || holdsHead || from <= extent.from) return null
    outer.push(first)
  }
  return outer
}

/**
 * BD2: puts words of one block in brackets, as the first option; `from` absent: the block as a whole, of a heading the article. Of a whole block the
 * first option is `<id>.1`, and stands in the text where there are alternatives.
 */
export function putBracket(
  doc: ArticleDoc,
  where: { blockId: string; from?: number; to?: number },
  fresh: FreshBracket,
): ArticleDoc | BracketRefusal {
  const index = doc.content.findIndex(({ attrs }) => attrs.id === where.blockId)
  const block = doc.content[index]
  if (!block) return 'no-bracket'
  const content = contentOf(block)
  const { id, kind, options } = fresh
  const [first, ...others] = options
  if (!first || (kind === 'alternatives' ? others.length === 0 && index > 0 : others.length > 0)) return 'not-here'
  const { from } = where
  if (from === undefined) {
    if (block.attrs.kind === 'note') return 'not-here'
    if (block.attrs.bracket !== null) return 'already'
    if (deepest(content) >= MAX_NESTING) return 'too-deep'
    const attrs = { ...block.attrs, bracket: id, bracketKind: kind }
    if (kind !== 'alternatives' || index === 0) return withBlock(doc, index, { ...block, attrs })
    const all = wrapped(
      content,
      0,
      sizeOfContent(content),
      { ...fresh, options: [{ ...first, id: `${id}.1` }, ...others] },
      [],
    )
    return withBlock(doc, index, withContent({ ...block, attrs }, all))
  }
  const to = where.to ?? from
  if (from < 0 || to < from || to > sizeOfContent(content)) return 'no-bracket'
  const outer = around(content, from, to)
  if (outer === null) return 'crosses'
  const own = block.attrs.bracket
  const isAround = own !== null && index > 0 && !extentsIn(content).has(own) ? 1 : 0
  if (Math.max(outer.length, deepest(content, from, to)) + isAround >= MAX_NESTING) return 'too-deep'
  return withBlock(doc, index, withContent(block, wrapped(content, from, to, fresh, outer)))
}

/** Content in which [from, to) is the first option of a bracket, its others behind it. */
function wrapped(
  content: readonly Inline[],
  from: number,
  to: number,
  { id, kind, options: [first, ...others] }: FreshBracket,
  outer: readonly Br[],
): Inline[] {
  const pieces = cut(content, from, to)
  const nodes = (some: Placed[]): Inline[] => some.map(({ node }) => node)
  return [
    ...nodes(pieces.filter((piece) => piece.to <= from)),
    headOf(id, kind, first!, outer),
    ...nodes(pieces.filter((piece) => piece.from >= from && piece.to <= to)).map((node) =>
      insideOf(node, id, first!.id),
    ),
    ...others.flatMap((option) => optionNodes(id, kind, option, outer)),
    ...nodes(pieces.filter((piece) => piece.from >= to)),
  ]
}

/**
 * BD3 (BR3): another option at the end of a bracket, which becomes alternatives by it. `first`: the label that its one option then gets. An article
 * has no second option.
 */
export function addOption(doc: ArticleDoc, id: string, fresh: FreshOption, first = ''): ArticleDoc | BracketRefusal {
  const index = doc.content.findIndex((block) => standsAt(block, id))
  const found = doc.content[index]
  if (!found) return 'no-bracket'
  const isWhole = found.attrs.bracket === id
  if (isWhole && found.attrs.kind === 'heading') return 'not-here'
  const block: Block = isWhole ? { ...found, attrs: { ...found.attrs, bracketKind: 'alternatives' } } : found
  let content = contentOf(block)
  if (!isWithin(block, id))
    content = [
      headOf(id, 'alternatives', { id: `${id}.1`, label: first }, []),
      ...content.map((node) => insideOf(node, id, `${id}.1`)),
    ]
  const named = content.map((node): Inline =>
    node.type === 'opt' && node.attrs.br === id && node.attrs.kind !== 'alternatives'
      ? { ...node, attrs: { ...node.attrs, kind: 'alternatives', label: node.attrs.label || first } }
      : node,
  )
  const extents = extentsIn(named)
  const extent = extents.get(id)!
  const pieces = cut(named, extent.to)
  const before = pieces.find(({ to }) => to === extent.to)!.node
  const outer = brMarks(before).filter(({ attrs }) => {
    const other = extents.get(attrs.id)
    return attrs.id !== id && other !== undefined && other.from < extent.from && other.to >= extent.to
  })
  return withBlock(
    doc,
    index,
    withContent(block, [
      ...pieces.filter(({ to }) => to <= extent.to).map(({ node }) => node),
      ...optionNodes(id, 'alternatives', fresh, outer),
      ...pieces.filter(({ from }) => from >= extent.to).map(({ node }) => node),
    ]),
  )
}
