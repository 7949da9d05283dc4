/** Writes the content of a block as a text of the exchange format: what `readText` reads. */
import type { Block, Mark } from '../../src/lib/domain/article.ts'
import { nestedContent, type Nested, type NestedOption } from '../../src/lib/domain/nesting.ts'
import { ownLabels } from '../../src/lib/domain/option-labels.ts'
import { fitForFile } from './characters.ts'
import type { BracketFile, BracketPlan, NodeFile, OptionFile, TextFile } from './format.ts'

/** Who stands behind a bracket, by its id. */
export type Attributions = ReadonlyMap<string, BracketPlan>

/** What writing knows of the language: notes stand in the original only. */
export interface Writing {
  attributions: Attributions
  isMaster: boolean
  /** Whether the charter has a block of this id. */
  hasBlock: (id: string) => boolean
  /** Whether this block is a footnote of the charter. */
  hasNote: (id: string) => boolean
  /** Whether some words of the charter, in some language, define this term. */
  hasTerm: (id: string) => boolean
}

/** An id as a file may have it: the mark that reading gives to doubles (TX3) is written as a part of the id. */
export const fileId = (id: string): string => id.replace(/~(?=\d+$)/, '.')

type Part = string | NodeFile

/** The words of a block; `bracket` among them is not written (it stands around the block in the file). */
export const writeText = (block: Block, writing: Writing): TextFile => textOf(partsOf(nestedContent(block), writing))

/** The options of the bracket around a whole paragraph, and what stands beside them (nothing, in a text that was imported). */
export function writeAlternatives(block: Block, writing: Writing): OptionFile[] | null {
  const content = nestedContent(block)
  const { bracket } = block.attrs
  if (content.length === 0 || !content.every((each) => each.type === 'option' && each.bracket === bracket)) return null
  return writeOptions(content as NestedOption[], writing).map(({ id, label, text, by, origin }) => ({
    ...(id === undefined ? {} : { id }),
    label,
    by,
    ...(origin === undefined ? {} : { origin }),
    text,
  }))
}

/** A string where there are words only, else strings and nodes; no empty strings, no neighbouring ones. */
function textOf(parts: Part[]): TextFile {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part === '') continue
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part
    else joined.push(part)
  }
  if (joined.length === 0) return ''
  return joined.length === 1 && typeof joined[0] === 'string' ? joined[0] : joined
}

function partsOf(content: readonly Nested[], writing: Writing): Part[] {
  const parts: Part[] = []
  for (let i = 0; i < content.length; i++) {
    const each = content[i]!
    if (each.type === 'leaf') {
      parts.push(...leafParts(each, writing))
      continue
    }
    const options: NestedOption[] = []
    for (let next = content[i]; next?.type === 'option' && next.bracket === each.bracket; next = content[++i])
      options.push(next)
    i--
    parts.push({ bracket: writeBracket(options, writing) })
  }
  return parts
}

/** A reference, a call or words, with their marks. Content of a newer schema has no form in this format. */
function leafParts({ inline }: Extract<Nested, { type: 'leaf' }>, writing: Writing): Part[] {
  const { hasBlock, hasNote } = writing
  if (inline.type === 'unknown') return []
  const { marks } = inline
  if (inline.type === 'text') return [look(fitForFile(inline.text), marks, writing)]
  if (inline.type === 'note') {
    const { to } = inline.attrs
    return [look({ note: { to: fileId(to), ...dangling(!hasNote(to)) } }, marks, writing)]
  }
  const { to, form, as } = inline.attrs
  const ref = {
    to: fileId(to),
    ...(form === null ? {} : { form }),
    ...(as === null ? {} : { as }),
    ...dangling(!hasBlock(to)),
  }
  return [look({ ref }, marks, writing)]
}

const dangling = (isGone: boolean): { dangling?: true } => (isGone ? { dangling: true } : {})

function look(words: Part, marks: readonly Mark[] = [], { hasTerm }: Writing): Part {
  const part = marks.reduceRight<Part>((inner, mark) => {
    if (mark.type === 'def') return { define: { id: mark.attrs.id, text: textOf([inner]) } }
    if (mark.type !== 'term') return inner
    const { to } = mark.attrs
    return { term: { to, text: textOf([inner]), ...dangling(!hasTerm(to)) } }
  }, words)
  const isItalic = marks.some((mark) => mark.type === 'italic')
  const isBold = marks.some((mark) => mark.type === 'bold')
  const inner: Part = isItalic ? { italic: textOf([part]) } : part
  return isBold ? { bold: textOf([inner]) } : inner
}

/** `reserved_by` and `note` as the file had them; the note in the original language only. */
export function writeStanding(
  plan: BracketPlan | undefined,
  isMaster: boolean,
): { reserved_by?: string[]; note?: string } {
  return {
    ...(plan?.reservedBy ? { reserved_by: plan.reservedBy } : {}),
    ...(isMaster && plan?.note != null ? { note: plan.note } : {}),
  }
}

function writeBracket(options: NestedOption[], writing: Writing): BracketFile {
  const { bracket: id, kind } = options[0]!
  const plan = writing.attributions.get(id)
  return { id, kind, options: writeOptions(options, writing), ...writeStanding(plan, writing.isMaster) }
}

/** Options without a label of their own get the one that the format expects, which knows them by it. */
function writeOptions(options: NestedOption[], writing: Writing): OptionFile[] {
  const own = ownLabels(options.map(({ label }) => label))
  return options.map((option, i) => {
    const standing = writing.attributions.get(option.bracket)?.options.find(({ id }) => id === option.option)
    const label = option.label === '' && option.kind !== 'alternatives' ? 'text' : own[i]!
    return {
      ...(option.option === `${option.bracket}.${i + 1}` ? {} : { id: option.option }),
      label,
      text: textOf(partsOf(option.content, writing)),
      by: standing?.by ?? [],
      ...(standing?.origin == null ? {} : { origin: standing.origin }),
    }
  })
}
