/** Writes preamble and articles of one language (rule EX9): what `readArticle` and `readPreamble` read. */
import type { ArticleDoc, Block } from '../../src/lib/domain/article.ts'
import { isNote } from '../../src/lib/domain/notes.ts'
import { articleLabel } from '../../src/lib/domain/numbering.ts'
import type {
  ArticleFile,
  ArticlePlan,
  BracketPlan,
  DeletedFile,
  ItemFile,
  ParagraphFile,
  PreambleFile,
  TailFile,
  TextFile,
} from './format.ts'
import { fileId, writeAlternatives, writeStanding, writeText, type Attributions, type Writing } from './write-text.ts'

export const docIn = (article: ArticlePlan, lang: string): ArticleDoc | undefined =>
  article.docs.find((each) => each.lang === lang)?.doc

/** The words of the preamble's heading, where they are not the language's own for it. */
export function preambleHeading(
  preamble: ArticlePlan | undefined,
  lang: string,
  writing: Writing,
): { preamble_heading?: TextFile } {
  const heading = preamble && docIn(preamble, lang)?.content.find((block) => block.attrs.kind === 'heading')
  if (!heading) return {}
  const words = writeText(heading, writing)
  return words === articleLabel(null, lang) ? {} : { preamble_heading: words }
}

/** EX12: that it is marked deleted, under this key; nothing of one that stands. */
export function writeDeleted<K extends string>(article: ArticlePlan | undefined, key: K): { [k in K]?: DeletedFile } {
  if (!article?.deleted) return {}
  const { reason, at } = article.deleted
  return { [key]: { reason, ...(at === null ? {} : { at }) } } as { [k in K]?: DeletedFile }
}

/** Blocks of other kinds than the preamble's own are written as recitals. */
export function writePreamble(preamble: ArticlePlan | undefined, lang: string, writing: Writing): PreambleFile[] {
  const doc = preamble && docIn(preamble, lang)
  const blocks = (doc?.content ?? []).slice(1)
  return [...blocks.filter((block) => !isNote(block)), ...blocks.filter(isNote)].map((block) => {
    const { id, kind } = block.attrs
    return {
      id: fileId(id),
      type: kind === 'chapeau' || kind === 'formula' || kind === 'note' ? kind : 'recital',
      text: writeText(block, writing),
    }
  })
}

export function writeArticle(article: ArticlePlan, lang: string, writing: Writing): ArticleFile[] {
  const doc = docIn(article, lang)
  const [heading, ...all] = doc?.content ?? []
  const [blocks, notes] = [all.filter((block) => !isNote(block)), all.filter(isNote)]
  if (article.number === null || !heading) return []
  const bracket = writing.isMaster ? writeArticleBracket(heading, writing.attributions) : undefined
  return [
    {
      number: article.number,
      id: fileId(heading.attrs.id),
      heading: writeText(heading, writing),
      ...(writing.isMaster && article.status !== 'draft' ? { status: article.status } : {}),
      ...(writing.isMaster ? writeDeleted(article, 'deleted') : {}),
      ...(bracket ? { bracket } : {}),
      paragraphs: writeParagraphs(blocks, writing),
      ...(notes.length > 0
        ? { notes: notes.map((note) => ({ id: fileId(note.attrs.id), text: writeText(note, writing) })) }
        : {}),
      ...(writing.isMaster && article.sources.length > 0 ? { sources: article.sources } : {}),
    },
  ]
}

function writeArticleBracket(heading: Block, attributions: Attributions): ArticleFile['bracket'] {
  const { bracket: id, bracketKind } = heading.attrs
  if (id === null) return undefined
  const plan: BracketPlan | undefined = attributions.get(id)
  const by = plan?.options.flatMap((option) => option.by) ?? []
  return { id, kind: bracketKind ?? 'optional', by, ...writeStanding(plan, true) }
}

/** Paragraphs with their lists and closing words. A block that no paragraph stands before is written as one. */
function writeParagraphs(blocks: readonly Block[], writing: Writing): ParagraphFile[] {
  const paragraphs: ParagraphFile[] = []
  for (const block of blocks) {
    const { kind } = block.attrs
    const id = fileId(block.attrs.id)
    const paragraph = paragraphs.at(-1)
    if (!paragraph || (kind !== 'item' && kind !== 'tail')) paragraphs.push(writeParagraph(block, writing))
    else if (kind === 'item') addItem(paragraph, block, writing)
    else {
      const text = writeText(block, writing)
      const part = listPart(paragraph)
      // The paragraph's own tail takes its id from it; any other says its own.
      if (part === paragraph && part.tail === undefined && id === `${paragraph.id}.tail`) part.tail = text
      else if (part.tail === undefined) part.tail = { id, text }
      else (paragraph.more ??= []).push({ tail: { id, text } })
    }
  }
  return paragraphs
}

/** Where the last list or closing words of a paragraph stand. */
const listPart = (paragraph: ParagraphFile): { items?: ItemFile[]; tail?: TailFile } =>
  paragraph.more?.at(-1) ?? paragraph

function addItem(paragraph: ParagraphFile, block: Block, writing: Writing): void {
  const item: ItemFile = { id: fileId(block.attrs.id), text: writeText(block, writing) }
  let part = listPart(paragraph)
  if (part.tail !== undefined) {
    part = {}
    ;(paragraph.more ??= []).push(part)
  }
  const owner = part.items?.at(-1)
  if (block.attrs.depth > 1 && owner) (owner.items ??= []).push(item)
  else (part.items ??= []).push(item)
}

function writeParagraph(block: Block, writing: Writing): ParagraphFile {
  const { bracket, bracketKind } = block.attrs
  const id = fileId(block.attrs.id)
  const alternatives = bracket === null ? null : writeAlternatives(block, writing)
  if (bracket === null || alternatives === null) return { id, text: writeText(block, writing) }
  const standing = writeStanding(writing.attributions.get(bracket), writing.isMaster)
  return { id, bracket: { id: bracket, kind: bracketKind ?? 'alternatives', ...standing }, alternatives }
}
