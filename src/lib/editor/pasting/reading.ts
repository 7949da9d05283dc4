// One class, over 250 lines with its comments: one walk through a clipboard's HTML, whose branches share the line being read.
/**
 * Reads the HTML of a clipboard into lines (rules PA5, PA20-PA24, PA26): Word, LibreOffice, Google Docs, pages. Needs a parsed document
 * and no layout, so that tests run it without a browser. Nothing visible is dropped: it is in the lines, in a note, or in the findings.
 */
import { isWrapped, type Findings, type PastedLine, type PastedPiece } from '../../domain/pasting.ts'
import { typedNumber } from '../../domain/pasted-numbers.ts'
import { sheetOf } from './sheets.ts'

export interface PastedPage {
  lines: PastedLine[]
  /** Footnotes that are called in the lines, by the name that the calls have. */
  notes: Map<string, PastedLine[]>
}

const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)
/** A line break in one of these is a wrapped line; elsewhere it ends a line. */
const PARAGRAPHS = 'p, li, h1, h2, h3, h4, h5, h6, dt, dd'
const APART = new Set(['td', 'th', 'caption', 'blockquote', 'figcaption'])
const SILENT = new Set([
  'head',
  'script',
  'style',
  'title',
  'meta',
  'link',
  'template',
  'noscript',
  'col',
  'colgroup',
  'wbr',
  'hr',
  'xml',
])
const MEDIA = new Set(['audio', 'canvas', 'embed', 'iframe', 'object', 'video'])
const CONTROLS = new Set(['button', 'input', 'meter', 'option', 'output', 'progress', 'select', 'textarea'])

/** Names of footnotes' words and of calls, as programs write them. */
const NOTE_NAME = /^(_ftn\d|_edn\d|sdfootnote\d+sym|sdendnote\d+sym|ftnt\d|cite_note|fn[:-]?\d|footnote-?\d)/
const CALL_NAME = /^(_ftnref|_ednref|sdfootnote\d+anc|sdendnote\d+anc|ftnt_ref|cite_ref|fnref|footnote-?ref)/
const NOTE_BODY =
  '[style*="mso-element:footnote"], [style*="mso-element:endnote"], [style*="mso-element: footnote"], [id^="sdfootnote"], [id^="sdendnote"], li, p, div'

interface Style {
  isBold: boolean
  isItalic: boolean
  isPre: boolean
}
interface ListPlace {
  id: string
  level: number
  type: string
  ordinal: number
  isStart: boolean
}

const styleOf = (element: Element): string =>
  (element.getAttribute('style') ?? '').toLowerCase().replace(/\s*([:;])\s*/g, '$1')
const nameOf = (element: Element): string => element.localName.toLowerCase()
const classesOf = (element: Element): string => element.getAttribute('class') ?? ''
const textOf = (node: Node): string => (node.textContent ?? '').replace(/\s+/g, ' ').trim()
/** Something without words is not counted. */
const countOf = (node: Node): 0 | 1 => (textOf(node) === '' ? 0 : 1)
const fragmentOf = (link: Element): string =>
  decodeURIComponentSafely(/#(.*)$/.exec(link.getAttribute('href') ?? '')?.[1] ?? '')

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text // a stray per cent sign: the name as it stands
    throw error
  }
}

const INCHES: Record<string, number> = { in: 1, pt: 1 / 72, cm: 1 / 2.54, mm: 1 / 25.4, px: 1 / 96 }
/** How far from the margin where its lines begin; Word says all four margins where it says one, a browser may write them as one. */
function indentOf(element: Element, style: string): number | null {
  const isRtl = element.getAttribute('dir')?.toLowerCase() === 'rtl' || /(^|;)direction:rtl/.test(style)
  const sides = /(?:^|;)margin:\S+ (\S+) \S+ ([^\s;]+)/.exec(style)
  const own = new RegExp(`margin-${isRtl ? 'right' : 'left'}:([^;]+)`).exec(style)?.[1] ?? sides?.[isRtl ? 1 : 2] ?? ''
  const length = /^(-?[\d.]+)(in|pt|cm|mm|px)?$/.exec(own)
  return length ? Number(length[1]) * (INCHES[length[2] ?? ''] ?? 0) : null
}

/** What Word sets between the number that it makes and the words, also where its other signs for a number are gone. */
const isAfterNumber = (element: Element, style: string): boolean =>
  /(^|;)font(-size)?:7(\.0)?pt/.test(style) && /times new roman/.test(style) && textOf(element) === ''

/** Word has elements for six levels of headings, and classes for the rest; a style of one's own says its level. */
const isHeading = (element: Element, name: string, style: string): boolean =>
  /^h[1-6]$/.test(name) ||
  element.getAttribute('role') === 'heading' ||
  /\bMso(Title|Subtitle|Heading[7-9])\b/.test(classesOf(element)) ||
  /mso-outline-level:[1-9]/.test(style)

const isHidden = (element: Element, style: string): boolean =>
  element.hasAttribute('hidden') || /(^|;)(display:none|visibility:hidden|mso-hide:all)/.test(style)

/** Reads a parsed clipboard. What cannot be kept goes to `findings`. */
export function readPage(page: Document, findings: Findings): PastedPage {
  return new Reader(page, findings).read()
}

class Reader {
  private readonly page: Document
  private readonly findings: Findings
  private readonly notes = new Map<string, PastedLine[]>()
  /** Elements that hold the words of a footnote, by the note's name. */
  private readonly bodies = new Map<Element, string>()
  private lines: PastedLine[] = []
  private pieces: PastedPiece[] = []
  private number: string | null = null
  private indent: number | null = null
  private isHeading = false
  private isApart = false
  private list: ListPlace | null = null
  private listCount = 0
  private readonly isLibreOffice: boolean
  private readonly sheet: (element: Element) => string

  constructor(page: Document, findings: Findings) {
    this.page = page
    this.findings = findings
    this.sheet = sheetOf(page)
    const generator = page.querySelector('meta[name=generator i]')?.getAttribute('content') ?? ''
    this.isLibreOffice = /libreoffice|openoffice/i.test(generator)
  }

  read(): PastedPage {
    this.findBodies()
    const plain: Style = { isBold: false, isItalic: false, isPre: false }
    this.children(this.page.body, plain)
    this.endLine()
    const { lines } = this
    for (const [body, name] of this.bodies) {
      this.lines = []
      this.list = null
      this.children(body, plain)
      this.endLine()
      this.notes.set(name, this.lines)
    }
    return { lines, notes: this.notes }
  }

  /** PA22: a footnote's words stand where its call points to. */
  private findBodies(): void {
    for (const call of this.page.querySelectorAll('a[href*="#"]')) {
      const name = fragmentOf(call)
      if (!NOTE_NAME.test(name) || CALL_NAME.test(name)) continue
      const target =
        this.page.getElementById(name) ??
        [...this.page.getElementsByName(name)].find((element) => element !== call) ??
        null
      const body = target?.closest(NOTE_BODY) ?? null
      if (body && !body.contains(call) && !this.bodies.has(body)) this.bodies.set(body, name)
    }
  }

  private children(element: Element, style: Style): void {
    for (const child of element.childNodes) {
      if (child.nodeType === 1) this.element(child as Element, style)
      else if (child.nodeType === 3) this.words(child.nodeValue ?? '', style)
      else if (child.nodeType === 8) this.remark(child.nodeValue ?? '')
    }
  }

  /** LibreOffice puts comments of the margin into comments of the markup. */
  private remark(text: string): void {
    if (
      this.isLibreOffice &&
      textOf({ textContent: text } as Node) !== '' &&
      !/^\[(if|endif)|^(Start|End)Fragment/.test(text)
    )
      this.findings.add('comment', text)
  }

  private words(text: string, { isBold, isItalic, isPre }: Style): void {
    if (text === '') return
    if (isPre) {
      text.split('\n').forEach((line, i) => {
        if (i > 0) this.endLine()
        if (line !== '') this.pieces.push({ type: 'words', text: line, isBold, isItalic })
      })
      return
    }
    this.pieces.push({ type: 'words', text: text.replace(/[ \t\r\n\f]+/g, ' '), isBold, isItalic })
  }

  private hasWords(): boolean {
    return this.pieces.some((piece) => piece.type === 'note' || /[^\s\u00a0]/.test(piece.text))
  }

  private endLine(): void {
    if (this.hasWords() || this.number !== null) {
      this.lines.push({
        pieces: this.pieces,
        isHeading: this.isHeading,
        isApart: this.isApart,
        list: this.list,
        number: this.number,
        indent: this.indent,
      })
      if (this.list) this.list = { ...this.list, isStart: false }
    }
    this.pieces = []
    this.number = null
  }

  private element(element: Element, outer: Style): void {
    const name = nameOf(element)
    if (SILENT.has(name)) return name === 'hr' ? this.endLine() : undefined
    if (this.bodies.has(element)) return // read after the text, as a note
    const style = `${styleOf(element)};${this.sheet(element)}`
    if (isHidden(element, style)) return this.findings.add('hidden', textOf(element), countOf(element))
    if (this.isReplaced(element, name, style)) return
    if (name === 'br') return this.lineBreak(element, style)
    if (name === 'a' && this.isNote(element)) return
    const inner = this.styleIn(element, name, style, outer)
    if (name === 'ul' || name === 'ol' || name === 'menu') return this.listOf(element, inner)
    if (name === 'table') this.findings.add('table', '', this.isLayout(element) ? 0 : 1)
    const isBlock = BLOCKS.has(name) || /(^|;)display:(block|flex|grid|list-item|table)/.test(style)
    if (!isBlock) return this.inline(element, name, style, inner)
    this.block(element, name, style, inner)
  }

  /** PA20: what has no place in an article is listed with its words. */
  private isReplaced(element: Element, name: string, style: string): boolean {
    const { findings } = this
    const classes = classesOf(element)
    if (name === 'del' || /\bmsodel\b/i.test(classes)) findings.add('deletion', textOf(element), countOf(element))
    else if (
      /mso-element:(comment-list|comment)(;|$)/.test(style) ||
      /\bMsoCommentReference\b|\bmsocomanchor\b|\bmsocomtxt\b/.test(classes)
    )
      this.comments(element)
    else if (name === 'img' || name === 'picture') this.image(element)
    else if (name === 'svg')
      findings.add('image', textOf(element), element.getAttribute('aria-hidden') === 'true' ? 0 : 1)
    else if (MEDIA.has(name)) findings.add('media', element.getAttribute('title') ?? textOf(element))
    else if (CONTROLS.has(name)) findings.add('control', element.getAttribute('value') ?? textOf(element))
    else return false
    return true
  }

  private comments(element: Element): void {
    const isComment = (one: Element): boolean => /mso-element:comment(;|$)/.test(styleOf(one))
    const isMark = !/mso-element/.test(styleOf(element))
    const rest = element.cloneNode(true) as Element
    for (const mark of rest.querySelectorAll('.msocomoff, .msocomanchor')) mark.remove()
    for (const comment of rest.querySelectorAll('[style*="mso-element"]')) {
      if (!isComment(comment)) continue
      this.findings.add('comment', textOf(comment))
      comment.replaceChildren()
    }
    // a mark among the words: the comment itself is counted where its words are, if they came along
    const isCounted = isMark && [...this.page.querySelectorAll('[style*="mso-element"]')].some(isComment)
    const words = isMark ? textOf(element) : textOf(rest)
    this.findings.add('comment', words, isCounted ? 0 : isComment(element) || isMark ? 1 : 0)
  }

  private image(element: Element): void {
    const image = nameOf(element) === 'img' ? element : element.querySelector('img')
    const alt = image?.getAttribute('alt') ?? ''
    // a sign drawn as a picture is a sign
    if (/^\p{Extended_Pictographic}(\p{M}|\u200d|\p{Extended_Pictographic})*$/u.test(alt))
      this.words(alt, { isBold: false, isItalic: false, isPre: false })
    else this.findings.add(element.closest('[role=checkbox]') ? 'control' : 'image', alt)
  }

  private lineBreak(element: Element, style: string): void {
    if (/mso-special-character:line-break|page-break/.test(style) && !this.hasWords()) return
    const paragraph = element.closest(PARAGRAPHS)
    let before = element.previousSibling
    while (before && before.nodeType === 3 && (before.nodeValue ?? '').trim() === '') before = before.previousSibling
    const isDouble = before !== null && before.nodeType === 1 && nameOf(before as Element) === 'br'
    const next = this.textAfter(element)
    const goesOn = paragraph ? typedNumber(next) === null : isWrapped(this.wordsSoFar(), next)
    if (isDouble || !goesOn) this.endLine()
    else this.pieces.push({ type: 'words', text: ' ', isBold: false, isItalic: false })
  }

  private wordsSoFar(): string {
    return this.pieces.map((piece) => (piece.type === 'words' ? piece.text : '')).join('')
  }

  /** The words after a line break, as far as a number at their head can be seen. */
  private textAfter(element: Element): string {
    let text = ''
    for (let next = element.nextSibling; next && text.trim().length < 20; next = next.nextSibling) {
      if (next.nodeType === 1 && nameOf(next as Element) === 'br') break
      text += next.textContent ?? ''
    }
    return text.replace(/\s+/g, ' ').trimStart()
  }

  /** Calls are kept as notes; numbers in front of a note's words go. False: a link like others. */
  private isNote(link: Element): boolean {
    const name = fragmentOf(link)
    const isMark = /^[[(]?[\p{N}\p{S}\p{Po}a-z]{0,4}[\])]?$/u.test(textOf(link))
    if (CALL_NAME.test(name)) return isMark
    if (!NOTE_NAME.test(name)) return false
    if ([...this.bodies.values()].includes(name)) this.pieces.push({ type: 'note', note: name })
    else if (isMark) this.findings.add('footnote', textOf(link))
    return isMark
  }

  private styleIn(element: Element, name: string, style: string, outer: Style): Style {
    let { isBold, isItalic, isPre } = outer
    const isTitle = isHeading(element, name, style)
    if (isTitle) isBold = isItalic = false
    // how headings look is no emphasis of words in them
    const said = isTitle ? styleOf(element) : style
    if (name === 'b' || name === 'strong') isBold = true
    if (name === 'i' || name === 'em') isItalic = true
    if (name === 'pre') isPre = true
    const weight = /(?:^|;)font-weight:(\w+)/.exec(said)?.[1]
    if (weight) isBold = weight === 'bold' || weight === 'bolder' || Number(weight) >= 600
    const slant = /(?:^|;)font-style:(\w+)/.exec(said)?.[1]
    if (slant) isItalic = slant === 'italic' || slant === 'oblique'
    const space = /(?:^|;)white-space:([\w-]+)/.exec(style)?.[1]
    // Google Docs says pre-wrap of words without line ends; a line end in a page's source is a space there as well
    if (space)
      isPre = (space === 'pre' || space === 'pre-wrap' || space === 'pre-line') && name !== 'span' && name !== 'font'
    return { isBold, isItalic, isPre }
  }

  private inline(element: Element, name: string, style: string, inner: Style): void {
    if (/mso-list:ignore/.test(style)) {
      const shown = textOf(element) || (element.querySelector('img') ? '•' : '')
      this.number = `${this.number ?? ''}${shown}`.trim()
      return
    }
    if (isAfterNumber(element, style) && this.number === null && /^\S{1,9}$/.test(this.wordsSoFar().trim())) {
      this.number = this.wordsSoFar().trim()
      this.pieces = []
      return
    }
    if (/mso-tab-count|mso-spacerun/.test(style)) return this.words(' ', inner)
    if (name === 'q') {
      this.words('“', inner)
      this.children(element, inner)
      return this.words('”', inner)
    }
    if (name === 'ins' || /\bmsoins\b/i.test(classesOf(element))) {
      const isCounted = element.parentElement?.closest('ins, .msoIns') == null
      this.findings.add('insertion', textOf(element), isCounted ? countOf(element) : 0)
    }
    if (name === 's' || name === 'strike' || /text-decoration[\w-]*:[^;]*line-through/.test(style))
      this.findings.add('struck', textOf(element), countOf(element))
    // what links and calls of notes look like is no emphasis of their words
    if (element.closest('a') === null && element.querySelector('a') === null) {
      if (name === 'u' || /(?:^|;)text-decoration[\w-]*:[^;]*underline/.test(style))
        this.findings.add('underlined', textOf(element), countOf(element))
      if (name === 'sup' || name === 'sub' || /(?:^|;)vertical-align:(?:super|sub)\b/.test(style))
        this.findings.add('raised', textOf(element), countOf(element))
    }
    if (name === 'a') this.link(element)
    this.children(element, inner)
  }

  private link(element: Element): void {
    const address = element.getAttribute('href') ?? ''
    if (/^(https?|mailto|ftp):/i.test(address) && textOf(element) !== '' && textOf(element) !== address)
      this.findings.add('link', address)
  }

  private block(element: Element, name: string, style: string, inner: Style): void {
    this.endLine()
    const before = { isHeading: this.isHeading, isApart: this.isApart, list: this.list, indent: this.indent }
    if (isHeading(element, name, style)) this.isHeading = true
    if (APART.has(name)) this.isApart = true
    this.indent = indentOf(element, styleOf(element)) ?? indentOf(element, this.sheet(element)) ?? this.indent
    const word = /mso-list:(l\d+) level(\d+)/.exec(style)
    if (word) this.list = { id: `word ${word[1]}`, level: Number(word[2]), type: 'decimal', ordinal: 1, isStart: true }
    if (name === 'td' || name === 'th') this.list = null
    this.children(element, inner)
    this.endLine()
    this.isHeading = before.isHeading
    this.isApart = before.isApart
    this.indent = before.indent
    // the item goes on after a paragraph of its own
    if (word || name === 'td' || name === 'th') this.list = before.list
  }

  private isLayout(table: Element): boolean {
    return table.getAttribute('role') === 'presentation' || table.querySelectorAll('td, th').length <= 1
  }

  /** PA4: a list in a list is deeper, whether it stands in the item or, as programs write it, beside it. */
  private listOf(element: Element, style: Style): void {
    this.endLine()
    const outer = this.list
    const id = outer?.id ?? `list ${++this.listCount}`
    const depth = (outer?.level ?? 0) + 1
    let ordinal = Number(element.getAttribute('start') ?? 1) - 1
    const ownType = element.getAttribute('type') ?? /list-style(?:-type)?:([^;]+)/.exec(styleOf(element))?.[1] ?? ''
    for (const child of element.childNodes) {
      if (child.nodeType !== 1 || nameOf(child as Element) !== 'li') {
        this.list = { id, level: depth, type: ownType, ordinal, isStart: false }
        if (child.nodeType === 1) this.element(child as Element, style)
        else if (child.nodeType === 3) this.words(child.nodeValue ?? '', style)
        continue
      }
      const item = child as Element
      ordinal = Number(item.getAttribute('value') ?? ordinal + 1)
      const said = Number(item.getAttribute('aria-level') ?? item.getAttribute('data-aria-level') ?? 0)
      const type =
        item.getAttribute('type') ??
        /list-style-type:([^;]+)/.exec(styleOf(item))?.[1] ??
        (ownType === '' ? (nameOf(element) === 'ul' ? 'disc' : 'decimal') : ownType)
      const shared = item.getAttribute('data-listid')
      this.list = { id: shared ? `web ${shared}` : id, level: Math.max(depth, said), type, ordinal, isStart: true }
      this.element(item, style)
      this.endLine()
    }
    this.list = outer ? { ...outer, isStart: false } : null
  }
}
