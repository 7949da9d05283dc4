// Over 250 lines with its comments: what a paste is made of, and the one pass over its lines, whose parts share that.
/**
 * From lines of another program to blocks of an article (rules PA1-PA8, PA20): numbers are recognised and dropped, depths become
 * paragraph, item, sub-item; whatever cannot be kept is listed with its words. Pure; the reading of HTML is the editor's.
 */
import type { BlockKind } from './article.ts'
import { hasItalic } from './language.ts'
import { automaticNumber, Levels, listedNumber, typedNumber, type LineNumber } from './pasted-numbers.ts'
import { cleanWords, OBJECT, type Repairs } from './pasted-words.ts'

/** Words of a line, or the place where a footnote is called. */
export type PastedPiece =
  { type: 'words'; text: string; isBold: boolean; isItalic: boolean } | { type: 'note'; note: string }

/** One line as the other program had it; words not yet cleaned. */
export interface PastedLine {
  pieces: PastedPiece[]
  isHeading: boolean
  /** In a cell or a quotation: never flush text of what stands before it. */
  isApart: boolean
  /** In an automatic list: which one, how deep from 1, and whether this line begins an item or goes on with one. */
  list: { id: string; level: number; type: string; ordinal: number; isStart: boolean } | null
  /** The number that the other program made and showed. */
  number: string | null
  /** Inches from the margin, where known. */
  indent: number | null
}

/** What did not come along, or came changed. The words of each are kept for the reader of the list. */
export const PASTE_LOSSES = ['deletion', 'footnote', 'comment', 'image', 'media', 'control', 'hidden'] as const
export const PASTE_CHANGES = [
  'number',
  'depth',
  'heading',
  'table',
  'joined',
  'insertion',
  'struck',
  'underlined',
  'raised',
  'link',
  'direction',
  'form',
  'invisible',
] as const
export type PasteFinding = (typeof PASTE_LOSSES)[number] | (typeof PASTE_CHANGES)[number]

/** Findings of one paste, in the order of their kinds. */
export type PasteFindings = ReadonlyMap<PasteFinding, { count: number; words: readonly string[] }>

/** Collects findings. Words are kept once each. */
export class Findings {
  private readonly found = new Map<PasteFinding, { count: number; words: string[] }>()

  add(finding: PasteFinding, words = '', count = 1): void {
    const text = words.replace(/\s+/g, ' ').trim()
    if (count === 0 && text === '') return
    const entry = this.found.get(finding) ?? { count: 0, words: [] }
    this.found.set(finding, entry)
    entry.count += count
    if (text !== '' && !entry.words.includes(text)) entry.words.push(text)
  }

  get all(): PasteFindings {
    const order = [...PASTE_LOSSES, ...PASTE_CHANGES]
    return new Map(order.flatMap((kind) => (this.found.has(kind) ? [[kind, this.found.get(kind)!] as const] : [])))
  }
}

/** A block to be put into the article. `isOwn`: it had a number, a list or a heading of its own, so it is never joined to words that stand there. */
export interface PastedBlock {
  kind: BlockKind
  depth: number
  isOwn: boolean
  pieces: PastedPiece[]
}

interface Cleaned {
  line: PastedLine
  text: string
  pieces: PastedPiece[]
  number: LineNumber | null
}

/** PA10-PA15 for a line, then its typed number (PA1). */
function cleaned(line: PastedLine, lang: string, repairs: Repairs): Cleaned {
  const source = line.pieces
    .map((piece) => (piece.type === 'words' ? piece.text.replaceAll(OBJECT, ' ') : OBJECT))
    .join('')
  const { text, sources } = cleanWords(source, lang, repairs)
  const number = line.number !== null && line.number.trim() !== '' ? automaticNumber(line.number) : typedNumber(text)
  const from = number && number.length < text.length ? number.length : 0
  return { line, text, number, pieces: piecesFrom(line, text, sources, from, lang) }
}

function piecesFrom(
  line: PastedLine,
  text: string,
  sources: readonly number[],
  from: number,
  lang: string,
): PastedPiece[] {
  const owners: PastedPiece[] = []
  for (const piece of line.pieces)
    for (let i = piece.type === 'words' ? piece.text.length : 1; i > 0; i--) owners.push(piece)
  const pieces: PastedPiece[] = []
  for (let i = from; i < text.length; i++) {
    const owner = owners[sources[i]!]!
    if (owner.type === 'note') {
      pieces.push(owner)
      continue
    }
    const isItalic = owner.isItalic && hasItalic(lang)
    const last = pieces.at(-1)
    if (last?.type === 'words' && last.isBold === owner.isBold && last.isItalic === isItalic) last.text += text[i]!
    else pieces.push({ type: 'words', text: text[i]!, isBold: owner.isBold, isItalic })
  }
  return pieces
}

const isNumberAlone = ({ number, text, line }: Cleaned): boolean =>
  line.number === null && number !== null && number.length >= text.length
/** A dash or a tick alone is what a cell says, or a line. */
const isSign = ({ number }: Cleaned): boolean => /^[-–—*✓✔]$/.test(number!.words)

/**
 * PA1: a number that stands alone (in a cell, a column, a line of its own) is the number of the line after it. Where that has one already,
 * or there is none, the number alone is words.
 */
function withLoneNumbers(lines: Cleaned[]): Cleaned[] {
  const out: Cleaned[] = []
  lines.forEach((line, i) => {
    const before = lines[i - 1]
    const isTaken = before && isNumberAlone(before) && !isSign(before) && line.line.number === null && !line.number
    if (isTaken) out[out.length - 1] = { ...line, number: before.number }
    else out.push(isNumberAlone(line) ? { ...line, number: null } : line)
  })
  return out
}

const DEEPEST = 2

/** A line that names an article and ends like a heading. */
const ARTICLE_LABEL = /^(article|artículo|статья|المادة|مادة)[ \u00a0][\d٠-٩]{1,3}(?!.*[.;,:،؛]$).{0,100}$/iu
export const isArticleLabel = (words: string): boolean => ARTICLE_LABEL.test(words)

/** A number with a word, as a program counts articles and chapters: `Article 5.` */
const DIVISION = /^\p{L}{2,}\.?\s+(\p{N}{1,3}|[ivxlc]{1,6})[\s.:)–—-]*$/iu

const isHeading = ({ line, pieces }: Cleaned): boolean =>
  line.isHeading || isArticleLabel(wordsOf(pieces)) || DIVISION.test(line.number ?? '')

/** Kind and depth of a level, where paragraphs are of kind `top`. */
const shapeOf = (level: number, top: BlockKind): { kind: BlockKind; depth: number } =>
  level === 0 ? { kind: top, depth: 0 } : { kind: 'item', depth: Math.min(level, DEEPEST) }

/** Where lines without a number go: what Enter would make there (TX30), and what a number of the first level makes. */
export interface PastePlace {
  lang: string
  /** Of a line that says nothing of its kind. */
  plain: { kind: BlockKind; depth: number }
  /** Of a line with a number of the first level: `recital` in a preamble. */
  top: BlockKind
}

/**
 * The blocks that lines become.
 * PA1 numbers, typed or automatic, Latin, Roman, Arabic, Cyrillic, are recognised and dropped; which ones is said.
 * PA2 their levels are paragraph, item, sub-item. PA3 what was deeper is a sub-item, and said. PA4 in an automatic list the depth counts.
 * PA5 headings become paragraphs. PA6 a line without a number inside a numbered item is joined to it, after its list it is flush text.
 * PA7 after items, in a text with numbered paragraphs, a line without a number is flush text.
 */
export function blocksOfLines(lines: readonly PastedLine[], place: PastePlace, findings: Findings): PastedBlock[] {
  const repairs: Repairs = { direction: 0, forms: 0, invisible: 0 }
  const read = lines.map((line) => cleaned(line, place.lang, repairs))
  for (const { text, number } of read) if (text === '' && number) findings.add('number', number.words)
  const all = withLoneNumbers(read.filter(({ text }) => text !== ''))
  const kinds = new Kinds(place, findings)
  kinds.read(all)
  findings.add('direction', '', repairs.direction)
  findings.add('form', '', repairs.forms)
  findings.add('invisible', '', repairs.invisible)
  return kinds.blocks
}

class Kinds {
  readonly blocks: PastedBlock[] = []
  private readonly place: PastePlace
  private readonly findings: Findings
  private readonly levels = new Levels()
  /** The level at which the first item of each automatic list stands. */
  private readonly bases = new Map<string, { base: number; level: number }>()
  /** The first of the shallowest items of each automatic list, its level in the list and in the text: a list may be cut out of its midst. */
  private readonly tops = new Map<string, { level: number; base: number }>()
  private hasNumberedParagraphs = false
  private last: { level: number; line: PastedLine; number: LineNumber } | null = null

  constructor(place: PastePlace, findings: Findings) {
    this.place = place
    this.findings = findings
  }

  read(lines: readonly Cleaned[]): void {
    const provisions = lines.filter((line) => !isHeading(line))
    for (const { number, line } of provisions) {
      const { list } = line
      if (list?.isStart !== true || list.level >= (this.tops.get(list.id)?.level ?? Infinity)) continue
      const base = new Levels().levelOf(number ?? listedNumber(list.type, list.ordinal))
      this.tops.set(list.id, { level: list.level, base })
    }
    const probe = new Levels()
    this.hasNumberedParagraphs = provisions.some(({ number, line: { list } }) => {
      const isTop = list?.isStart === true && list.level === this.tops.get(list.id)!.level
      const shown = number ?? (isTop ? listedNumber(list.type, list.ordinal) : null)
      return shown !== null && probe.levelOf(shown) === 0
    })
    for (const line of lines) this.add(line)
  }

  private add(cleaned: Cleaned): void {
    const { line, number, pieces } = cleaned
    if (isHeading(cleaned)) {
      if (line.isHeading) this.findings.add('heading')
      if (number) this.findings.add('number', number.words)
      this.levels.close(0)
      this.push({ kind: this.place.top, depth: 0, isOwn: true, pieces }, null)
      return
    }
    const { list } = line
    if (list && !list.isStart && number === null) return this.goOn(line, pieces)
    if (number === null && list === null) return this.addPlain(line, pieces)
    const shown = number ?? listedNumber(list!.type, list!.ordinal)
    const level = this.levelOf(line, shown)
    if (number && number.words !== '') this.findings.add('number', number.words)
    if (level > DEEPEST) this.findings.add('depth', wordsOf(pieces))
    this.push({ ...shapeOf(level, this.place.top), isOwn: true, pieces }, { level, line, number: shown })
  }

  private levelOf(line: PastedLine, shown: LineNumber): number {
    const { list } = line
    if (list === null) return this.levels.levelOf(this.indented(line, shown))
    const base = this.bases.get(list.id)
    const level = base ? Math.max(0, base.base + list.level - base.level) : this.firstLevelOf(line, list, shown)
    if (base) this.levels.enter(level, shown.readings[0]!)
    else this.bases.set(list.id, { base: level, level: list.level })
    return level
  }

  /** PA4: the level at which a list begins. */
  private firstLevelOf(line: PastedLine, list: NonNullable<PastedLine['list']>, shown: LineNumber): number {
    const known = this.levelBeside(line, list, shown)
    // after flush text nothing says that a list belongs to the item before
    if (this.blocks.at(-1)?.kind === 'tail') this.levels.close(1)
    if (known === null) return this.levels.levelOf(this.indented(line, shown))
    this.levels.enter(known, shown.readings[0]!)
    return known
  }

  /** Null where nothing but the number itself says the level. */
  private levelBeside(line: PastedLine, list: NonNullable<PastedLine['list']>, shown: LineNumber): number | null {
    const { last } = this
    const before = last?.line.list ?? null
    if (last && before && list.level > before.level) return last.level + list.level - before.level
    const top = this.tops.get(list.id)
    if (top && list.level > top.level) return top.base + list.level - top.level
    // a list after another that is no further in, both with figures
    const isBeside = last && before?.level === list.level && (line.indent ?? 0) <= (last.line.indent ?? 0)
    const areDecimal = [last?.number, shown].every((number) => number?.readings[0]?.style === 'decimal')
    return isBeside && areDecimal ? last.level : null
  }

  /** A list that stands further in than the item before it is a list inside that item. */
  private indented(line: PastedLine, number: LineNumber): LineNumber {
    const isDeeper =
      number.readings[0]!.style === 'bullet' &&
      this.last !== null &&
      this.last.level > 0 &&
      (line.indent ?? 0) > (this.last.line.indent ?? Infinity)
    return isDeeper
      ? { ...number, readings: [{ style: 'bullet', series: `bullet in ${this.last!.level}`, ordinal: 0 }] }
      : number
  }

  private goOn(line: PastedLine, pieces: PastedPiece[]): void {
    const before = this.blocks.at(-1)
    if (before && this.last?.line.list?.id === line.list!.id && this.last.line.list.level === line.list!.level) {
      before.pieces.push({ type: 'words', text: ' ', isBold: false, isItalic: false }, ...pieces)
      this.findings.add('joined', wordsOf(pieces))
    } else if (before?.kind === 'item') this.push({ kind: 'tail', depth: 0, isOwn: true, pieces }, null)
    else this.addPlain(line, pieces)
  }

  private addPlain(line: PastedLine, pieces: PastedPiece[]): void {
    const before = this.blocks.at(-1)
    if (!line.isApart && this.hasNumberedParagraphs && (before?.kind === 'item' || before?.kind === 'tail')) {
      this.push({ kind: 'tail', depth: 0, isOwn: true, pieces }, null)
      return
    }
    this.levels.close(0)
    const isFree = this.hasNumberedParagraphs || this.blocks.some(({ isOwn }) => isOwn)
    const shape = isFree ? { kind: this.place.top, depth: 0 } : this.place.plain
    this.push({ ...shape, isOwn: false, pieces }, null)
  }

  private push(block: PastedBlock, last: Kinds['last']): void {
    this.blocks.push(block)
    this.last = last
  }
}

/** The words of pieces, footnote calls left out. */
export const wordsOf = (pieces: readonly PastedPiece[]): string =>
  pieces.map((piece) => (piece.type === 'words' ? piece.text : '')).join('')

/**
 * PA8: whether a line break between two lines is a wrapped line, not the end of one: the second begins with a small letter and no number,
 * the first does not end a sentence or a list's part. Scripts without small letters say nothing.
 */
export const isWrapped = (before: string, after: string): boolean =>
  /^\s*\p{Ll}/u.test(after) && typedNumber(after.trimStart()) === null && /[^\s.:;!?…]\s*$/u.test(before)

/**
 * PA8: lines of plain text. Where blank lines separate paragraphs, a single line break inside one is a wrapped line, unless a number follows it;
 * where there are no blank lines, every line is a line, unless it goes on with a small letter.
 */
export function linesOfText(text: string): PastedLine[] {
  const even = text.replace(/\r\n?|[\u2028\u0085\v]/g, '\n').replace(/[\u2029\f]/g, '\n\n')
  const paragraphs = even.split(/\n[ \t]*\n/).filter((paragraph) => paragraph.trim() !== '')
  const lines: string[] = []
  for (const paragraph of paragraphs) {
    paragraph.split('\n').forEach((line, i) => {
      const goesOn =
        i > 0 && (paragraphs.length > 1 ? typedNumber(line.trim()) === null : isWrapped(lines.at(-1) ?? '', line))
      if (goesOn) lines[lines.length - 1] += ` ${line}`
      else lines.push(line)
    })
  }
  return lines.map((line) => ({
    pieces: [{ type: 'words', text: line, isBold: false, isItalic: false }],
    isHeading: false,
    isApart: false,
    list: null,
    number: null,
    indent: null,
  }))
}
