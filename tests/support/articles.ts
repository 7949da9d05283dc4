/** Arbitrary well-formed articles, unknown pieces and overlapping brackets included. */
import fc from 'fast-check'
import { BLOCK_KINDS, BRACKET_KINDS, type ArticleDoc, type Block, type Inline, type Mark } from '#lib/domain/article.ts'
import { deltaFromDoc, depthFor, docFromDelta, formatsOfMarks, marksFromFormats } from '#lib/domain/text.ts'

const word = fc.stringMatching(/^[a-zé🙂ء]{1,6}$/u)
const id = fc.stringMatching(/^[a-z]{2,5}$/)
const mark: fc.Arbitrary<Mark> = fc.oneof(
  fc.constantFrom<Mark>({ type: 'bold' }, { type: 'italic' }),
  fc.record({ type: fc.constant('br' as const), attrs: fc.record({ id, option: id }) }),
  fc.record({ type: fc.constant('def' as const), attrs: fc.record({ id }) }),
  fc.record({ type: fc.constant('term' as const), attrs: fc.record({ to: id }) }),
  id.map((key): Mark => ({ type: 'unknownMark', attrs: { key: `x-${key}`, value: '"v"' } })),
)
const marks = fc.array(mark, { maxLength: 3 }).map((list) => marksFromFormats(formatsOfMarks(list)))
const atom: fc.Arbitrary<Inline> = fc.oneof(
  word.map((text): Inline => ({ type: 'text', text: `${text} ` })),
  fc.record({
    type: fc.constant('ref' as const),
    attrs: fc.record({
      id,
      to: id,
      form: fc.constantFrom('full' as const, 'relative' as const, null),
      as: fc.option(word, { nil: null }),
    }),
  }),
  fc.record({
    type: fc.constant('opt' as const),
    attrs: fc.record({ id, br: id, kind: fc.constantFrom(...BRACKET_KINDS), label: word }),
  }),
  fc.record({ type: fc.constant('note' as const), attrs: fc.record({ id, to: id }) }),
  id.map((key): Inline => ({ type: 'unknown', attrs: { raw: JSON.stringify({ [`widget-${key}`]: { deep: 1 } }) } })),
)
const inline = fc.tuple(atom, marks).map(([node, list]): Inline => (list.length ? { ...node, marks: list } : node))
const block: fc.Arbitrary<Block> = fc
  .record({
    kind: fc.constantFrom(...BLOCK_KINDS),
    depth: fc.integer({ min: 0, max: 3 }),
    bracket: fc.option(fc.record({ bracket: id, bracketKind: fc.constantFrom(...BRACKET_KINDS) }), { nil: null }),
    from: fc.option(fc.record({ from: id }), { nil: null }),
    extra: fc.constantFrom(null, JSON.stringify({ e: { more: 1 }, x: { 'b.lang': 'fr' } })),
    content: fc.array(inline, { maxLength: 5 }),
  })
  .map(({ kind, depth, bracket, from, extra, content }) => ({
    type: 'block',
    attrs: { id: '', kind, depth: depthFor(kind, depth), bracket: null, bracketKind: null, ...bracket, ...from, extra },
    ...(content.length ? { content } : {}),
  }))
export const article: fc.Arbitrary<ArticleDoc> = fc
  .array(block, { minLength: 1, maxLength: 6 })
  .map((blocks) =>
    docFromDelta(
      deltaFromDoc({ type: 'doc', content: blocks.map((b, i) => ({ ...b, attrs: { ...b.attrs, id: `p${i}` } })) }),
    ),
  )
