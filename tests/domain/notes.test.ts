import { describe, expect, it } from 'vitest'
import type { ArticleDoc, Inline } from '#lib/domain/article.ts'
import { compareVersions } from '#lib/domain/compare.ts'
import { sectionsOf } from '#lib/domain/html.ts'
import { inNoteOrder, noteNumbers, superscript } from '#lib/domain/notes.ts'
import { anchorText, plainText, type ArticleContext } from '#lib/domain/rendering.ts'
import { followStructure } from '#lib/domain/structure.ts'
import { docFromDelta, type DeltaInsert } from '#lib/domain/text.ts'

const start = (id: string, kind?: string): DeltaInsert => ({
  insert: { b: id },
  ...(kind ? { attributes: { 'b.kind': kind } } : {}),
})
const call = (id: string, to: string): DeltaInsert => ({ insert: { fn: id, to } })
const words = (insert: string): DeltaInsert => ({ insert })
const context = (lang = 'en'): ArticleContext => ({
  lang,
  index: new Map(),
  articleId: 'a',
  number: '3',
  round: null,
})

/** Calls n2 first, then n1, then n2 again, then what is no note; nobody calls n3. */
const doc: ArticleDoc = docFromDelta([
  start('h', 'heading'),
  words('Means'),
  start('p1'),
  words('Parties act'),
  call('c1', 'n2'),
  words(' and report'),
  call('c2', 'n1'),
  words('.'),
  start('n1', 'note'),
  words('Every year.'),
  start('p2'),
  words('They consult'),
  call('c3', 'n2'),
  call('c4', 'p1'),
  words('.'),
  start('n3', 'note'),
  words('Left over.'),
  start('n2', 'note'),
  words('Within their mandate.'),
])

describe('footnotes', () => {
  it('NU7: are numbered by their first call; what nobody calls has no number', () => {
    expect([...noteNumbers(doc)]).toEqual([
      ['n2', 1],
      ['n1', 2],
    ])
  })
  it('NU7: a call before the others renumbers them', () => {
    const before: Inline = { type: 'note', attrs: { id: 'c0', to: 'n3' } }
    const [heading, ...rest] = doc.content
    const changed = { ...doc, content: [{ ...heading!, content: [...heading!.content!, before] }, ...rest] }
    expect([...noteNumbers(changed)]).toEqual([
      ['n3', 1],
      ['n2', 2],
      ['n1', 3],
    ])
  })
  it('NU8: are read after all other blocks, by number, those without one last', () => {
    expect(inNoteOrder(doc).map(({ attrs }) => attrs.id)).toEqual(['h', 'p1', 'p2', 'n2', 'n1', 'n3'])
  })
  it('RN6: plain text has superscript numbers; own text none, so that renumbering moves no anchor', () => {
    expect(plainText(doc, context())).toBe(
      [
        'Article 3. Means',
        '1. Parties act¹ and report².',
        '2. They consult¹⟨missing note⟩.',
        '¹ Within their mandate.',
        '² Every year.',
        '⟨note without a call⟩ Left over.',
      ].join('\n'),
    )
    expect(anchorText(doc.content[1]!, context())).toBe('Parties act and report.')
    expect(superscript(120)).toBe('¹²⁰')
    expect(plainText(doc, context('ar'))).toContain('⟨حاشية بلا إشارة⟩ Left over.')
  })
  it('HT3: stand below the article with the ways back to their calls, and never among its paragraphs', () => {
    const { sections, notes } = sectionsOf(doc, context())
    expect(sections.map((section) => section.type === 'block' && [section.id, section.label])).toEqual([
      ['p1', '1.'],
      ['p2', '2.'],
    ])
    expect(notes.map(({ id, number, calls }) => [id, number, calls])).toEqual([
      ['n2', 1, ['c1', 'c3']],
      ['n1', 2, ['c2']],
      ['n3', null, []],
    ])
  })
})

describe('footnotes in a language that follows', () => {
  const other = docFromDelta([
    start('h', 'heading'),
    words('Moyens'),
    start('p1'),
    words('Les Parties'),
    call('d1', 'n2'),
    words(' agissent'),
    call('d2', 'n1'),
    start('n1', 'note'),
    words('Chaque année.'),
    start('p2'),
    start('n3', 'note'),
    start('n2', 'note'),
    words('Dans leur mandat.'),
  ])
  it('ST3: a new note is there, empty, and the calls stay where the translator put them', () => {
    const after = { ...doc, content: [...doc.content, ...docFromDelta([start('n4', 'note'), words('New.')]).content] }
    const followed = followStructure(doc, after, other)
    const last = followed.content.at(-1)!
    expect([last.attrs.id, last.attrs.kind, last.content]).toEqual(['n4', 'note', undefined])
    expect(followed.content[1]!.content).toEqual(other.content[1]!.content)
  })
  it('ST5: a note that was removed goes with its words and its calls, an empty one too', () => {
    const without = (id: string): ArticleDoc => ({
      ...doc,
      content: doc.content.filter(({ attrs }) => attrs.id !== id),
    })
    const followed = followStructure(doc, without('n2'), other)
    expect(followed.content.map(({ attrs }) => attrs.id)).not.toContain('n2')
    expect(followed.content[1]!.content!.map((node) => node.type)).toEqual(['text', 'text', 'note'])
    const text = JSON.stringify(followed)
    expect(text).toContain('Chaque année.')
    expect(text).not.toContain('Dans leur mandat.')
  })
})

describe('footnotes in a comparison', () => {
  const version = (...delta: DeltaInsert[]) => ({
    index: new Map(),
    articles: [{ id: 'a', number: '3', doc: docFromDelta([start('h', 'heading'), ...delta]), round: null }],
  })
  const paragraph = [start('p1'), words('One'), call('c1', 'n1'), words('.')]
  const note = [start('n1', 'note'), words('First.')]
  it('CM13: renumbering is no change; a call or a note that came is one', () => {
    const before = version(start('p0'), words('Zero.'), ...paragraph, ...note)
    const after = version(
      ...[start('p0'), words('Zero'), call('c0', 'n0'), words('.'), ...paragraph],
      ...[start('n0', 'note'), words('New.'), ...note],
    )
    const blocks = compareVersions(before, after, 'en').articles[0]!.blocks
    expect(blocks.map(({ id, change, runs }) => [id, change, runs.map(({ op, text }) => `${op} ${text}`)])).toEqual([
      ['h', 'same', []],
      ['p0', 'changed', ['keep Zero', 'ins ¹', 'keep .']],
      ['p1', 'same', ['keep One².']],
      ['n0', 'added', ['ins New.']],
      ['n1', 'same', ['keep First.']],
    ])
  })
})
