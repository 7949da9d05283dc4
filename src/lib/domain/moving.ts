/** Paragraphs that move to another article (rules MV*; practice 13, case 20): pure, for one language of both. */
import type { ArticleDoc, Block } from './article.ts'
import { bracketsOf, unsoundShapes } from './soundness.ts'

/** What `blockIds` take with them: footnotes that nobody else calls (MV3). In the order of the article; unknown ids are not among them. */
export function travellers({ content }: ArticleDoc, blockIds: ReadonlySet<string>): Set<string> {
  const calls = (blocks: Block[]): Set<string> =>
    new Set(blocks.flatMap(({ content: words = [] }) => words.flatMap((w) => (w.type === 'note' ? [w.attrs.to] : []))))
  const moved = content.filter(({ attrs }) => blockIds.has(attrs.id) && attrs.kind !== 'note')
  const called = calls(moved)
  const stillCalled = calls(content.filter(({ attrs }) => !blockIds.has(attrs.id)))
  const notes = content.filter(
    ({ attrs }) => attrs.kind === 'note' && called.has(attrs.id) && !stillCalled.has(attrs.id),
  )
  return new Set([...moved, ...notes].map(({ attrs }) => attrs.id))
}

/** Brackets that stand in these blocks or around them. */
export const bracketsOfBlocks = ({ content }: ArticleDoc, blockIds: ReadonlySet<string>): Set<string> =>
  new Set(
    content
      .filter(({ attrs }) => blockIds.has(attrs.id))
      .flatMap(({ attrs, content: words = [] }) => [
        ...bracketsOf(words),
        ...(attrs.bracket === null ? [] : [attrs.bracket]),
      ]),
  )

/** SD2 again where blocks went and where they came to stand: what hung in the air before is left. */
function settled(doc: ArticleDoc, before: ArticleDoc): ArticleDoc {
  const unsound = unsoundShapes(doc.content.map(({ attrs }) => attrs))
  const were = new Set(
    [...unsoundShapes(before.content.map(({ attrs }) => attrs)).keys()].map((i) => before.content[i]!.attrs.id),
  )
  return {
    type: 'doc',
    content: doc.content.map((block, i) => {
      const shape = unsound.get(i)
      return shape && !were.has(block.attrs.id) ? { ...block, attrs: { ...block.attrs, ...shape } } : block
    }),
  }
}

/**
 * MV1: both articles after `ids` (of `travellers`) have moved before the block `before` of `to`; null: to the end. Blocks keep ids, words and brackets.
 * MV2: what a language of the source has not is added empty where `shapes`, the original language's blocks, has it.
 */
export function moveBlocks(
  from: ArticleDoc | null,
  to: ArticleDoc,
  ids: ReadonlySet<string>,
  before: string | null,
  shapes: readonly Block[],
): [ArticleDoc | null, ArticleDoc] {
  const own = new Map((from?.content ?? []).map((block) => [block.attrs.id, block]))
  const moved = shapes
    .filter(({ attrs }) => ids.has(attrs.id))
    .map((lead): Block => own.get(lead.attrs.id) ?? { type: 'block', attrs: lead.attrs })
  const [notes, blocks] = [
    moved.filter(({ attrs }) => attrs.kind === 'note'),
    moved.filter(({ attrs }) => attrs.kind !== 'note'),
  ]
  const firstNote = to.content.findIndex(({ attrs }) => attrs.kind === 'note')
  const end = firstNote < 0 ? to.content.length : firstNote
  const wanted = before === null ? -1 : to.content.findIndex(({ attrs }) => attrs.id === before)
  const at = wanted < 1 || wanted > end ? end : wanted
  const target: ArticleDoc = {
    type: 'doc',
    content: [...to.content.slice(0, at), ...blocks, ...to.content.slice(at), ...notes],
  }
  const source = from && { type: 'doc' as const, content: from.content.filter(({ attrs }) => !ids.has(attrs.id)) }
  return [source && settled(source, from), settled(target, to)]
}
