// Over 250 lines: finding and replacing count places in one way.
/**
 * Finding words in an article and replacing them (rules FI*). Pure: the server's search of a charter and the editor's bar ask the same.
 * Places are counted in a block's content as ProseMirror and the Y.Text count: UTF-16 units of words, one for each embed.
 */
import type { ArticleDoc, Block, Inline, Mark } from './article.ts'
import { wordsWithoutTurns } from './hidden-direction.ts'

export interface FindOptions {
  /** Off: `State` finds `state`. */
  matchCase?: boolean | undefined
  /** Only where words begin and end, as the language divides them. */
  wholeWords?: boolean | undefined
  /** Vowel signs, elongation and the seats of hamza do not count: `الانسانية` finds `الإِنسانيّة`. */
  looseArabic?: boolean | undefined
}

/** What is looked for, made ready once by `queryOf`. */
export interface Query {
  text: string
  lang: string
  options: FindOptions
}

/** Offsets in a block's content. */
export interface Span {
  from: number
  to: number
}
export interface Hit extends Span {
  /** Index of the block in its article. */
  block: number
  blockId: string
}

/** The longest text that is looked for, in UTF-16 units; more is no search but a paragraph. */
export const LONGEST_QUERY = 200

/** Vowel and other signs on Arabic letters, and elongation. */
const ARABIC_SIGNS = /\u0640|(?=\p{Script=Arabic}|\p{Script=Inherited})\p{Mn}/gu
/** Letters that are written for one another: alef with and without hamza or wasla, the seats of hamza, the two yehs, Persian yeh and kaf. */
const ARABIC_LETTERS: Readonly<Record<string, string>> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ؤ: 'و',
  ئ: 'ي',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
}

const VARIANTS = new RegExp(Object.keys(ARABIC_LETTERS).join('|'), 'g')

/** A base with all that is put on it; letters of Hangul, which compose among themselves, together. */
const CLUSTERS = /[\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF]+|\P{M}\p{M}*|\p{M}+/gu

/** FI5: spaces of every width are one, typographic apostrophes are straight ones: people type neither. */
function plain(cluster: string): string {
  if (/^\s$/.test(cluster)) return ' '
  return cluster === '\u2019' || cluster === '\u02BC' ? "'" : cluster
}

const folded = new Map<string, Map<string, string>>()

/** FI1, FI4, FI5: what one cluster counts as. */
function fold(cluster: string, { lang, options }: Omit<Query, 'text'>): string {
  const manner = `${lang}/${options.matchCase ? 1 : 0}${options.looseArabic ? 1 : 0}`
  let known = folded.get(manner)
  if (!known) folded.set(manner, (known = new Map()))
  const found = known.get(cluster)
  if (found !== undefined) return found
  let result = plain(cluster.normalize('NFC'))
  if (options.looseArabic)
    result = result.replace(ARABIC_SIGNS, '').replace(VARIANTS, (letter) => ARABIC_LETTERS[letter]!)
  // up and down again: ß and ss, the two small sigmas, and the dotless i of Turkish are one each
  if (!options.matchCase) result = result.toLocaleUpperCase(lang).toLocaleLowerCase(lang)
  // bounded: a text of every script has a few thousand clusters
  if (known.size > 20_000) known.clear()
  known.set(cluster, result)
  return result
}

/** Null where nothing can be looked for: an empty text, one of signs alone, or one of several lines. */
export function queryOf(text: string, lang: string, options: FindOptions = {}): Query | null {
  if (text.length > LONGEST_QUERY || /[\n\r]/.test(text)) return null
  const manner = { lang, options }
  const sought = (text.normalize('NFC').match(CLUSTERS) ?? []).map((cluster) => fold(cluster, manner)).join('')
  return sought === '' ? null : { text: sought, ...manner }
}

const OBJECT = '\uFFFC'
const lengthOf = (inline: Inline): number => (inline.type === 'text' ? inline.text.length : 1)

/** A block's words with a sign for each embed: as long as its content. */
export const wordsOfBlock = (block: Block): string =>
  (block.content ?? []).map((inline) => (inline.type === 'text' ? inline.text : OBJECT)).join('')

const optionsOf = (marks: readonly Mark[] = []): string =>
  marks.flatMap((mark) => (mark.type === 'br' ? [`${mark.attrs.id}/${mark.attrs.option}`] : [])).join(' ')

/** FI2, FI3: stretches of words in which a match may lie: between embeds, inside one option or outside of all. */
function stretchesOf(block: Block): { at: number; text: string }[] {
  const stretches: { at: number; text: string }[] = []
  let at = 0
  let option: string | null = null
  for (const inline of block.content ?? []) {
    if (inline.type !== 'text') option = null
    else if (option !== null && option === optionsOf(inline.marks)) stretches.at(-1)!.text += inline.text
    else {
      option = optionsOf(inline.marks)
      stretches.push({ at, text: inline.text })
    }
    at += lengthOf(inline)
  }
  return stretches
}

/** FI6: where words begin and end in a block. */
function edgesOf(block: Block, lang: string): Set<number> {
  const text = wordsOfBlock(block)
  const edges = new Set([0, text.length])
  for (const { index } of new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)) edges.add(index)
  return edges
}

/** Matches in one block, from its beginning, none overlapping another. */
export function spansIn(block: Block, query: Query): Span[] {
  const spans: Span[] = []
  let edges: Set<number> | null = null
  for (const { at, text } of stretchesOf(block)) {
    let line = ''
    /** For each unit of `line`: where its cluster begins and ends in `text`, and whether it is the cluster's first and last. */
    const starts: number[] = []
    const ends: number[] = []
    for (const { 0: cluster, index } of text.matchAll(CLUSTERS)) {
      const counts = fold(cluster, query)
      if (counts === '') {
        // elongation belongs to the letter before it
        if (ends.length > 0) ends[ends.length - 1] = index + cluster.length
        continue
      }
      for (let i = 0; i < counts.length; i++) {
        starts.push(i === 0 ? index : -1)
        ends.push(i === counts.length - 1 ? index + cluster.length : -1)
      }
      line += counts
    }
    for (let found = line.indexOf(query.text); found >= 0;) {
      const last = found + query.text.length - 1
      const [from, to] = [starts[found]!, ends[last]!]
      let isMatch = from >= 0 && to >= 0
      if (isMatch && query.options.wholeWords) {
        edges ??= edgesOf(block, query.lang)
        isMatch = edges.has(at + from) && edges.has(at + to)
      }
      if (isMatch) spans.push({ from: at + from, to: at + to })
      found = line.indexOf(query.text, isMatch ? last + 1 : found + 1)
    }
  }
  return spans
}

/** Every match of an article, in order. */
export const findIn = (doc: ArticleDoc, query: Query): Hit[] =>
  doc.content.flatMap((block, i) =>
    spansIn(block, query).map((span) => ({ block: i, blockId: block.attrs.id, ...span })),
  )

// eslint-disable-next-line no-control-regex -- they are what is taken out
const CONTROLS = /[\u0000-\u001F\u007F-\u009F]/g

/** What a replacement may say: one line in normal form C, no controls, nothing that turns the direction of words. */
export const replacementText = (text: string): string =>
  wordsWithoutTurns(
    text
      .toWellFormed()
      .replace(/[\n\r\t]+/g, ' ')
      .replace(CONTROLS, ''),
  ).normalize('NFC')

interface Sign {
  cluster: string
  marks: Mark[]
}

/** The clusters of words between two offsets; each with the marks of its first unit. */
function signsBetween(content: readonly Inline[], { from, to }: Span): Sign[] {
  const units: { unit: string; marks: Mark[] }[] = []
  let at = 0
  for (const inline of content) {
    const end = at + lengthOf(inline)
    if (inline.type === 'text')
      for (const unit of inline.text.slice(Math.max(0, from - at), Math.max(0, Math.min(end, to) - at)))
        units.push({ unit, marks: inline.marks ?? [] })
    at = end
  }
  const signs: Sign[] = []
  for (const { unit, marks } of units) {
    const last = signs.at(-1)
    if (last && /^\p{M}/u.test(unit)) last.cluster += unit
    else signs.push({ cluster: unit, marks })
  }
  return signs
}

/**
 * FI7: the words to put in place of a match. What old and new words share at their ends stays with its marks; the rest takes the marks
 * of the first letter it replaces, so that bold, options and defined terms hold.
 */
export function replacementFor(content: readonly Inline[], span: Span, text: string): Inline[] {
  const old = signsBetween(content, span)
  const fresh = text.match(CLUSTERS) ?? []
  const shorter = Math.min(old.length, fresh.length)
  let head = 0
  let tail = 0
  while (head < shorter && old[head]!.cluster === fresh[head]) head++
  while (tail < shorter - head && old.at(-1 - tail)!.cluster === fresh.at(-1 - tail)) tail++
  const isInserted = head + tail === old.length
  const model = isInserted ? (old[head - 1] ?? old[0]) : old[head]
  const signs: Sign[] = [
    ...old.slice(0, head),
    ...fresh.slice(head, fresh.length - tail).map((cluster) => ({ cluster, marks: model?.marks ?? [] })),
    ...old.slice(old.length - tail),
  ]
  const out: (Inline & { type: 'text' })[] = []
  for (const { cluster, marks } of signs) {
    const last = out.at(-1)
    if (last && JSON.stringify(last.marks ?? []) === JSON.stringify(marks)) last.text += cluster
    else out.push({ type: 'text', text: cluster, ...(marks.length > 0 ? { marks } : {}) })
  }
  return out
}

function cut(content: readonly Inline[], from: number, to: number): Inline[] {
  const out: Inline[] = []
  let at = 0
  for (const inline of content) {
    const end = at + lengthOf(inline)
    const [a, b] = [Math.max(from, at), Math.min(to, end)]
    if (a < b) out.push(inline.type === 'text' ? { ...inline, text: inline.text.slice(a - at, b - at) } : inline)
    at = end
  }
  return out
}

/** Replaces every match; the article itself where there is none. */
export function replaceIn(doc: ArticleDoc, query: Query, text: string): { doc: ArticleDoc; count: number } {
  let count = 0
  const content = doc.content.map((block) => {
    const spans = spansIn(block, query)
    if (spans.length === 0) return block
    count += spans.length
    const words = block.content ?? []
    const out: Inline[] = []
    let at = 0
    for (const span of spans) {
      out.push(...cut(words, at, span.from), ...replacementFor(words, span, text))
      at = span.to
    }
    out.push(...cut(words, at, Infinity))
    const { content: _, ...rest } = block
    return out.length > 0 ? { ...rest, content: joined(out) } : rest
  })
  return count === 0 ? { doc, count } : { doc: { ...doc, content }, count }
}

/** Neighbouring words of equal marks are one piece (TX6). */
function joined(content: readonly Inline[]): Inline[] {
  const out: Inline[] = []
  for (const inline of content) {
    const last = out.at(-1)
    if (
      inline.type === 'text' &&
      last?.type === 'text' &&
      JSON.stringify(last.marks ?? []) === JSON.stringify(inline.marks ?? [])
    )
      out[out.length - 1] = { ...last, text: last.text + inline.text }
    else out.push(inline)
  }
  return out
}

/** Characters shown on either side of a match. */
const AROUND = 45

/** FI8: a match with the words around it, cut between words; `before` and `after` say by `…` that there is more. */
export function excerptOf(block: Block, { from, to }: Span): { before: string; match: string; after: string } {
  const text = wordsOfBlock(block)
  const show = (part: string): string => part.replaceAll(OBJECT, '…')
  let start = Math.max(0, from - AROUND)
  let end = Math.min(text.length, to + AROUND)
  while (start > 0 && start < from && !/\s/.test(text[start - 1]!)) start++
  while (end < text.length && end > to && !/\s/.test(text[end]!)) end--
  return {
    before: (start > 0 ? '…' : '') + show(text.slice(start, from)),
    match: text.slice(from, to),
    after: show(text.slice(to, end)) + (end < text.length ? '…' : ''),
  }
}

/** The beginning of words, cut behind a whole one where there are more than `longest` characters. */
export const openingOf = (words: string, longest: number): string =>
  words.length > longest ? `${words.slice(0, longest).replace(/\s+\S*$/, '')} …` : words
