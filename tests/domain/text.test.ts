import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Node } from '@tiptap/pm/model'
import type { ArticleDoc, Block } from '#lib/domain/article.ts'
import { articleSchema } from '#lib/domain/schema.ts'
import { deltaFromDoc, docFromDelta, isKnownEmbed, isKnownFormat, readIds } from '#lib/domain/text.ts'
import { article } from '../support/articles.ts'

const words = (text: string): { insert: string } => ({ insert: text })
const first = (doc: ArticleDoc): Block => doc.content[0]!

describe('the text of an article', () => {
  it('TX1: what is written is read again', () => {
    fc.assert(
      fc.property(article, (doc) => {
        expect(docFromDelta(deltaFromDoc(doc))).toEqual(doc)
      }),
    )
  })
  it('TX1: every article read is valid in the schema, and unchanged by it', () => {
    fc.assert(
      fc.property(article, (doc) => {
        const node = Node.fromJSON(articleSchema, doc)
        node.check()
        expect(docFromDelta(deltaFromDoc(node.toJSON() as ArticleDoc))).toEqual(doc)
      }),
    )
  })
  it('TX2: words before the first start are a heading without an id of its own; no text at all is an empty one', () => {
    expect(docFromDelta([words('a'), { insert: { b: 'p1' } }]).content.map((b) => [b.attrs.id, b.attrs.kind])).toEqual([
      ['~0', 'heading'],
      ['p1', 'para'],
    ])
    expect(docFromDelta([]).content).toEqual([
      { type: 'block', attrs: { id: '~0', kind: 'heading', depth: 0, bracket: null, bracketKind: null, extra: null } },
    ])
  })
  it('TX3: doubled and missing ids are told apart, whatever is written', () => {
    expect(readIds(['p', 'p', null, 'q', 'p~1', '', 'p~2~1'])).toEqual(['p', 'p~1', '~0', 'q', 'p~2', '~1', 'p~3'])
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[ab]?(~[0-3]){0,2}$/)), (ids) => {
        expect(new Set(readIds(ids)).size).toBe(ids.length)
      }),
    )
  })
  it('TX4: an item is at depth 1 or 2, everything else at 0', () => {
    const read = (kind: string, depth: unknown): number =>
      first(docFromDelta([{ insert: { b: 'p' }, attributes: { 'b.kind': kind, 'b.depth': depth } }])).attrs.depth
    expect([read('item', '0'), read('item', '2'), read('item', '9'), read('item', {}), read('para', '2')]).toEqual([
      1, 2, 2, 1, 0,
    ])
  })
  it('TX5: unknown kinds, formats, fields and embeds are kept through reading and writing', () => {
    const delta = [
      {
        insert: { b: 'p', colour: 'blue' },
        attributes: { 'b.kind': 'footnote', 'b.lang': 'fr', 'b.bracketKind': 'odd' },
      },
      { insert: 'words', attributes: { 'c:note': { deep: 1 } } },
      { insert: { widget: 'x', deep: { y: 1 } } },
      { insert: { ref: 'r', to: 'q', shape: 'round' } },
    ]
    const doc = docFromDelta(delta)
    expect(first(doc).attrs.kind).toBe('para')
    expect(first(doc).content!.map((n) => n.type)).toEqual(['text', 'unknown', 'unknown'])
    expect(deltaFromDoc(doc)).toEqual(delta)
  })
  it('TX5: any JSON is read without failing', () => {
    const formats = fc.dictionary(
      fc.constantFrom('bold', 'b.kind', 'b.id', 'b.depth', 'br:x', 'br:', 'y'),
      fc.jsonValue(),
    )
    const embed = fc.dictionary(fc.constantFrom('b', 'ref', 'to', 'opt', 'br', 'kind', 'label', 'z'), fc.jsonValue())
    const operation = fc.record({ insert: fc.oneof(fc.string(), embed), attributes: formats })
    fc.assert(
      fc.property(fc.array(operation), (delta) => {
        const doc = docFromDelta(delta as Parameters<typeof docFromDelta>[0])
        Node.fromJSON(articleSchema, doc).check()
        expect(docFromDelta(deltaFromDoc(doc))).toEqual(doc)
      }),
    )
  })
  it('TX6: neighbours of equal marks are one piece; formats of a start on words say nothing', () => {
    const doc = docFromDelta([
      { insert: { b: 'p' } },
      { insert: 'one ', attributes: { bold: '1', 'b.kind': 'item' } },
      { insert: 'two', attributes: { bold: '1' } },
    ])
    expect(first(doc).content).toEqual([{ type: 'text', text: 'one two', marks: [{ type: 'bold' }] }])
  })
})

describe('TX42: what this version knows', () => {
  it('is what reading gives a meaning, and nothing else', () => {
    fc.assert(
      fc.property(article, (doc) => {
        for (const op of deltaFromDoc(doc)) {
          const read = JSON.stringify(docFromDelta([{ insert: { b: 'p' } }, op]))
          const { insert, attributes = {} } = op
          const isKnown =
            (typeof insert === 'string' || isKnownEmbed(insert)) &&
            Object.entries(attributes).every(([key, value]) => isKnownFormat(key, value))
          expect([op, isKnown]).toEqual([op, !/"unknown|"extra":"/.test(read)])
        }
      }),
    )
  })
  it('is taking any format away', () => {
    expect(isKnownFormat('of-another-version', null)).toBe(true)
    expect(isKnownFormat('of-another-version', '1')).toBe(false)
  })
})
