import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Block, BlockKind, Inline } from '../../src/lib/domain/article.ts'
import { followStructure, keepsStructure, structureOf } from '../../src/lib/domain/structure.ts'

const block = (id: string, content: string | Inline[], kind: BlockKind = 'para', depth = 0): Block => ({
  type: 'block',
  attrs: { id, kind, depth, bracket: null, bracketKind: null, extra: null },
  content: typeof content === 'string' ? (content === '' ? [] : [{ type: 'text', text: content }]) : content,
})
const doc = (...content: Block[]): ArticleDoc => ({ type: 'doc', content })
const words = (text: string, br?: string, option?: string): Inline =>
  br && option ? { type: 'text', text, marks: [{ type: 'br', attrs: { id: br, option } }] } : { type: 'text', text }
const opt = (br: string, id: string): Inline => ({
  type: 'opt',
  attrs: { id, br, kind: 'alternatives', label: id },
  marks: [{ type: 'br', attrs: { id: br, option: id } }],
})
const plain = (d: ArticleDoc): string[] =>
  d.content.map(
    (b) =>
      `${b.attrs.id}:${(b.content ?? []).map((n) => (n.type === 'text' ? n.text : n.type === 'opt' ? `<${n.attrs.id}>` : '?')).join('')}`,
  )

const en = doc(
  block('h', 'Heading', 'heading'),
  block('a', 'First words.'),
  block('b', 'Second words.'),
  block('c', 'Third words.'),
)
const ar = doc(block('h', 'عنوان', 'heading'), block('a', 'أول.'), block('b', 'ثان.'), block('c', 'ثالث.'))

describe('ST1 structure of a text', () => {
  it('is the same for two languages with other words', () => expect(structureOf(en)).toBe(structureOf(ar)))
  it('differs by order, kind, depth and options', () => {
    const [h, a, b, c] = en.content as [Block, Block, Block, Block]
    for (const changed of [
      doc(h, b, a, c),
      doc(h, a, b),
      doc(h, block('a', 'First words.', 'item', 1), b, c),
      doc(h, a, b, block('c', [opt('x', 'x.1')])),
    ])
      expect(structureOf(changed)).not.toBe(structureOf(en))
  })
})

describe('ST2 a following language keeps its structure', () => {
  it('words and the order of options inside a block are free', () => {
    const one = doc(
      block('a', [opt('x', 'x.1'), words('shall', 'x', 'x.1'), opt('x', 'x.2'), words('should', 'x', 'x.2')]),
    )
    const two = doc(
      block('a', [opt('x', 'x.2'), words('ينبغي', 'x', 'x.2'), opt('x', 'x.1'), words('يتعين', 'x', 'x.1')]),
    )
    expect(keepsStructure(one, two)).toBe(true)
  })
  it('a new block, a removed one, a lost option are not', () => {
    expect(keepsStructure(ar, doc(...ar.content, block('d', '')))).toBe(false)
    expect(keepsStructure(ar, doc(...ar.content.slice(0, 3)))).toBe(false)
    expect(keepsStructure(doc(block('a', [opt('x', 'x.1')])), doc(block('a', '')))).toBe(false)
  })
})

describe('ST3 the other languages follow', () => {
  it('a split adds an empty block behind and leaves the words', () => {
    const [h, , b, c] = en.content as [Block, Block, Block, Block]
    const after = doc(h, block('a', 'First '), block('n', 'words.'), b, c)
    expect(plain(followStructure(en, after, ar))).toEqual(['h:عنوان', 'a:أول.', 'n:', 'b:ثان.', 'c:ثالث.'])
  })
  it('a join joins the words here too', () => {
    const [h, , , c] = en.content as [Block, Block, Block, Block]
    const after = doc(h, block('a', 'First words. Second words.'), c)
    expect(plain(followStructure(en, after, ar))).toEqual(['h:عنوان', 'a:أول. ثان.', 'c:ثالث.'])
  })
  it('a block that was joined and edited at once keeps its words here', () => {
    const [h, , , c] = en.content as [Block, Block, Block, Block]
    const after = doc(h, block('a', 'First words. Second, better words.'), c)
    expect(plain(followStructure(en, after, ar))).toEqual(['h:عنوان', 'a:أول. ثان.', 'c:ثالث.'])
  })
  it('a block removed while the one before it is edited takes its words', () => {
    const [h, , , c] = en.content as [Block, Block, Block, Block]
    expect(plain(followStructure(en, doc(h, block('a', 'First, better words.'), c), ar))).toEqual([
      'h:عنوان',
      'a:أول.',
      'c:ثالث.',
    ])
  })
  it('a removed block is removed with its words', () => {
    const after = doc(...en.content.filter((b) => b.attrs.id !== 'b'))
    expect(plain(followStructure(en, after, ar))).toEqual(['h:عنوان', 'a:أول.', 'c:ثالث.'])
  })
  it('a moved block takes its words along', () => {
    const [h, a, b, c] = en.content as [Block, Block, Block, Block]
    expect(plain(followStructure(en, doc(h, b, a, c), ar))).toEqual(['h:عنوان', 'b:ثان.', 'a:أول.', 'c:ثالث.'])
  })
  it('kind and depth follow', () => {
    const [h, a, b, c] = en.content as [Block, Block, Block, Block]
    const after = doc(h, a, block('b', 'Second words.', 'item', 1), c)
    expect(followStructure(en, after, ar).content[2]!.attrs).toMatchObject({ id: 'b', kind: 'item', depth: 1 })
    expect(b.attrs.kind).toBe('para')
  })
  it('what only the other language has stays where it was', () => {
    const more = doc(...ar.content.slice(0, 3), block('z', 'زائد'), ar.content[3]!)
    expect(plain(followStructure(en, en, more))).toEqual(plain(more))
  })
})

describe('ST4 brackets follow', () => {
  const free = block('a', 'Societies shall act.')
  const bracketed = block('a', [words('Societies '), opt('x', 'x.1'), words('shall', 'x', 'x.1'), words(' act.')])
  it('a new bracket opens at the end of the block, for its extent to be set', () => {
    const result = followStructure(doc(free), doc(bracketed), doc(block('a', 'تعمل')))
    expect(plain(result)).toEqual(['a:تعمل<x.1>'])
  })
  it('an added option stands behind the others of its bracket', () => {
    const more = block('a', [
      ...bracketed.content!.slice(0, 3),
      opt('x', 'x.2'),
      words('should', 'x', 'x.2'),
      words(' act.'),
    ])
    const other = block('a', [opt('x', 'x.1'), words('يتعين', 'x', 'x.1'), words(' تعمل')])
    expect(plain(followStructure(doc(bracketed), doc(more), doc(other)))).toEqual(['a:<x.1>يتعين<x.2> تعمل'])
  })
  it('an unwrapped option leaves its words, one removed with its words takes them', () => {
    const other = block('a', [opt('x', 'x.1'), words('يتعين', 'x', 'x.1'), words(' تعمل')])
    expect(plain(followStructure(doc(bracketed), doc(free), doc(other)))).toEqual(['a:يتعين تعمل'])
    expect(plain(followStructure(doc(bracketed), doc(block('a', 'Societies act.')), doc(other)))).toEqual(['a: تعمل'])
  })
  it('ST4: a bracket that stays where the one around it goes stands outside of that, in whichever option it stood here', () => {
    const inner = (text: string, outer: string): Inline[] =>
      [opt('n', 'n.1'), words(text, 'n', 'n.1')].map((node) => ({
        ...node,
        marks: [{ type: 'br', attrs: { id: 'x', option: outer } }, ...(node.marks ?? [])],
      }))
    const lead = block('a', [opt('x', 'x.1'), ...inner('shall', 'x.1'), opt('x', 'x.2'), words('should', 'x', 'x.2')])
    const after = block('a', [opt('n', 'n.1'), words('shall', 'n', 'n.1'), words('should')])
    const other = block('a', [opt('x', 'x.1'), words('eins', 'x', 'x.1'), opt('x', 'x.2'), ...inner('zwei', 'x.2')])
    const followed = followStructure(doc(lead), doc(after), doc(other))
    expect(JSON.stringify(followed)).not.toContain('"x.')
    expect(plain(followed)).toEqual(['a:eins<n.1>zwei'])
  })
  it('of alternatives that are alike, the one that was unwrapped and edited at once leaves its words, the others take theirs', () => {
    const alternatives = (first: string, second: string, third: string): Block =>
      block('a', [
        ...[first, second, third].flatMap((text, i) => [opt('x', `x.${i + 1}`), words(text, 'x', `x.${i + 1}`)]),
        words('.'),
      ])
    const before = alternatives(
      'shall take all feasible measures',
      'should take all feasible measures',
      'may take all feasible measures',
    )
    const other = alternatives('أولا', 'ثانيا', 'ثالثا')
    const follow = (text: string): string[] => plain(followStructure(doc(before), doc(block('a', text)), doc(other)))
    expect(follow('should take all feasible measures.')).toEqual(['a:ثانيا.'])
    expect(follow('should always take all feasible measures.')).toEqual(['a:ثانيا.'])
    expect(follow('.')).toEqual(['a:.'])
  })
})
