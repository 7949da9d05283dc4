// Over 250 lines: every way in which a bracket ends or changes, with what they share.
/**
 * Settling a bracket of one text (rules BD4-BD7; practice 6.3), by the ids that all languages of an article share: keep, delete, choose, replace
 * by a compromise, merge options, draw it narrower or wider. What goes is answered with its words; nothing else of the text is touched but the seams.
 */
import { bracketsIn } from './agreement.ts'
import type { ArticleDoc, Block, Inline } from './article.ts'
import {
  around,
  brMarks,
  contentOf,
  cut,
  deepest,
  extentsIn,
  insideOf,
  optionOf,
  optionsIn,
  readBeside,
  outsideOf,
  standsAt,
  withContent,
  wordsOf,
  type BracketOption,
  type BracketRefusal,
  type Head,
} from './brackets.ts'
import { isAgreeing, joinSeams, spacesFor, type Staying } from './seams.ts'
import { MAX_NESTING, unsoundShapes } from './soundness.ts'

export const SETTLEMENTS = ['keep', 'delete', 'choose', 'replace', 'merge', 'split', 'widen'] as const
export type Settlement = (typeof SETTLEMENTS)[number]

/** What becomes of a bracket in one text. `words` of a replacement: none where a language has none yet. */
export type Outcome =
  | { act: 'keep' }
  | { act: 'delete' }
  | { act: 'choose'; option: string }
  | { act: 'replace'; words: readonly Inline[] }
  /** `options` become `into`, one of them; `words`: what it says from then on, else what it said. */
  | { act: 'merge'; options: readonly string[]; into: string; words?: readonly Inline[] }
  /** Takes units [from, to) of the block's content out; from the middle, what stood behind goes on in the bracket `fresh`. */
  | { act: 'split'; from: number; to: number; fresh: { id: string; option: string } }
  /** Takes units [from, to) of the block's content in, beside what stands in it. */
  | { act: 'widen'; from: number; to: number }

/** An option whose words went. */
export interface Dropped {
  option: string
  label: string
  content: Inline[]
}

export interface Settled {
  doc: ArticleDoc
  dropped: Dropped[]
  /** Brackets that are in the text no more: this one, and those within words that went. */
  gone: string[]
  /** Whether somebody who speaks the language should look at the words around it. */
  check: boolean
  /** The article itself goes: its bracket stood around all of it, and was deleted. */
  removesArticle: boolean
}

interface Turn {
  blocks: Block[]
  dropped: BracketOption[]
  check: boolean
  removesArticle?: boolean
}

/** BD4: settles bracket `id`. `lang`: that of the text, whose writing decides at the seams. */
export function settle(doc: ArticleDoc, id: string, outcome: Outcome, lang: string): Settled | BracketRefusal {
  const dropped = new Map<string, Dropped>()
  const content: Block[] = []
  let [isThere, check, removesArticle] = [false, false, false]
  for (const block of doc.content) {
    if (!standsAt(block, id)) {
      content.push(block)
      continue
    }
    isThere = true
    const turn = settleBlock(block, id, outcome, lang)
    if (typeof turn === 'string') return turn
    content.push(...turn.blocks)
    for (const { id: option, label, content: words } of turn.dropped) {
      const known = dropped.get(option)
      if (known) known.content.push(...words)
      else dropped.set(option, { option, label, content: [...words] })
    }
    check ||= turn.check
    removesArticle ||= turn.removesArticle === true
  }
  if (!isThere) return 'no-bracket'
  const next = steppedBack({ type: 'doc', content }, doc)
  const left = bracketsIn(next)
  const gone = [...bracketsIn(doc)].filter((one) => !left.has(one))
  return { doc: next, dropped: [...dropped.values()], gone, check, removesArticle }
}

/** SD2: blocks that hang on one that went step back; what hung in the air before is left. */
function steppedBack(next: ArticleDoc, before: ArticleDoc): ArticleDoc {
  if (next.content.length === before.content.length) return next
  const shapes = (doc: ArticleDoc) => doc.content.map(({ attrs }) => attrs)
  const hung = new Set([...unsoundShapes(shapes(before)).keys()].map((i) => before.content[i]!.attrs.id))
  const unsound = unsoundShapes(shapes(next))
  return {
    type: 'doc',
    content: next.content.map((block, i) => {
      const shape = unsound.get(i)
      return shape && !hung.has(block.attrs.id) ? { ...block, attrs: { ...block.attrs, ...shape } } : block
    }),
  }
}

/** The text without a block: what hung on it steps back. */
export const withoutBlock = (doc: ArticleDoc, id: string): ArticleDoc =>
  steppedBack({ type: 'doc', content: doc.content.filter(({ attrs }) => attrs.id !== id) }, doc)

const unbracketed = (block: Block, id: string): Block =>
  block.attrs.bracket === id ? { ...block, attrs: { ...block.attrs, bracket: null, bracketKind: null } } : block

function settleBlock(block: Block, id: string, outcome: Outcome, lang: string): Turn | BracketRefusal {
  const isInWords = contentOf(block).some((node) => optionOf(node, id) !== null)
  const isArticle = block.attrs.bracket === id && block.attrs.kind === 'heading'
  const options = optionsIn(block, id)
  if (isArticle && !isInWords) return settleArticle(block, id, outcome)
  switch (outcome.act) {
    case 'keep':
      if (options.length > 1) return 'several-options'
      return closing(block, id, options, options[0]!.id, lang)
    case 'choose':
      if (!options.some((option) => option.id === outcome.option)) return 'no-option'
      return closing(block, id, options, outcome.option, lang)
    case 'replace':
      return isInWords
        ? replaced(block, id, options, outcome.words, lang)
        : wholeReplaced(block, id, options, outcome.words)
    case 'delete':
      return deleted(block, id, options, lang)
    case 'merge':
      return isInWords ? merged(block, id, options, outcome, lang) : 'no-option'
    case 'split':
      return split(block, id, outcome)
    case 'widen':
      return widened(block, id, outcome)
  }
}

/** Around an article there is nothing to choose: it stays or goes. What goes is marked deleted and keeps its words. */
function settleArticle(block: Block, id: string, { act }: Outcome): Turn | BracketRefusal {
  if (act !== 'keep' && act !== 'delete') return 'not-here'
  return { blocks: [unbracketed(block, id)], dropped: [], check: false, removesArticle: act === 'delete' }
}

/** One option stays, as words like any other; the rest goes. */
function closing(block: Block, id: string, options: readonly BracketOption[], kept: string, lang: string): Turn {
  const dropped = options.filter((option) => option.id !== kept)
  const pieces = contentOf(block).map((node): Staying => {
    const option = optionOf(node, id)
    if (option === null) return { node, isDropped: false }
    const isHead = node.type === 'opt' && node.attrs.br === id
    return { node: outsideOf(node, id), isDropped: isHead || option !== kept }
  })
  const joined = joinSeams(pieces, lang)
  const chosen = wordsOf(options.find((option) => option.id === kept)?.content ?? [])
  const isAnother = dropped.some(({ content }) => wordsOf(content) !== chosen)
  return {
    blocks: [withContent(unbracketed(block, id), joined.content)],
    dropped,
    check: joined.isTouched || (chosen !== '' && isAnother && isAgreeing(lang)),
  }
}

/** Words in place of all options: spaces at the ends of what stood there stay, whatever was given. */
function replaced(
  block: Block,
  id: string,
  options: readonly BracketOption[],
  words: readonly Inline[],
  lang: string,
): Turn {
  const content = contentOf(block)
  const first = content.findIndex((node) => optionOf(node, id) !== null)
  const outer = brMarks(content[first]!).filter(({ attrs }) => attrs.id !== id)
  const given = inPlace(block, id, options, words, lang)
  const put = given.map((node): Staying => ({
    node: { ...node, marks: [...(node.marks ?? []), ...outer] },
    isDropped: false,
  }))
  const pieces = content.flatMap((node, i): Staying[] => {
    const own = { node, isDropped: optionOf(node, id) !== null }
    return i === first ? [own, ...put] : [own]
  })
  const joined = joinSeams(pieces, lang)
  return {
    blocks: [withContent(unbracketed(block, id), joined.content)],
    dropped: [...options],
    check: joined.isTouched || (given.length > 0 && isAgreeing(lang)),
  }
}

/** BD5: words that come in place of those of `options`, the first of which that says something has the spaces that they get. */
const inPlace = (
  block: Block,
  id: string,
  options: readonly BracketOption[],
  words: readonly Inline[],
  lang: string,
): Inline[] => {
  const said = options.map(({ content }) => wordsOf(content))
  return withinSpaces(words, ...spacesFor(said, readBeside(block, id), wordsOf(words), lang))
}

/** Content with exactly these spaces before and behind its words; nothing where there are none. */
function withinSpaces(words: readonly Inline[], before: string, after: string): Inline[] {
  if (wordsOf(words).trim() === '') return []
  const copy = words.map((node) => ({ ...node }))
  const [first, last] = [copy[0]!, copy.at(-1)!]
  if (first.type === 'text') first.text = before + first.text.trimStart()
  if (last.type === 'text') last.text = last.text.trimEnd() + after
  return copy.filter((node) => node.type !== 'text' || node.text !== '')
}

const wholeReplaced = (
  block: Block,
  id: string,
  options: readonly BracketOption[],
  words: readonly Inline[],
): Turn => ({
  blocks: [withContent(unbracketed(block, id), words)],
  dropped: [...options],
  check: false,
})

/** All options go; a block in brackets as a whole goes with them, unless something else stands in it. */
function deleted(block: Block, id: string, options: readonly BracketOption[], lang: string): Turn {
  const rest = contentOf(block).filter((node) => optionOf(node, id) === null)
  const isInWords = rest.length < contentOf(block).length
  const isOnlyThis = !isInWords || wordsOf(rest).trim() === ''
  if (block.attrs.bracket === id && block.attrs.kind !== 'heading' && isOnlyThis)
    return { blocks: [], dropped: [...options], check: false }
  const pieces = contentOf(block).map((node): Staying => ({ node, isDropped: optionOf(node, id) !== null }))
  const joined = joinSeams(pieces, lang)
  return {
    blocks: [withContent(unbracketed(block, id), joined.content)],
    dropped: [...options],
    check: joined.isTouched,
  }
}

/** Options become one of them, which stays in brackets; the last one left is to stay or go. */
function merged(
  block: Block,
  id: string,
  options: readonly BracketOption[],
  { options: ids, into, words: given }: Extract<Outcome, { act: 'merge' }>,
  lang: string,
): Turn | BracketRefusal {
  const known = new Set(options.map((option) => option.id))
  const merging = new Set(ids)
  if (!merging.has(into) || merging.size < 2 || [...merging].some((option) => !known.has(option))) return 'no-option'
  const isLast = options.length - merging.size + 1 === 1
  const rank = ({ id: one }: BracketOption): number => (one === into ? 0 : merging.has(one) ? 1 : 2)
  const words =
    given &&
    inPlace(
      block,
      id,
      options.toSorted((a, b) => rank(a) - rank(b)),
      given,
      lang,
    )
  const content: Inline[] = []
  let isPut = false
  for (const node of contentOf(block)) {
    const option = optionOf(node, id)
    if (option === null || !merging.has(option)) {
      content.push(node)
      continue
    }
    if (option !== into) continue
    if (node.type === 'opt' && node.attrs.br === id) {
      content.push(isLast ? { ...node, attrs: { ...node.attrs, kind: 'optional', label: '' } } : node)
      const outer = brMarks(node).filter(({ attrs }) => attrs.id !== id)
      if (words !== undefined && !isPut)
        content.push(...words.map((word) => insideOf({ ...word, marks: [...(word.marks ?? []), ...outer] }, id, into)))
      isPut = true
    } else if (words === undefined) content.push(node)
  }
  const whole = block.attrs.bracket === id && isLast ? { bracketKind: 'optional' as const } : {}
  return {
    blocks: [withContent({ ...block, attrs: { ...block.attrs, ...whole } }, content)],
    dropped: options.filter((option) => merging.has(option.id) && (option.id !== into || words !== undefined)),
    check: false,
  }
}

const headAt = (node: Inline, id: string): node is Head => node.type === 'opt' && node.attrs.br === id

/** BR7: words are taken out of a bracket of one option; from its middle, what stood behind them goes on in the bracket `fresh`. */
function split(
  block: Block,
  id: string,
  { from, to, fresh }: Extract<Outcome, { act: 'split' }>,
): Turn | BracketRefusal {
  const content = contentOf(block)
  const extent = extentsIn(content).get(id)
  if (!extent || block.attrs.bracket === id) return 'not-here'
  if (extent.heads.length !== 1) return 'several-options'
  const [{ at, node: head }] = extent.heads as [{ at: number; node: Head }]
  if (to <= from || from <= at || to > extent.to || around(content, from, to) === null) return 'crosses'
  const outer = brMarks(head).filter(({ attrs }) => attrs.id !== id)
  const isFromStart = from === at + 1
  const own: Inline = {
    type: 'opt',
    attrs: { ...head.attrs, id: fresh.option, br: fresh.id },
    marks: [...outer, { type: 'br', attrs: { id: fresh.id, option: fresh.option } }],
  }
  const pieces = cut(content, from, to).flatMap((piece): Inline[] => {
    const { node } = piece
    if (headAt(node, id)) return isFromStart ? [] : [node]
    if (optionOf(node, id) === null || piece.to <= from) return [node]
    if (piece.from < to) return [outsideOf(node, id)]
    // what is left keeps its bracket where nothing of it is left before
    if (isFromStart) return piece.from === to ? [head, node] : [node]
    const moved = insideOf(outsideOf(node, id), fresh.id, fresh.option)
    return piece.from === to ? [own, moved] : [moved]
  })
  return { blocks: [withContent(block, pieces)], dropped: [], check: false }
}

/** BR7: a bracket takes in words beside it, those before it into its first option, those behind it into its last. */
function widened(block: Block, id: string, { from, to }: Extract<Outcome, { act: 'widen' }>): Turn | BracketRefusal {
  const content = contentOf(block)
  const extents = extentsIn(content)
  const extent = extents.get(id)
  if (!extent || extent.heads.length === 0) return 'not-here'
  if (to <= from || from > extent.to || to < extent.from || (from >= extent.from && to <= extent.to)) return 'not-here'
  const [start, end] = [Math.min(from, extent.from), Math.max(to, extent.to)]
  for (const [other, { from: a, to: z }] of extents) {
    if (other === id) continue
    const isApart = z <= start || a >= end
    const isWithin = a >= start && z <= end
    const isAbout = a < start && z >= end
    if (!isApart && !isWithin && !isAbout) return 'crosses'
  }
  const [first, last] = [extent.heads[0]!, extent.heads.at(-1)!]
  const isBefore = from < extent.from
  // a bracket around it that it grows over stands in it from now on
  const overgrown = brMarks(first.node).filter(({ attrs }) => {
    const other = attrs.id === id ? undefined : extents.get(attrs.id)
    return other !== undefined && other.from >= start && other.to <= end
  })
  const head = overgrown.reduce<Inline>((node, { attrs }) => outsideOf(node, attrs.id), first.node)
  const pieces = cut(content, from, to, extent.from, extent.to).flatMap((piece): Inline[] => {
    const { node } = piece
    if (isBefore && piece.from === first.at && headAt(node, id)) return []
    const isTaken = (piece.from >= from && piece.to <= extent.from) || (piece.from >= extent.to && piece.to <= to)
    const option = piece.from < extent.from ? first.node.attrs.id : last.node.attrs.id
    const taken = isTaken ? insideOf(node, id, option) : node
    return isBefore && piece.from === from ? [head, taken] : [taken]
  })
  if (deepest(pieces) > MAX_NESTING) return 'too-deep'
  return { blocks: [withContent(block, pieces)], dropped: [], check: false }
}
