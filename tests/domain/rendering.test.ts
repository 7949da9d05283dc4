import { expect, test } from 'vitest'
import type { Block, Inline } from '../../src/lib/domain/article.ts'
import { sectionsOf, type Section } from '../../src/lib/domain/html.ts'
import { indexBlocks } from '../../src/lib/domain/reference.ts'
import { anchorText, optionRanges, piecesOf, plainText, type ArticleContext } from '../../src/lib/domain/rendering.ts'
import { block, doc, heading, item, option, para, recital, ref, subitem, tail } from '../support/blocks.ts'

const context = (number: string | null = '5', lang = 'en', ...blocks: Block[]): ArticleContext => ({
  lang,
  number,
  articleId: 'A5',
  index: indexBlocks([{ id: 'A5', number, doc: doc(...blocks), round: null }]),
  round: null,
})
const own = (block: Block) => anchorText(block, context('5', 'en', block))

test('RN4: options follow one another, mid-sentence, with no spaces added', () => {
  const modal = para(
    'p',
    'They ',
    option('br', 'br.1', 'Alt 1', 'shall'),
    option('br', 'br.2', 'Alt 2', 'should'),
    ' go.',
  )
  expect(own(modal)).toBe('They [shall][should] go.')
  expect(own(para('p', option('br', 'br.1', 'text', 'At once'), ' go'))).toBe('[At once] go')
})

test('RN2: an emptied option keeps its brackets', () => {
  expect(own(para('p', 'a', option('br', 'br.1', 'Alt 1'), option('br', 'br.2', 'Alt 2', 'x')))).toBe('a[][x]')
})

test('RN1: brackets nest, the outer is the one that begins first, whatever the order of the marks', () => {
  const inner = option('in', 'in.1', 'text', 'b')
  const nested = option('out', 'out.1', 'text', 'a', inner, 'c')
  expect(own(para('p', nested, 'd'))).toBe('[a[b]c]d')
  const turned = nested.map((inline): Inline => ({ ...inline, marks: [...(inline.marks ?? [])].reverse() }))
  expect(own(para('p', turned, 'd'))).toBe('[a[b]c]d')
  expect(own(para('p', option('out', 'out.1', 'text', option('in', 'in.1', 'text', 'b'))))).toBe('[[b]]')
})

test('RN1: an overlapping bracket is closed and opened again', () => {
  const mark = (...ids: string[]) => ids.map((id) => ({ type: 'br' as const, attrs: { id, option: id } }))
  const text = (text: string, ...ids: string[]): Inline => ({ type: 'text', text, marks: mark(...ids) })
  expect(own(para('p', text('a', 'x'), text('b', 'y', 'x'), text('c', 'y')))).toBe('[a[b]][c]')
})

test('RN1: words after a head that stands twice begin a run of their own', () => {
  expect(own(para('p', option('br', 'br.1', 'text', 'a'), option('br', 'br.1', 'text', 'b')))).toBe('[a][b]')
})

test('RN1: pieces carry label, kind and look; equal neighbours join', () => {
  const bold: Inline = { type: 'text', text: 'B', marks: [{ type: 'bold' }] }
  expect(piecesOf(para('p', 'a', 'b', bold, option('br', 'o', 'Alt 1', 'c')), context())).toEqual([
    { type: 'text', text: 'ab', isBold: false, isItalic: false },
    { type: 'text', text: 'B', isBold: true, isItalic: false },
    {
      type: 'option',
      bracket: 'br',
      kind: 'alternatives',
      option: 'o',
      label: 'Alt 1',
      pieces: [{ type: 'text', text: 'c', isBold: false, isItalic: false }],
    },
  ])
})

test('RN3: a block bracketed as a whole; with options of its own; a heading brackets its article', () => {
  const bracket = { bracket: 'b', bracketKind: 'optional' as const }
  expect(own(block('para', 'p', ['whole'], bracket))).toBe('[whole]')
  expect(
    own(block('para', 'p', option('b', 'b.1', 'Alt 1', 'one').concat(option('b', 'b.2', 'Alt 2', 'two')), bracket)),
  ).toBe('[one][two]')
  const article = doc(block('heading', 'h', ['Climate'], bracket), para('p1', 'One'), para('p2', 'Two'))
  expect(plainText(article, context('14 bis'))).toBe('[Article 14 bis. Climate\n1. One\n2. Two]')
})

test('RN5: an article as lines, with numbers and references', () => {
  const blocks = [
    heading('h', 'Access'),
    para('p1', 'See ', ref('p2a', 'relative'), ':'),
    para('p2', 'Each:'),
    item('p2a', 'one;'),
    subitem('p2ai', 'deep'),
    tail('t', 'closing ', ref('gone')),
  ]
  expect(plainText(doc(...blocks), context('5', 'en', ...blocks)).split('\n')).toEqual([
    'Article 5. Access',
    '1. See paragraph 2 (a):',
    '2. Each:',
    '(a) one;',
    '(i) deep',
    'closing ⟨missing reference⟩',
  ])
  expect(plainText(doc(heading('h', 'Preamble'), recital('r', 'Recalling,')), context(null))).toBe(
    'Preamble\nRecalling,',
  )
  expect(plainText(doc(heading('h'), para('p')), context('5'))).toBe('Article 5\n')
  expect(plainText(doc(heading('h', 'الغرض'), para('p', 'نص')), context('5', 'ar'))).toBe('المادة 5: الغرض\nنص')
})

test('RN4: where the words of an option stand in the own text', () => {
  const nested = para('p', 'They ', option('o', 'o.1', 'text', 'do ', option('i', 'i.1', 'text', 'x'), ' it'), '.')
  const text = own(nested)
  const words = (id: string) => optionRanges(nested, id, context()).map(([from, to]) => text.slice(from, to))
  expect(text).toBe('They [do [x] it].')
  expect(words('o.1')).toEqual(['do [x] it'])
  expect(words('i.1')).toEqual(['x'])
  expect(words('none')).toEqual([])
})

const outline = (sections: Section[]): unknown[] =>
  sections.map((section) =>
    section.type === 'list'
      ? section.items.map((inner) => [inner.id, ...outline(inner.children)])
      : section.children.length > 0
        ? { [section.id]: outline(section.children) }
        : section.id,
  )

test('HT1: items, sub-items and tails stand inside their paragraph', () => {
  const article = doc(
    heading('h', 'Terms'),
    para('p1'),
    item('a'),
    item('b'),
    subitem('bi'),
    subitem('bii'),
    item('c'),
    tail('t'),
    item('d'),
    para('p2'),
  )
  const structure = sectionsOf(article, context('14 bis'))
  expect(outline(structure.sections)).toEqual([{ p1: [[['a'], ['b', [['bi'], ['bii']]], ['c']], 't', [['d']]] }, 'p2'])
  expect(structure).toMatchObject({
    id: 'h',
    slug: '14-bis',
    label: 'Article 14 bis',
    lang: 'en',
    dir: 'ltr',
    bracket: null,
  })
  expect(sectionsOf(doc(heading('h')), context('1', 'ar'))).toMatchObject({
    dir: 'rtl',
    label: 'المادة 1',
    sections: [],
  })
})

test('HT2: nothing is dropped, whatever the order of blocks', () => {
  const odd = doc(item('i'), subitem('s'), tail('t'), heading('h2'), subitem('s2'), recital('r'), item('ri'))
  const ids: string[] = []
  const collect = (sections: Section[]): void =>
    sections.forEach((section) => {
      if (section.type === 'list') collect(section.items)
      else {
        ids.push(section.id)
        collect(section.children)
      }
    })
  collect(sectionsOf(odd, context()).sections)
  expect(ids).toEqual(['i', 's', 't', 'h2', 's2', 'r', 'ri'])
})
