// @vitest-environment jsdom
import fc from 'fast-check'
import { Node } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { describe, expect, it } from 'vitest'
import type { ArticleDoc } from '#lib/domain/article.ts'
import { articleSchema } from '#lib/domain/schema.ts'
import { ReferenceLabels } from '#lib/editor/drawing/labels.ts'
import { isOwnHtml } from '#lib/editor/pasting/clipboard.ts'
import { Copying } from '#lib/editor/pasting/copying.ts'
import { article } from '../../support/articles.ts'
import { block, parse } from '../../support/pasted.ts'

const mark = (type: string, attrs?: object) => articleSchema.mark(type, attrs ?? null)
const text = (words: string, ...marks: ReturnType<typeof mark>[]) => articleSchema.text(words, marks)
const para = (id: string, kind: string, depth: number, ...content: Node[]): Node =>
  articleSchema.node('block', { id, kind, depth }, content)

function copyingOf(doc: Node, lang = 'en', number: string | null = '4'): Copying {
  const labels = new ReferenceLabels({ articleId: 'A', number, round: null, lang }, {}, () => {})
  labels.read(doc)
  const copying = new Copying(labels, lang)
  copying.follow({ state: EditorState.create({ doc }) } as EditorView)
  return copying
}
const htmlOf = (copying: Copying, content: Node['content']): string => {
  const root = document.createElement('div')
  root.append(copying.serializer.serializeFragment(content, { document }))
  return root.innerHTML
}

const option = mark('br', { id: 'b', option: 'o' })
const DOC = articleSchema.node('doc', null, [
  block('h', 'heading', 'Access'),
  para('p', 'para', 0, text('The '), text('Societies', mark('bold')), text(':')),
  para(
    'a',
    'item',
    1,
    text('first, as '),
    articleSchema.node('ref', { id: 'r', to: 'q', form: 'relative' }),
    text(' says'),
  ),
  para('i', 'item', 2, text('deep'), articleSchema.node('note', { id: 'c', to: 'n' })),
  para(
    'q',
    'para',
    0,
    articleSchema.node('opt', { id: 'o', br: 'b', kind: 'optional', label: '' }, undefined, [option]),
    text('shall', option),
    text(' see.'),
  ),
  block('n', 'note', 'A note.'),
])

describe('what is copied', () => {
  it('PA51, PA53: plain text, one block a line with its number; references, brackets and notes in words', () => {
    expect(copyingOf(DOC).text(DOC.content).split('\n')).toEqual([
      'Article 4. Access',
      '1. The Societies:',
      '(a) first, as paragraph 2 says',
      '(i) deep¹',
      '2. [shall] see.',
      '¹ A note.',
    ])
  })
  it('PA51: the same in HTML, with emphasis, without classes or styles but the indent', () => {
    const html = htmlOf(copyingOf(DOC), DOC.content).replace(/ data-concord="[^"]*"/, '')
    expect(html).toBe(
      '<div lang="en" dir="ltr"><h2>Article 4. Access</h2><p>1. The <strong>Societies</strong>:</p>' +
        '<p style="margin-inline-start: 2em">(a) first, as paragraph 2 says</p><p style="margin-inline-start: 4em">(i) deep¹</p>' +
        '<p>2. [shall] see.</p><p>¹ A note.</p></div>',
    )
  })
  it('PA52: a block copied from its beginning has its number, words out of its midst have none', () => {
    const copying = copyingOf(DOC)
    const lines = (from: number, to: number): string[] => copying.text(DOC.slice(from, to, true).content).split('\n')
    const at = 8
    expect(lines(at + 1, at + 4)).toEqual(['1. The'])
    expect(lines(at + 5, at + 18)).toEqual(['Societies:', '(a) f'])
  })
  it('PA51: numbers of the language, Arabic letters and direction', () => {
    const doc = articleSchema.node('doc', null, [
      block('h', 'heading', 'الوصول'),
      block('p', 'para', 'تسعى:'),
      block('a', 'item', 'الأول'),
      block('q', 'para', 'الثانية'),
    ])
    const copying = copyingOf(doc, 'ar')
    expect(copying.text(doc.content)).toBe('المادة 4: الوصول\n1. تسعى:\n(أ) الأول\n2. الثانية')
    expect(htmlOf(copying, doc.content)).toContain('dir="rtl"')
  })
  it('PA50: any article comes back from its HTML as it was', () => {
    fc.assert(
      fc.property(article, (json: ArticleDoc) => {
        const doc = Node.fromJSON(articleSchema, json)
        const copying = copyingOf(doc)
        const html = htmlOf(copying, doc.content)
        expect(isOwnHtml(html)).toBe(true)
        expect(copying.parser.parseSlice(parse(html).body).content.eq(doc.content)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
  it('PA50: what was forged is not taken for ours', () => {
    const copying = copyingOf(DOC)
    const forged = parse(`<div data-concord='[{"type":"block","attrs":{"id":{"x":1}}}]'><p>words</p></div>`)
    expect(copying.parser.parseSlice(forged.body).content.firstChild!.textContent).toBe('words')
    const broken = parse(`<div data-concord='[{"type":"widget"}]'><p>words</p></div>`)
    expect(copying.parser.parseSlice(broken.body).content.firstChild!.textContent).toBe('words')
  })
})
