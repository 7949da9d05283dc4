/**
 * Defined terms of a charter (rules DT*; practice 5.8): words that define, words that use, in every language. A definition carries the mark
 * `def`, a linked use the mark `term`; both name one id in all languages. Places are offsets in a block's content, as in find.ts.
 */
import type { ArticleDoc, Block, Mark } from './article.ts'
import { wordsOfBlock, type Span } from './find.ts'

export interface Definition {
  id: string
  block: string
  /** The words defined. */
  words: string
  /** The paragraph that defines them. */
  text: string
}

/** One place where a term is used. */
export interface TermUse extends Span {
  term: string
  block: string
  words: string
  /** Whether the words carry the mark; others are the same words, found. */
  isLinked: boolean
}

/** Runs of words that carry a mark, as spans; `nameOf`: what the mark says, null for others. */
function runs(block: Block, nameOf: (mark: Mark) => string | null): (Span & { name: string })[] {
  const found: (Span & { name: string })[] = []
  let at = 0
  for (const inline of block.content ?? []) {
    const end = at + (inline.type === 'text' ? inline.text.length : 1)
    for (const mark of inline.marks ?? []) {
      const name = nameOf(mark)
      const open = found.findLast((run) => run.name === name)
      if (name === null) continue
      if (open?.to === at) open.to = end
      else found.push({ from: at, to: end, name })
    }
    at = end
  }
  return found
}

const definitionRuns = (block: Block) => runs(block, (mark) => (mark.type === 'def' ? mark.attrs.id : null))
const termRuns = (block: Block) => runs(block, (mark) => (mark.type === 'term' ? mark.attrs.to : null))

/** Ids of the terms that words of this block define. */
export const termsDefinedIn = (block: Block): string[] => [...new Set(definitionRuns(block).map(({ name }) => name))]

/** DT1: what an article defines, in order; of two definitions of one term the first. */
export function definitionsIn(doc: ArticleDoc): Definition[] {
  const seen = new Set<string>()
  return doc.content.flatMap((block) => {
    const text = wordsOfBlock(block)
    return definitionRuns(block).flatMap(({ name, from, to }) => {
      if (seen.has(name)) return []
      seen.add(name)
      return [{ id: name, block: block.attrs.id, words: text.slice(from, to), text }]
    })
  })
}

/** What terms mean, for readers of one language: term -> the paragraph that defines it. */
export type TermIndex = ReadonlyMap<string, Pick<Definition, 'block' | 'text'>>

/** The definitions of these articles; of two of one term the first. */
export const indexTerms = (docs: Iterable<ArticleDoc>): TermIndex =>
  new Map(
    [...docs]
      .flatMap(definitionsIn)
      .reverse()
      .map(({ id, block, text }) => [id, { block, text: text.replaceAll('\uFFFC', '…') }]),
  )

const LETTER = '[\\p{L}\\p{M}\\p{N}]'
/** Vowel signs and elongation, which Arabic may write or leave. */
const SIGNS = '[\\u064B-\\u0652\\u0670\\u0640]'
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** DT3: a word as it may stand in a sentence: its first letter in either case. */
function latinWord(word: string, lang: string): string {
  const [first = '', ...rest] = [...word]
  const cases = [...new Set([first, first.toLocaleLowerCase(lang), first.toLocaleUpperCase(lang)])]
  return `(?:${cases.map(escaped).join('|')})${escaped(rest.join(''))}`
}

const withoutSigns = (text: string): string => text.replace(new RegExp(SIGNS, 'gu'), '')
const arabicStem = (word: string): string => withoutSigns(word).replace(/^ال(?=..)/u, '')

/**
 * DT4: an Arabic word with what is written onto it: and (و ف), by, as, for (ب ك ل), the article ال, and لل for both; with or without vowel signs.
 * Only the first word of a term takes the conjunction and the preposition.
 */
function arabicWord(word: string, isFirst: boolean): string {
  const stem = [...arabicStem(word)].map((letter) => `${escaped(letter)}${SIGNS}*`).join('')
  const sign = `${SIGNS}*`
  const article = `(?:ا${sign}ل${sign})?`
  if (!isFirst) return `${article}${stem}`
  return `(?:[وف]${sign})?(?:ل${sign}ل${sign}|(?:[بكل]${sign})?${article})${stem}`
}

interface Pattern {
  pattern: RegExp
  /** What every match holds, vowel signs aside: looked for first, since a text has few of the terms and patterns are slow. */
  core: string
}

/** What finds a term's words in normal form C: whole words, however wide the spaces between them. Null: there is nothing to find. */
function patternOf(words: string, lang: string): Pattern | null {
  const list = words.normalize('NFC').match(/\S+/g)
  if (!list?.some((word) => new RegExp(LETTER, 'u').test(word))) return null
  const isArabic = /\p{Script=Arabic}/u.test(words)
  const parts = list.map((word, i) => (isArabic ? arabicWord(word, i === 0) : latinWord(word, lang)))
  const cores = list.map((word) => (isArabic ? arabicStem(word) : withoutSigns([...word].slice(1).join(''))))
  return {
    pattern: new RegExp(`(?<!${LETTER})${parts.join('\\s+')}(?!${LETTER})`, 'gu'),
    core: cores.reduce((longest, core) => (core.length > longest.length ? core : longest), ''),
  }
}

/** A text in normal form C, and for each place of it where that stood. */
function inFormC(text: string): { line: string; at: (place: number) => number } {
  if (text.normalize('NFC') === text) return { line: text, at: (place) => place }
  let line = ''
  const places: number[] = []
  for (const { 0: cluster, index } of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
    const composed = cluster.normalize('NFC')
    for (let i = 0; i < composed.length; i++) places.push(index)
    line += composed
  }
  return { line, at: (place) => places[place] ?? text.length }
}

/**
 * DT2: every use of these terms in an article: linked ones, and the same words unlinked, outside of definitions and of other links.
 * Of terms whose words overlap the longer counts. `terms`: the words that define each in this language.
 */
export function usesIn(doc: ArticleDoc, lang: string, terms: readonly { id: string; words: string }[]): TermUse[] {
  const wanted = terms
    .map(({ id, words }) => ({ id, pattern: patternOf(words, lang), length: words.length }))
    .sort((a, b) => b.length - a.length)
  return doc.content.flatMap((block) => {
    const text = wordsOfBlock(block)
    const use = (term: string, { from, to }: Span, isLinked: boolean): TermUse => ({
      ...{ term, block: block.attrs.id, from, to, words: text.slice(from, to), isLinked },
    })
    const linked = termRuns(block)
    const taken: Span[] = [...linked, ...definitionRuns(block)]
    const uses = linked.map((run) => use(run.name, run, true))
    const { line, at } = inFormC(text)
    const bare = withoutSigns(line)
    for (const { id, pattern } of wanted)
      for (const match of pattern !== null && bare.includes(pattern.core) ? line.matchAll(pattern.pattern) : []) {
        const span = { from: at(match.index), to: at(match.index + match[0].length) }
        if (taken.some(({ from, to }) => span.from < to && from < span.to)) continue
        taken.push(span)
        uses.push(use(id, span, false))
      }
    return uses.sort((a, b) => a.from - b.from)
  })
}
