/** The words of an article as runs of one entry of its journal each (rule HI6), read from a text whose words carry that entry as a format. */
import type { ArticleDoc, Block, Inline } from './article.ts'
import { nestedContent, type Nested } from './nesting.ts'
import { piecesOf, textOfPieces, type RenderContext } from './rendering.ts'
import { docFromDelta, type DeltaInsert } from './text.ts'

/** The format that carries the entry. No text has it: it is put on copies only. */
const KEY = 'by'

export interface CreditedRun {
  text: string
  /** The entry of the journal. */
  seq: number
}
export interface CreditedBlock {
  block: Block
  runs: CreditedRun[]
}

/** HI6: what each block says, as readers meet it, in runs; brackets belong to the words next to them. */
export function creditedBlocks(
  delta: readonly (DeltaInsert & { seq: number })[],
  context: RenderContext,
): CreditedBlock[] {
  const doc: ArticleDoc = docFromDelta(
    delta.map(({ insert, attributes, seq }) => ({ insert, attributes: { ...attributes, [KEY]: seq } })),
  )
  return doc.content.map((block) => {
    const runs: CreditedRun[] = []
    const say = (text: string, seq: number): void => {
      const last = runs.at(-1)
      if (text === '') return
      if (last?.seq === seq) last.text += text
      else runs.push({ text, seq })
    }
    const walk = (content: readonly Nested[]): void => {
      for (const nested of content)
        if (nested.type === 'leaf') say(wordsOf(nested.inline, block, context), seqOf(nested.inline))
        else {
          say('[', firstSeq(nested.content) ?? runs.at(-1)?.seq ?? 1)
          walk(nested.content)
          say(']', runs.at(-1)?.seq ?? 1)
        }
    }
    walk(nestedContent(block))
    return { block, runs }
  })
}

const seqOf = ({ marks }: Inline): number => {
  const mark = marks?.find((one) => one.type === 'unknownMark' && one.attrs.key === KEY)
  return mark?.type === 'unknownMark' ? Number(JSON.parse(mark.attrs.value)) : 1
}
const firstSeq = (content: readonly Nested[]): number | undefined => {
  const [first] = content
  if (!first) return undefined
  return first.type === 'leaf' ? seqOf(first.inline) : firstSeq(first.content)
}

/** One piece by itself, as it is rendered. */
function wordsOf(inline: Inline, block: Block, context: RenderContext): string {
  if (inline.type === 'text') return inline.text
  const { marks: _marks, ...bare } = inline
  const alone: Block = { ...block, attrs: { ...block.attrs, bracket: null, bracketKind: null }, content: [bare] }
  return textOfPieces(piecesOf(alone, context))
}
