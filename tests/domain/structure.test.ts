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
  it('options that a split carries to another block take their words along, in every order of the other language', () => {
    const shall = [opt('x', 'x.1'), words('shall', 'x', 'x.1'), opt('x', 'x.2'), words('should', 'x', 'x.2')]
    const before = doc(block('a', [words('They '), ...shall, words(' meet.')]), block('b', 'Or not.'))
    const after = doc(block('a', 'They '), block('n', [...shall, words(' meet.')]), block('b', 'Or not.'))
    const theirs = [opt('x', 'x.2'), words('ينبغي', 'x', 'x.2'), opt('x', 'x.1'), words('يتعين', 'x', 'x.1')]
    const other = doc(block('a', [...theirs, words(' اجتماعهم')]), block('b', 'أو لا.'))
    const followed = followStructure(before, after, other)
    expect(plain(followed)).toEqual(['a: اجتماعهم', 'n:<x.2>ينبغي<x.1>يتعين', 'b:أو لا.'])
    expect(keepsStructure(after, followed)).toBe(true)
    // and carried into a block that has words, they stand behind those
    const joined = doc(block('a', 'They meet.'), block('b', [words('Or not. '), ...shall]))
    const carried = followStructure(before, joined, other)
    expect(plain(carried)).toEqual(['a: اجتماعهم', 'b:أو لا. <x.2>ينبغي<x.1>يتعين'])
    expect(keepsStructure(joined, carried)).toBe(true)
  })
  it('of brackets within one another the one that is carried alone takes its own words', () => {
    const both = (text: string): Inline => ({
      type: 'text',
      text,
      marks: [
        { type: 'br', attrs: { id: 'x', option: 'x.1' } },
        { type: 'br', attrs: { id: 'y', option: 'y.1' } },
      ],
    })
    const inner = { ...opt('y', 'y.1'), marks: both('').marks! }
    const before = doc(block('a', [opt('x', 'x.1'), words('one ', 'x', 'x.1'), inner, both('two')]), block('b', 'End.'))
    const after = doc(
      block('a', [opt('x', 'x.1'), words('one ', 'x', 'x.1')]),
      block('b', [words('End. '), opt('y', 'y.1'), words('two', 'y', 'y.1')]),
    )
    const other = doc(block('a', [opt('x', 'x.1'), words('واحد ', 'x', 'x.1'), inner, both('اثنان')]), block('b', ''))
    const followed = followStructure(before, after, other)
    expect(plain(followed)).toEqual(['a:<x.1>واحد ', 'b:<y.1>اثنان'])
    expect(followed.content[1]!.content!.at(-1)).toEqual(words('اثنان', 'y', 'y.1'))
  })
  it('a block without words is as it is read again', () => {
    const after = doc(...en.content, block('d', ''))
    expect(followStructure(en, after, ar).content.at(-1)).toEqual({
      type: 'block',
      attrs: { id: 'd', kind: 'para', depth: 0, bracket: null, bracketKind: null, extra: null },
    })
  })
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
  it('words that are joined are kept apart by one space', () => {
    const after = doc(en.content[0]!, block('a', 'First words. Second words.'), en.content[3]!)
    const spaced = doc(ar.content[0]!, block('a', 'أول. '), ar.content[2]!, ar.content[3]!)
    expect(plain(followStructure(en, after, spaced))).toEqual(['h:عنوان', 'a:أول. ثان.', 'c:ثالث.'])
  })
  it('a block that is joined to the new half of the one before takes its words there', () => {
    const [h, , , c] = en.content as [Block, Block, Block, Block]
    const half: Block = { ...block('n', 'words. Second words.'), attrs: { ...block('n', '').attrs, from: 'a' } }
    const after = doc(h, block('a', 'First '), half, c)
    expect(plain(followStructure(en, after, ar))).toEqual(['h:عنوان', 'a:أول.', 'n:ثان.', 'c:ثالث.'])
  })
  it('a block that was split and joined at once keeps its words here, where most of them went', () => {
    const before = doc(en.content[0]!, en.content[1]!, block('b', 'One two three four five.'))
    const rest: Block = { ...block('n', 'three four five.'), attrs: { ...block('n', '').attrs, from: 'b' } }
    const after = doc(en.content[0]!, block('a', 'First words. One two'), rest)
    expect(plain(followStructure(before, after, doc(...ar.content.slice(0, 3))))).toEqual([
      'h:عنوان',
      'a:أول.',
      'n:ثان.',
    ])
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
