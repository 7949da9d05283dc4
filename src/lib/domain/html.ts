/**
 * An article as nested structure for a page (rules HT*): sections with ids and permalinks, lists within paragraphs.
 * Structure only: the page escapes the words. Every label, reference and number goes into `<bdi>` there.
 */
import type { ArticleDoc, Block, BlockKind, BracketKind } from './article.ts'
import { callsOf, inNoteOrder, isNote, noteNumbers } from './notes.ts'
import { articleLabel, articleSlug } from './numbering.ts'
import { directionOf } from './language.ts'
import { labelsOf, printedLabelsOf, tombstonesOf } from './places.ts'
import { piecesOf, type ArticleContext, type Piece, type RenderContext } from './rendering.ts'

export interface BlockSection {
  type: 'block'
  /** The block's id: the fragment of its permalink. */
  id: string
  kind: BlockKind
  /** `1.`, `(a)`, or null. */
  label: string | null
  pieces: Piece[]
  /** Numbers of what stood behind this block and is gone. */
  gone: string[]
  /** Lists and closing words below this block, in order. */
  children: Section[]
}
/** Items of one level. Its labels are computed words of the text, so the page shows no markers of its own. */
export interface ListSection {
  type: 'list'
  items: BlockSection[]
}
export type Section = BlockSection | ListSection

/** The words of a footnote. */
export interface NoteSection {
  /** The block's id. */
  id: string
  /** Null: nobody calls it. */
  number: number | null
  /** Ids of the calls, in reading order: the ways back. */
  calls: string[]
  pieces: Piece[]
}

export interface ArticleSection {
  /** Id of the heading block. */
  id: string
  slug: string
  /** `Article 14 bis`. */
  label: string
  lang: string
  dir: 'ltr' | 'rtl'
  heading: Piece[]
  /** The bracket around the whole article. */
  bracket: { id: string; kind: BracketKind } | null
  /** Numbers of what stood before all and is gone. */
  gone: string[]
  sections: Section[]
  /** HT3: by number, those that nobody calls last. */
  notes: NoteSection[]
}

/**
 * HT1: items stand in a list inside the paragraph before them, sub-items in a list inside their item, tails inside their
 * paragraph. HT2: nothing is dropped: an item without a paragraph stands in a list of its own, a second heading is a block.
 */
export function sectionsOf(doc: ArticleDoc, outer: ArticleContext): ArticleSection {
  const numbers = noteNumbers(doc)
  const context = { ...outer, notes: numbers }
  const calls = Map.groupBy(callsOf(doc), ({ to }) => to)
  const labels = (context.isPrinted ? printedLabelsOf : labelsOf)(doc, context.lang, context.round)
  const stones = Map.groupBy(tombstonesOf(doc, context.round, context.lang), ({ behind }) => behind)
  const goneBehind = (id: string | null): string[] => (stones.get(id) ?? []).map(({ label }) => label)
  const [first] = doc.content
  const heading = first?.attrs.kind === 'heading' ? first : null
  const sections: Section[] = []
  /** The paragraph (or recital ...) that lists belong to, and the item that sub-items belong to. */
  let owner: BlockSection | null = null
  let item: BlockSection | null = null
  doc.content.forEach((block, i) => {
    if (block === heading || isNote(block)) return
    const section = sectionOf(block, labels[i]!, goneBehind(block.attrs.id), context)
    if (section.kind === 'item') {
      if (block.attrs.depth > 1) listIn(item?.children ?? owner?.children ?? sections).push(section)
      else {
        listIn(owner?.children ?? sections).push(section)
        item = section
      }
      return
    }
    item = null
    if (section.kind === 'tail' && owner) owner.children.push(section)
    else {
      sections.push(section)
      owner = section
    }
  })
  return {
    id: heading?.attrs.id ?? '',
    slug: articleSlug(context.number),
    label: articleLabel(context.number, context.lang),
    lang: context.lang,
    dir: directionOf(context.lang),
    heading: heading ? piecesOf(heading, context) : [],
    bracket:
      heading?.attrs.bracket != null
        ? { id: heading.attrs.bracket, kind: heading.attrs.bracketKind ?? 'optional' }
        : null,
    gone: goneBehind(null),
    sections,
    notes: inNoteOrder(doc, numbers)
      .filter(isNote)
      .map((block) => ({
        id: block.attrs.id,
        number: numbers.get(block.attrs.id) ?? null,
        calls: (calls.get(block.attrs.id) ?? []).map(({ id }) => id),
        pieces: piecesOf(block, context),
      })),
  }
}

const sectionOf = (block: Block, label: string | null, gone: string[], context: RenderContext): BlockSection => ({
  type: 'block',
  id: block.attrs.id,
  kind: block.attrs.kind,
  label,
  pieces: piecesOf(block, context),
  gone,
  children: [],
})

/** The list at the end of `sections`, begun if there is none. */
function listIn(sections: Section[]): BlockSection[] {
  const last = sections.at(-1)
  if (last?.type === 'list') return last.items
  const items: BlockSection[] = []
  sections.push({ type: 'list', items })
  return items
}
